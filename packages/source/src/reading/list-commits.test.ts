import { execFileSync } from 'node:child_process';
import { type GitFolder, newRepository } from '@moorgate/testing';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { listCommits, readCommitChange } from './list-commits.ts';

let ground: SourceGround;
let folder: GitFolder;
const name = { factory, repository: 'containers' };
const oddBranch = `fix,(it)&%2f="ü"!|{x}`;

/** Two lines of forty commits each, by turns, which a merge puts together. */
const sideBySide = `
commit() { GIT_COMMITTER_DATE="@$((1700000000 + time)) +0000" git commit-tree "$@" "$tree"; }
tree=$(git write-tree)
one=$(git rev-parse HEAD)
two=$one
time=0
while [ $time -lt 80 ]; do
  time=$((time + 1)); one=$(commit -p "$one" -m "one $time")
  time=$((time + 1)); two=$(commit -p "$two" -m "two $time")
done
time=81
git update-ref refs/heads/merged "$(commit -p "$one" -p "$two" -m 'merge both')"
`;

beforeAll(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
  await folder.commit('first', 'first');
  const author = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.test' };
  const committer = { GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.test' };
  const env = { ...process.env, ...author, ...committer };
  execFileSync('/bin/sh', ['-euc', sideBySide], { cwd: folder.path, env });
  await ground.push(folder, 'containers', 'main', 'merged', `main:refs/heads/${oddBranch}`);
});
afterAll(async () => {
  await folder.remove();
  await ground.close();
});

const page = async (skip: number) =>
  (await listCommits(ground.services, { ...name, revision: 'merged', skip }))!;

test('the pages of a history with lines side by side have every commit, each once', async () => {
  const first = await page(0);
  expect([first.commits.length, first.next]).toEqual([50, 50]);
  expect(first.head).toBe(await folder.must('rev-parse', 'merged'));
  const last = await page(first.next!);
  expect(last.next).toBeNull();
  const ids = [...first.commits, ...last.commits].map(({ id }) => id);
  const all = (await folder.must('rev-list', 'merged')).split('\n');
  expect([...ids].sort()).toEqual([...all].sort());
});

test('a branch of any name has a history', async () => {
  const head = await folder.must('rev-parse', 'main');
  for (const revision of [oddBranch, `refs/heads/${oddBranch}`])
    expect(await listCommits(ground.services, { ...name, revision, skip: 0 })).toMatchObject({
      head,
    });
});

test('a page behind the end has nothing', async () => {
  expect(await page(82)).toMatchObject({ commits: [], next: null });
});

test('a commit that puts lines together names what it comes from, and shows what it adds to the first', async () => {
  const change = await readCommitChange(ground.services, { ...name, revision: 'merged' });
  expect(change!.commit.parents).toHaveLength(2);
  expect(change).toMatchObject({ files: [], patch: '', isCut: false });
});
