import { type GitFolder, newRepository } from '@moorgate/testing';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { listReferences } from './list-references.ts';
import { readCommit } from './read-commit.ts';
import { readRepositoryFile } from './read-repository-file.ts';

let ground: SourceGround;
let folder: GitFolder;
let head: string;
const name = { factory, repository: 'containers' };

beforeAll(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
  await folder.commit('odd name\t"ü', 'odd');
  await folder.commit('large', Buffer.alloc(2_000_000, 'x'));
  head = await folder.commit('factory.yml', 'triggers: []\n', 'A subject [skip ci]\n\nand a body');
  await folder.must('tag', '-a', '-m', 'a tag', 'v1');
  await ground.push(folder, 'containers', 'main', 'v1');
});
afterAll(async () => {
  await folder.remove();
  await ground.close();
});

const read = (path: string, revision = 'main') =>
  readRepositoryFile(ground.services, { ...name, revision, path });

test.each([
  ['a branch', () => 'main'],
  ['the full name of a branch', () => 'refs/heads/main'],
  ['a tag with a message', () => 'v1'],
  ['an object name', () => head],
  ['the head', () => 'HEAD'],
])('a file is read at %s', async (_what, revision) => {
  expect((await read('factory.yml', revision()))?.toString()).toBe('triggers: []\n');
});

test('a file of any name is read', async () => {
  expect((await read('odd name\t"ü'))?.toString()).toBe('odd');
});

test.each([
  ['a path that is not there', 'nothing', 'main'],
  ['a folder', '', 'main'],
  ['a path with dots', '../factory.yml', 'main'],
  ['a path from the root', '/factory.yml', 'main'],
  ['a second line', 'factory.yml\nmain:large', 'main'],
  ['a revision that is not there', 'factory.yml', 'other'],
  ['a range', 'factory.yml', 'main..v1'],
  ['an option', 'factory.yml', '--all'],
  ['an expression', 'factory.yml', 'main^{/x}'],
  ['an object name that is none', 'factory.yml', '1'.repeat(40)],
])('%s is nothing', async (_what, path, revision) => {
  expect(await read(path, revision)).toBeUndefined();
});

test('a file that is too large is refused', async () => {
  await expect(read('large')).rejects.toMatchObject({ code: 'source_file_too_large' });
  const whole = { ...name, revision: 'main', path: 'large', bytesMax: 3_000_000 };
  expect((await readRepositoryFile(ground.services, whole))?.length).toBe(2_000_000);
});

test('a commit has its whole message, its author and its time', async () => {
  const commit = await readCommit(ground.services, { ...name, revision: 'v1' });
  expect(commit).toMatchObject({
    id: head,
    message: 'A subject [skip ci]\n\nand a body',
    author: 'Ada <ada@example.test>',
  });
  expect(commit!.parents).toHaveLength(1);
  expect(Math.abs(Date.now() - commit!.at.getTime())).toBeLessThan(600_000);
});

test('references are listed with what they lead to', async () => {
  const references = await listReferences(ground.services, name);
  expect([...references.keys()]).toEqual(['refs/heads/main', 'refs/tags/v1']);
  expect(references.get('refs/heads/main')).toBe(head);
});

test('a repository with nothing in it has no references', async () => {
  const empty = await listReferences(ground.services, { factory, repository: 'lmp-manifest' });
  expect(empty.size).toBe(0);
});

test('another repository is not found', async () => {
  const other = { factory, repository: 'nothing' };
  await expect(listReferences(ground.services, other)).rejects.toMatchObject({
    code: 'git_repository_not_found',
  });
});
