import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
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

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

test('in a folder that belongs to a group, the group reads every blob and may remove it, whatever the umask', async () => {
  await chmod(folder, 0o770);
  const umask = process.umask(0o077);
  try {
    const shared = await openBlobStore(folder);
    for (const name of ['incoming', 'files']) expect(await modeOf(join(folder, name))).toBe(0o770);
    await shared.receive(contentOf('one'), async ({ id, place }) => {
      await place();
      expect(await modeOf(shared.pathOf(id))).toBe(0o640);
    });
  } finally {
    process.umask(umask);
  }
});
