/** What each scope of sources permits, told by the real git. */
import { createReferences, type GitFolder, referenceChanges } from '@moorgate/testing';
import { type GitGround, openGitGround } from '../support/git-ground.ts';

let ground: GitGround;
let folder: GitFolder;
beforeAll(async () => {
  ground = await openGitGround();
  folder = await ground.makeRepository();
  await folder.must('push', '-q', ground.urlOf(ground.all), 'main');
});
afterAll(() => ground.close());

const place = { folder: () => folder, url: () => ground.urlOf(ground.all) };
const references = createReferences(place);
const scopes = ['source:read-update', 'source:create', 'source:delete'];

test.each(referenceChanges(place, references))(
  '$what needs $scope and nothing else',
  async ({ scope, refspec }) => {
    const wanted = await refspec();
    const ref = wanted.split(':')[1]!;
    const before = await ground.present(ref);
    const others = await ground.tokenWith(...scopes.filter((one) => one !== scope));
    const refused = await folder.git('push', ground.urlOf(others), wanted);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`remote: fio: token is missing scope ${scope} for ${ref}`);
    expect(await ground.present(ref)).toBe(before);
    const allowed = await folder.git('push', ground.urlOf(await ground.tokenWith(scope)), wanted);
    expect(allowed).toMatchObject({ code: 0 });
    expect(await ground.present(ref)).not.toBe(before);
  },
);

test('source:read clones, and pushes nothing', async () => {
  const reader = await ground.tokenWith('source:read');
  const clones = await ground.makePlace();
  expect((await clones.git('clone', '-q', ground.urlOf(reader), 'clone')).code).toBe(0);
  const pushed = await folder.git('push', ground.urlOf(reader), 'main:never');
  expect(pushed.code).toBe(128);
  expect(pushed.output).toContain('remote: fio: token is missing scope source:read-update');
});

test('source:create alone does not clone', async () => {
  const clones = await ground.makePlace();
  const creator = await ground.tokenWith('source:create');
  const { code, output } = await clones.git('clone', ground.urlOf(creator), 'clone');
  expect(code).toBe(128);
  expect(output).toContain('remote: fio: token is missing scope source:read');
});

test('of a mixed push one reference moves, and the other is refused by name', async () => {
  const branch = await references.branch();
  await folder.commit(branch, 'third');
  const other = references.name();
  const updater = ground.urlOf(await ground.tokenWith('source:read-update'));
  const { code, output } = await folder.git(
    'push',
    updater,
    branch,
    `${branch}:refs/heads/${other}`,
  );
  expect(code).toBe(1);
  expect(output).toContain(
    `remote: fio: token is missing scope source:create for refs/heads/${other}`,
  );
  expect(output).toContain(`remote: error: hook declined to update refs/heads/${other}`);
  expect(output).toContain(`! [remote rejected] ${branch} -> ${other} (hook declined)`);
  expect(await ground.present(`refs/heads/${branch}`)).toBe(await folder.must('rev-parse', branch));
  expect(await ground.present(`refs/heads/${other}`)).toBe('');
});

test('of an atomic push of which a part is refused nothing moves', async () => {
  const branch = await references.branch();
  const before = await ground.present(`refs/heads/${branch}`);
  await folder.commit(branch, 'third');
  const updater = ground.urlOf(await ground.tokenWith('source:read-update'));
  const wanted = [branch, `${branch}:refs/heads/${references.name()}`];
  const { code, output } = await folder.git('push', '--atomic', updater, ...wanted);
  expect(code).toBe(1);
  expect(output).toContain('remote: fio: token is missing scope source:create');
  expect(await ground.present(`refs/heads/${branch}`)).toBe(before);
});

test('the default branch is deleted by nobody, and ci-scripts is pushed by force by nobody', async () => {
  const deleted = await folder.git('push', ground.urlOf(ground.all), ':main');
  expect(deleted.output).toContain('deletion of the current branch prohibited');
  const scripts = ground.urlOf(ground.all, 'ci-scripts');
  const branch = await references.branch();
  await folder.must('push', '-q', scripts, `${branch}:master`);
  const forced = await folder.git('push', '-f', scripts, `${branch}~1:master`);
  expect(forced.code).toBe(1);
  expect(forced.output).toContain('remote: fio: this repository takes no force pushes');
});

test.each([
  ['another factory', '/factories/other/containers.git'],
  ['an unknown repository', '/factories/acme/nothing.git'],
])('%s is not found', async (_what, path) => {
  const url = new URL(path, ground.urlOf(ground.all)).href;
  const { code, output } = await folder.git('ls-remote', url);
  expect(code).toBe(128);
  expect(output).toContain('not found');
});
