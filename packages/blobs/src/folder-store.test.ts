import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FolderBlobStore, openBlobStore } from './folder-store.ts';
import {
  type BlobGround,
  codeOf,
  contentOf,
  nothing,
  testBlobStore,
} from './test-support/blob-store-suite.ts';

let folder: string;
let blobs: FolderBlobStore;
let ground: BlobGround;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-blobs-'));
  blobs = await openBlobStore(folder);
  const list = async () => ({
    incoming: (await readdir(join(folder, 'incoming'))).sort(),
    placed: (await readdir(join(folder, 'files'))).sort(),
  });
  ground = { blobs, list, openAgain: () => openBlobStore(folder) };
});
afterEach(() => rm(folder, { recursive: true }));

testBlobStore(() => ground);

test('a blob is in no place before it is placed, and then a file that nobody else may read', async () => {
  await blobs.receive(contentOf('one ', 'two'), async ({ id, place }) => {
    expect(await ground.list()).toEqual({ incoming: [id], placed: [] });
    await place();
    expect(await readFile(blobs.pathOf(id), 'utf8')).toBe('one two');
    expect((await stat(blobs.pathOf(id))).mode & 0o777).toBe(0o600);
  });
});

test('blobs that cannot be placed leave no file, nor do those placed with them', async () => {
  const receiving = blobs.receiveMany(async (batch) => {
    await batch.add(contentOf('content'));
    const { id } = await batch.add(contentOf('content'));
    await rm(join(folder, 'incoming', id));
    await batch.place();
  });
  await expect(receiving).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await ground.list()).toEqual(nothing);
});

test('what took longer to arrive than a sweep waits is not placed', async () => {
  const impatient = await openBlobStore(folder, { receiveMsMax: -1 });
  expect(await codeOf(impatient.receive(contentOf('content'), ({ place }) => place()))).toBe(
    'request_timeout',
  );
  expect(await ground.list()).toEqual(nothing);
});
