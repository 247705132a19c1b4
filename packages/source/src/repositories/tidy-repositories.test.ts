import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findRepositoryByName, updateRepositoryPushed } from '@moorgate/db';
import { ageObjects, type GitFolder, gitFolderAt, newRepository } from '@moorgate/testing';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { deleteRepository } from './change-repository.ts';
import { requireRepository } from './find-repository.ts';
import { removeLeftFolders, tidyRepositories } from './tidy-repositories.ts';

let ground: SourceGround;
let folder: GitFolder;
beforeEach(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
});
afterEach(async () => {
  await folder.remove();
  await ground.close();
});

const never = new AbortController().signal;
const name = { factory, repository: 'containers' };
const tidy = () => tidyRepositories(ground.services, never);
const notePush = async (): Promise<void> => {
  const { id } = await requireRepository(ground.services, name);
  await updateRepositoryPushed(ground.services.db, id, ground.clock.now());
};
const record = async () =>
  (await findRepositoryByName(ground.services.db, { factory, name: 'containers' }))!;

test('what nothing leads to is removed after a day, and what something leads to stays', async () => {
  const kept = await folder.commit('kept', 'kept');
  const lost = await folder.commit('lost', 'lost');
  await ground.push(folder, 'containers', 'main', `${kept}:refs/heads/kept`);
  await ground.push(folder, 'containers', '+kept:main').catch(() => undefined);
  const bare = gitFolderAt(await ground.folderOf('containers'));
  await bare.must('update-ref', 'refs/heads/main', kept);
  await notePush();
  await tidy();
  expect((await bare.git('cat-file', '-e', lost)).code).toBe(0);
  await ageObjects(bare, 2 * 86_400_000);
  ground.clock.advance(25 * 3_600_000);
  await tidy();
  expect((await bare.git('cat-file', '-e', lost)).code).not.toBe(0);
  expect((await bare.git('cat-file', '-e', kept)).code).toBe(0);
  await bare.must('fsck', '--strict');
});

test('each is tidied once a day, and no more once nothing of a push can be left', async () => {
  await folder.commit('one', '1');
  await ground.push(folder, 'containers', 'main');
  await notePush();
  await tidy();
  const first = (await record()).tidied_at;
  expect(first).toEqual(ground.clock.now());
  expect((await record()).bytes).toBeGreaterThan(0);
  ground.clock.advance(3_600_000);
  await tidy();
  expect((await record()).tidied_at).toEqual(first);
  ground.clock.advance(3 * 86_400_000);
  await tidy();
  const second = (await record()).tidied_at;
  expect(second).toEqual(ground.clock.now());
  ground.clock.advance(3 * 86_400_000);
  await tidy();
  expect((await record()).tidied_at).toEqual(second);
});

test('a lock that a killed process left is removed, and a fresh one is not', async () => {
  await folder.commit('one', '1');
  await ground.push(folder, 'containers', 'main');
  const path = await ground.folderOf('containers');
  const fresh = join(path, 'refs/heads/other.lock');
  await writeFile(fresh, '');
  const old = new Date(Date.now() - 7_200_000);
  for (const name of ['refs/heads/main.lock', 'objects/maintenance.lock', 'gc.pid']) {
    const stale = join(path, name);
    await writeFile(stale, name === 'gc.pid' ? `${process.pid} elsewhere` : '');
    await utimes(stale, old, old);
  }
  await notePush();
  await tidy();
  expect((await readdir(join(path, 'refs/heads'))).sort()).toEqual(['other.lock']);
  expect(await gitFolderAt(path).must('count-objects', '-v')).toMatch(
    /^count: 0\n(?:.*\n)*packs: 1$/m,
  );
});

test('folders of deleted repositories and old drafts are removed, and nothing else', async () => {
  await folder.commit('one', '1');
  await ground.push(folder, 'containers', 'main');
  await ground.folderOf('lmp-manifest');
  const { repositoriesFolder } = ground.services.source.git!;
  const draft = join(repositoriesFolder, 'draft-1');
  await mkdir(draft);
  await mkdir(join(repositoriesFolder, 'draft-2'));
  const old = new Date(Date.now() - 7_200_000);
  await utimes(draft, old, old);
  await mkdir(join(repositoriesFolder, '00000000-0000-0000-0000-000000000001.git'));
  await deleteRepository(ground.services, ground.services, name);
  await removeLeftFolders(ground.services);
  const { id } = await requireRepository(ground.services, { factory, repository: 'lmp-manifest' });
  expect((await readdir(repositoriesFolder)).sort()).toEqual([`${id}.git`, 'draft-2'].sort());
});
