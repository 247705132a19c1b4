/** What was built becomes targets, and no more than once. */
import { randomBytes, randomUUID } from 'node:crypto';
import { recordChange } from '@moorgate/builds';
import { inTransaction } from '@moorgate/db';
import { addTargets, listTargets, type Target } from '@moorgate/targets';
import { keepTargets, type TargetWork } from './keep-targets.ts';
import { reachBuild, wireTarget } from '../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  await reachBuild(app, 100);
});
afterAll(() => app.close());

const uri = (app_: string): string =>
  `hub.test/${testFactory}/${app_}@sha256:${randomBytes(32).toString('hex')}`;

const newTag = (): string => `t${randomUUID().slice(0, 8)}`;

/** A build whose run has passed with these apps; answers its number. */
const build = async (
  tags: readonly string[],
  apps: Readonly<Record<string, string>>,
  buildId?: number,
): Promise<number> =>
  inTransaction(app.db, async (trx) => {
    const change = { factory: testFactory, triggerName: 'containers-main', reason: 'push' };
    const recorded = await recordChange(trx, app.operator, {
      ...change,
      runName: 'build',
      console: '',
    });
    const number = buildId ?? recorded.buildId;
    const source = { repository: 'containers', ref: 'refs/heads/main', new_commit: 'c'.repeat(40) };
    await trx.updateTable('builds').set(source).where('build_id', '=', recorded.buildId).execute();
    await trx
      .updateTable('build_runs')
      .set({ result: JSON.stringify({ apps, images: [] }) as never, tags: [...tags] })
      .where('build_id', '=', recorded.buildId)
      .execute();
    if (number !== recorded.buildId)
      await trx
        .updateTable('build_runs')
        .set({ build_id: number, name: 'build-arm' })
        .where('build_id', '=', recorded.buildId)
        .execute();
    return number;
  });

const until = async <T>(find: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it does not come');
};

const isPublished = async (buildId: number): Promise<true | undefined> => {
  const left = app.db
    .selectFrom('build_runs')
    .select('id')
    .where('build_id', '=', buildId)
    .where('result', 'is not', null)
    .where('published_at', 'is', null);
  return (await left.executeTakeFirst()) === undefined ? true : undefined;
};

const targetsOf = async (version: number): Promise<Target[]> => {
  await until(() => isPublished(version));
  return listTargets(app, { factory: testFactory }, { version });
};

const add = async (version: number, stem: string, custom: object): Promise<void> => {
  const { length: bytes, hashes, custom: plain } = wireTarget(version, { name: stem, ...custom });
  const wanted = { name: `${stem}-${String(version)}`, bytes, ...hashes, custom: plain as never };
  const services = { clock: app.clock, sealingKeys: app.sealingKeys, factory: testFactory };
  await addTargets(app.operator, services, { targets: [wanted], creator: '' });
};

test('is made on the newest target of the tag for each hardware, with the apps that were built', async () => {
  const tag = newTag();
  const old = { tags: [tag], docker_compose_apps: { gone: { uri: uri('gone') } }, 'lmp-ver': '95' };
  await add(10, 'intel-lmp', old);
  await add(11, 'intel-lmp', { ...old, origUri: 'x', future: [1] });
  await add(12, 'rpi-lmp', { ...old, hardwareIds: ['rpi'] });
  const web = uri('web');
  const version = await build([tag, 'devel'], { web });
  const targets = await targetsOf(version);
  expect(targets.map(({ name }) => name)).toEqual([`intel-lmp-${version}`, `rpi-lmp-${version}`]);
  expect(targets[0]!.custom).toEqual({
    ...{ name: 'intel-lmp', hardwareIds: ['intel-corei7-64'], targetFormat: 'OSTREE' },
    ...{ 'lmp-ver': '95', future: [1], version: String(version), tags: [tag, 'devel'] },
    docker_compose_apps: { web: { uri: web } },
    'containers-sha': 'c'.repeat(40),
    uri: `https://moorgate.example/projects/${testFactory}/lmp/builds/${String(version)}`,
    ...{ createdAt: '2026-03-01T12:00:00Z', updatedAt: '2026-03-01T12:00:00Z' },
  });
  expect(targets[1]!.custom['hardwareIds']).toEqual(['rpi']);
});

test('is made for the hardware of an ordinary Linux where the tag has none', async () => {
  const targets = await targetsOf(await build([newTag()], { web: uri('web') }));
  expect(targets.map(({ custom }) => custom['hardwareIds'])).toEqual([
    ['amd64-linux'],
    ['arm64-linux'],
  ]);
});

test('gets the apps of every run of its build', async () => {
  const tag = newTag();
  const one = await build([tag], { web: uri('web') });
  await targetsOf(one);
  await build([tag], { db: uri('db') }, one);
  const targets = await targetsOf(one);
  expect(targets).toHaveLength(2);
  expect(Object.keys(targets[0]!.custom['docker_compose_apps'] as object)).toEqual(['web', 'db']);
});

test('a name that somebody took is left to them, and nothing is made without apps', async () => {
  const tag = newTag();
  const version = await build([tag], {});
  expect(await targetsOf(version)).toEqual([]);
  await add(20, 'intel-lmp', { tags: [tag] });
  const next = (await build([tag], {})) + 2;
  await reachBuild(app, next);
  await add(next, 'intel-lmp', { tags: [tag], mine: true });
  const taken = await build([tag], { web: uri('web') }, next);
  expect((await targetsOf(taken)).map(({ custom }) => custom['mine'])).toEqual([true]);
});

test('several that look at once make it once', async () => {
  const { db, confirmations, clock, log } = app.operator;
  const work: TargetWork = {
    ...{ db, confirmations, clock, log, registry: null, factory: testFactory, source: null },
    ...{ sealingKeys: app.sealingKeys, blobs: app.blobs, appsHost: 'gateway.example' },
    ...{ followsTags: true, serverUrl: 'https://moorgate.example' },
    rollouts: { wake: () => undefined },
  };
  const others = [keepTargets(work, 10), keepTargets(work, 10), keepTargets(work, 10)];
  const builds = await Promise.all(
    Array.from({ length: 5 }, () => build([newTag()], { web: uri('web') })),
  );
  for (const number of builds) expect(await targetsOf(number)).toHaveLength(2);
  await Promise.all(others.map((worker) => worker.close()));
});
