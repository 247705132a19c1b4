import { findRunOrderById, listRunsOfBuilds } from '@moorgate/db';
import { latestBuildId } from '../creation/record-change.ts';
import { getBuild } from '../read-builds.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { enqueuePush } from './enqueue-push.ts';
import { reconcileReferences } from './reconcile-references.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const commit = (letter: string): string => letter.repeat(40);
const [a, b, c, nowhere] = ['a', 'b', 'c', '0'].map(commit) as [string, string, string, string];
const main = 'refs/heads/main';

const push = async (
  old: string,
  next: string,
  { ref = main, repository = 'containers' } = {},
): Promise<number[]> => {
  const moves = [{ ref, old, new: next }];
  const pushed = { factory: testFactory, repository, moves, by: 'ada' };
  const { started } = await enqueuePush(ground.ctx, ground.services, pushed);
  return started.map(({ buildId }) => buildId);
};
const reconcile = async (references: Record<string, string>): Promise<number[]> => {
  ground.source.references.set('containers', new Map(Object.entries(references)));
  const started = await reconcileReferences(ground.ctx, ground.services, testFactory);
  return started.map(({ buildId }) => buildId);
};

describe('a push', () => {
  test('of a fresh installation builds the branch, whose name is its tag', async () => {
    expect(await push(nowhere, a)).toEqual([1]);
    const build = await getBuild(ground.ctx, { factory: testFactory, buildId: 1 });
    expect(build).toMatchObject({
      triggerName: 'containers-main',
      status: 'QUEUED',
      source: { repository: 'containers', ref: main, commit: a },
      createdBy: 'ada',
    });
    expect(build.runs.map(({ name }) => name)).toEqual(['publish-compose-apps']);
    const order = await findRunOrderById(ground.db, build.runs[0]!.id);
    expect(order).toMatchObject({ script: '', publishes_apps: true, tags: ['main'] });
  });

  test('is built once, however often and by however many it is told of', async () => {
    const told = await Promise.all(Array.from({ length: 8 }, () => push(nowhere, a)));
    expect(told).toEqual(told.map(() => [1]));
    expect(await latestBuildId(ground.db, testFactory)).toBe(1);
  });

  test('back and forth is built each time', async () => {
    const moves = [
      [nowhere, a],
      [a, b],
      [b, a],
      [a, b],
    ] as const;
    const built: number[][] = [];
    for (const [old, next] of moves) built.push(await push(old, next));
    expect(built).toEqual([[1], [2], [3], [4]]);
  });

  test('that a later one has overtaken is not built behind it', async () => {
    await push(nowhere, a);
    expect(await push(b, c)).toEqual([2]);
    expect(await push(a, b)).toEqual([]);
    expect(await push(b, c)).toEqual([2]);
    expect(await latestBuildId(ground.db, testFactory)).toBe(2);
  });

  test.each(['fix [skip ci]', '[ci skip] fix', 'Fix\n\n[SKIP CI]\n'])(
    'whose newest message is %j is not built, and neither is it later',
    async (message) => {
      ground.source.messages.set(a, message);
      expect(await push(nowhere, a)).toEqual([]);
      expect(await reconcile({ [main]: a })).toEqual([]);
      expect(await push(a, b)).toEqual([1]);
    },
  );

  test('that deletes a branch builds nothing; what comes back is built', async () => {
    await push(nowhere, a);
    expect(await push(a, nowhere)).toEqual([]);
    expect(await push(nowhere, a)).toEqual([2]);
  });

  test('of tags, and of other repositories, builds nothing', async () => {
    expect(await push(nowhere, a, { ref: 'refs/tags/v1' })).toEqual([]);
    expect(await push(nowhere, a, { repository: 'ci-scripts' })).toEqual([]);
    expect(await push(nowhere, a, { repository: 'constructor' })).toEqual([]);
    expect(await push(nowhere, a, { repository: 'lmp-manifest' })).toEqual([]);
  });
});

describe('a factory configuration', () => {
  const configure = (yaml: string): void =>
    void ground.source.files.set('ci-scripts HEAD factory-config.yml', yaml);

  test('names the branches that are built, and their tags', async () => {
    configure(`containers:
  tagging:
    ${main}: [{ tag: stable }, latest]
lmp:
  tagging:
    refs/heads/next:
      - tag: next
`);
    expect(await push(nowhere, a, { ref: 'refs/heads/other' })).toEqual([]);
    await push(nowhere, a);
    const [run] = await listRunsOfBuilds(ground.db, testFactory, [1]);
    expect((await findRunOrderById(ground.db, run!.id))?.tags).toEqual(['stable', 'latest']);
  });

  test('is not needed for branches whose names can be no tags, as far as something of them can be one', async () => {
    const tagsOf = async (ref: string): Promise<readonly string[] | undefined> => {
      const [buildId] = await push(nowhere, a, { ref });
      const [run] = await listRunsOfBuilds(ground.db, testFactory, [buildId!]);
      return (await findRunOrderById(ground.db, run!.id))?.tags;
    };
    expect(await tagsOf('refs/heads/feature/new')).toEqual(['feature-new']);
    expect(await tagsOf('refs/heads/_mine')).toEqual(['mine']);
    expect(await tagsOf(`refs/heads/${'x'.repeat(200)}`)).toEqual(['x'.repeat(128)]);
    expect(await push(nowhere, a, { ref: 'refs/heads/\u00fc' })).toEqual([4]);
    expect(await ground.statusOf(4)).toBe('FAILED');
    const run = await ground.run(4, 'read-definition');
    expect(await ground.consoleOf(run)).toMatch(/can be no tag: say in factory-config\.yml/);
  });

  test('that cannot be read makes a build that says so', async () => {
    configure('containers: {tagging: {refs/heads/main: ["bad tag"]}}');
    expect(await push(nowhere, a)).toEqual([1]);
    expect(await ground.statusOf(1)).toBe('FAILED');
    const run = await ground.run(1, 'read-definition');
    expect(await ground.consoleOf(run)).toMatch(/factory-config\.yml: \/containers\/tagging/);
  });

  test('lets a platform be built, which says in its build.yml how', async () => {
    configure(`lmp: {tagging: {${main}: main}}`);
    expect(await push(nowhere, a, { repository: 'lmp-manifest' })).toEqual([1]);
    expect(await ground.statusOf(1)).toBe('FAILED');
    ground.source.files.set(
      `lmp-manifest ${b} build.yml`,
      'timeout: 60\nscripts: {all: make}\ntriggers: [{name: platform, runs: [{name: intel, host-tag: big, script: all}]}]',
    );
    expect(await push(a, b, { repository: 'lmp-manifest' })).toEqual([2]);
    const build = await getBuild(ground.ctx, { factory: testFactory, buildId: 2 });
    expect(build).toMatchObject({ triggerName: 'platform-main', status: 'QUEUED' });
    expect(build.runs[0]).toMatchObject({ name: 'intel', hostTag: 'big' });
  });
});

describe('a server that was killed after a reference moved', () => {
  test('builds it at its next start, exactly once, and no push is built twice', async () => {
    await push(nowhere, a);
    const outcomes = await Promise.all([
      reconcile({ [main]: b, 'refs/heads/new': c }),
      push(a, b),
      reconcile({ [main]: b, 'refs/heads/new': c }),
    ]);
    expect(new Set(outcomes.flat()).size).toBe(2);
    expect(await latestBuildId(ground.db, testFactory)).toBe(3);
    expect(await reconcile({ [main]: b, 'refs/heads/new': c })).toEqual([]);
  });

  test('builds what it can where something of a repository cannot be read', async () => {
    const { source } = ground.services;
    const readCommit: NonNullable<typeof source>['readCommit'] = (place) =>
      place.revision === a ? Promise.reject(new Error('unreadable')) : source!.readCommit(place);
    const services = { ...ground.services, source: { ...source!, readCommit } };
    const references = { 'refs/heads/bad': a, [main]: b };
    ground.source.references.set('containers', new Map(Object.entries(references)));
    const started = await reconcileReferences(ground.ctx, services, testFactory);
    expect(started.map(({ buildId }) => buildId)).toEqual([1]);
    expect(await reconcile(references)).toEqual([2]);
  });

  test('knows a branch that has gone', async () => {
    await push(nowhere, a);
    expect(await reconcile({})).toEqual([]);
    expect(await reconcile({ [main]: a })).toEqual([2]);
  });
});
