import { text } from 'node:stream/consumers';
import { type GitFolder, newRepository } from '@moorgate/testing';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { openRepositoryFile } from './open-repository-file.ts';

let ground: SourceGround;
let folder: GitFolder;
const largeBytes = 4_000_000;
beforeAll(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
  await folder.commit('small', 'a few words');
  await folder.commit('large', 'x'.repeat(largeBytes));
  await ground.push(folder, 'containers', 'main');
});
afterAll(async () => {
  await folder.remove();
  await ground.close();
});

const open = (path: string) => {
  const place = { factory, repository: 'containers', revision: null, path };
  return openRepositoryFile(ground.services, place, { holder: 'token' });
};
const running = (): number => ground.services.source.exchanges.count().running;
const untilOver = async (): Promise<void> => {
  while (running() > 0) await new Promise((resolve) => setImmediate(resolve));
};

test('a file is whole though git has ended before anybody reads it', async () => {
  const file = await open('small');
  await untilOver();
  expect(await text(file!.bytes)).toBe('a few words');
});

test('a large file is read at the pace of its reader, and is one of the turns meanwhile', async () => {
  const file = await open('large');
  expect([file!.lengthBytes, running()]).toEqual([largeBytes, 1]);
  expect((await text(file!.bytes)).length).toBe(largeBytes);
  await untilOver();
});

test('whoever reads no further ends git, and the turn', async () => {
  const file = await open('large');
  file!.bytes.destroy();
  await untilOver();
});

test('what is not there takes no turn', async () => {
  expect(await open('nothing')).toBeUndefined();
  expect(running()).toBe(0);
});
