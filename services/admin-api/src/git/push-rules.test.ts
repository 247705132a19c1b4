import { join } from 'node:path';
import type { Scope } from '@moorgate/auth';
import { changeDefaultBranch, requireRepository, tidyRepositories } from '@moorgate/source';
import { startTestApp, testFactory, type TestApp } from '../test-support/test-app.ts';
import {
  ageObjects,
  createReferences,
  type GitFolder,
  gitFolderAt,
  newRepository,
  referenceChanges,
} from '@moorgate/testing';

let app: TestApp;
let folder: GitFolder;
let all: string;

const urlWith = (token: string, repository = 'containers'): string =>
  `${app.origin.replace('//', `//x:${token}@`)}/factories/${testFactory}/${repository}.git`;

const everything: readonly Scope[] = ['source:read-update', 'source:create', 'source:delete'];

beforeAll(async () => {
  app = await startTestApp();
  all = await app.tokenWith(everything);
  folder = await newRepository();
  await folder.commit('one', '1');
  await folder.must('push', '-q', urlWith(all), 'main');
});
afterAll(async () => {
  await folder.remove();
  await app.close();
});

const place = { folder: () => folder, url: () => urlWith(all) };
const references = createReferences(place);

const present = async (ref: string): Promise<string> =>
  (await folder.must('ls-remote', urlWith(all), ref)).split(/\s/)[0]!;

test.each(referenceChanges(place, references))(
  '$what needs $scope, and nothing else',
  async ({ scope, refspec }) => {
    const wanted = await refspec();
    const without = await app.tokenWith(everything.filter((one) => one !== scope));
    const ref = wanted.split(':')[1]!;
    const before = await present(ref);
    const refused = await folder.git('push', urlWith(without), wanted);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`remote: fio: token is missing scope ${scope} for ${ref}`);
    expect(await present(ref)).toBe(before);
    const alone = await folder.git('push', urlWith(await app.tokenWith([scope])), wanted);
    expect(alone).toMatchObject({ code: 0 });
    expect(await present(ref)).not.toBe(before);
  },
);

test('a push of which nothing is permitted is refused while its objects are in quarantine', async () => {
  const token = await app.tokenWith(['source:read-update']);
  await folder.must('checkout', '-q', '-B', 'quarantined', 'main');
  const commit = await folder.commit('q', 'never kept');
  const { output } = await folder.git('push', urlWith(token), 'quarantined');
  expect(output).toContain('pre-receive hook declined');
  await folder.must('init', '-q', '--bare', 'probe.git');
  const fetched = await folder.git('-C', 'probe.git', 'fetch', urlWith(all), commit);
  expect(fetched.output).toContain('not our ref');
});

test('of a mixed push what is permitted is done, and the rest is refused by name', async () => {
  const branch = await references.branch();
  await folder.commit(branch, 'third');
  const token = await app.tokenWith(['source:read-update']);
  const { code, output } = await folder.git(
    'push',
    urlWith(token),
    branch,
    `${branch}:refs/heads/mixed`,
  );
  expect(code).toBe(1);
  expect(output).toContain(
    'remote: fio: token is missing scope source:create for refs/heads/mixed',
  );
  expect(output).toContain('remote: error: hook declined to update refs/heads/mixed');
  expect(output).toContain(`! [remote rejected] ${branch} -> mixed (hook declined)`);
  expect(await present(`refs/heads/${branch}`)).toBe(await folder.must('rev-parse', branch));
  expect(await present('refs/heads/mixed')).toBe('');
});

test('what the refused part of a mixed push sent is removed by the housekeeping once it is a day old', async () => {
  const branch = await references.branch();
  const moved = await folder.commit(branch, 'third');
  await folder.must('checkout', '-q', '-B', `${branch}-refused`, 'main');
  const refused = await folder.commit('refused', branch);
  const url = urlWith(await app.tokenWith(['source:read-update']));
  expect((await folder.git('push', url, branch, `${branch}-refused`)).code).toBe(1);
  const name = { factory: testFactory, repository: 'containers' };
  const { id } = await requireRepository(app.operator, name);
  const kept = gitFolderAt(join(app.source.git!.repositoriesFolder, `${id}.git`));
  const has = async (object: string): Promise<boolean> =>
    (await kept.git('cat-file', '-e', object)).code === 0;
  expect([await has(moved), await has(refused)]).toEqual([true, true]);
  await ageObjects(kept, 2 * 86_400_000);
  const services = { ...app.operator, source: app.source };
  await tidyRepositories(services, new AbortController().signal);
  expect([await has(moved), await has(refused)]).toEqual([true, false]);
  await kept.must('fsck', '--strict');
});

test('of an atomic push of which a part is refused nothing is done', async () => {
  const branch = await references.branch();
  const before = await present(`refs/heads/${branch}`);
  await folder.commit(branch, 'third');
  const token = await app.tokenWith(['source:read-update']);
  const refspecs = [branch, `${branch}:refs/heads/atomic`];
  const { code, output } = await folder.git('push', '--atomic', urlWith(token), ...refspecs);
  expect(code).toBe(1);
  expect(output).toContain('atomic');
  expect(await present(`refs/heads/${branch}`)).toBe(before);
});

test('the default branch is not deleted, whatever the token may', async () => {
  const { code, output } = await folder.git('push', urlWith(all), ':main');
  expect(code).toBe(1);
  expect(output).toContain('deletion of the current branch prohibited');
});

test('clones begin with the default branch that an operator names; it is not deleted, and the former one is', async () => {
  const url = urlWith(all, 'lmp-manifest');
  await folder.must('push', '-q', url, 'main', 'main:refs/heads/trunk');
  const name = { factory: testFactory, repository: 'lmp-manifest' };
  await changeDefaultBranch(app.operator, name, 'trunk');
  const head = await folder.must('ls-remote', '--symref', url, 'HEAD');
  expect(head).toContain('ref: refs/heads/trunk\tHEAD');
  const { code, output } = await folder.git('push', url, ':trunk');
  expect([code, output]).toEqual([1, expect.stringContaining('deletion of the current branch')]);
  expect((await folder.git('push', url, ':main')).code).toBe(0);
});

test('ci-scripts takes no force push, whatever the token may', async () => {
  const url = urlWith(all, 'ci-scripts');
  await folder.must('checkout', '-q', '-B', 'scripts', 'main');
  await folder.commit('script', '1');
  await folder.must('push', '-q', url, 'scripts:master');
  const { code, output } = await folder.git('push', '-f', url, 'scripts~1:master');
  expect(code).toBe(1);
  expect(output).toContain('remote: fio: this repository takes no force pushes');
});
