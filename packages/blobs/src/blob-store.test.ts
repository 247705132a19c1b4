import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BlobStore, openBlobStore, type ReceivedBlob } from './blob-store.ts';

let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-blobs-'));
  blobs = await openBlobStore(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const contentOf = async function* (...texts: readonly (string | Error)[]) {
  for (const text of texts) {
    await Promise.resolve();
    if (text instanceof Error) throw text;
    yield Buffer.from(text);
  }
};
const listFiles = async (): Promise<{ incoming: number; placed: string[] }> => ({
  incoming: (await readdir(join(folder, 'incoming'))).length,
  placed: await readdir(join(folder, 'files')),
});
const nothing = { incoming: 0, placed: [] };

/** A commit that goes wrong, or whose outcome nobody heard of, after the blob was placed. */
const interruptPlaced = async (): Promise<string> => {
  let id = '';
  const failure = new Error('connection lost');
  const receiving = blobs.receive(contentOf('content'), async (blob) => {
    ({ id } = blob);
    await blob.place();
    throw failure;
  });
  await expect(receiving).rejects.toBe(failure);
  return id;
};

test('a blob is whole when it is placed, and has no other name after the commit', async () => {
  const received = await blobs.receive(contentOf('one ', 'two'), async (blob: ReceivedBlob) => {
    expect(await listFiles()).toEqual({ incoming: 1, placed: [] });
    await blob.place();
    expect(await readFile(blobs.pathOf(blob.id), 'utf8')).toBe('one two');
    return blob;
  });
  expect(received.bytes).toBe(7);
  expect(await listFiles()).toEqual({ incoming: 0, placed: [received.id] });
  expect((await stat(blobs.pathOf(received.id))).mode & 0o777).toBe(0o600);
});

test('what is not placed leaves no file: content that breaks off, a commit that refuses, one that places nothing', async () => {
  const failure = new Error('no');
  const commits: number[] = [];
  const broken = blobs.receive(contentOf('half', failure), ({ bytes }) => {
    commits.push(bytes);
    return Promise.resolve();
  });
  await expect(broken).rejects.toBe(failure);
  const refused = blobs.receive(contentOf('whole'), () => Promise.reject(failure));
  await expect(refused).rejects.toBe(failure);
  await blobs.receive(contentOf('whole'), () => Promise.resolve());
  expect(commits).toEqual([]);
  expect(await listFiles()).toEqual(nothing);
});

test('a blob that cannot be placed leaves no file', async () => {
  const receiving = blobs.receive(contentOf('content'), async (blob) => {
    await rm(join(folder, 'incoming', blob.id));
    await blob.place();
  });
  await expect(receiving).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await listFiles()).toEqual(nothing);
});

test('a sweep removes a blob whose commit did not happen, and keeps one whose did', async () => {
  const lost = await interruptPlaced();
  const kept = await interruptPlaced();
  const before = await listFiles();
  expect([before.incoming, before.placed.sort()]).toEqual([2, [lost, kept].sort()]);
  const asked: string[] = [];
  const removed = await blobs.sweep(0, (ids) => {
    asked.push(...ids);
    return Promise.resolve([kept]);
  });
  expect([removed, asked.sort()]).toEqual([1, [lost, kept].sort()]);
  expect(await listFiles()).toEqual({ incoming: 0, placed: [kept] });
});

test('a sweep leaves alone what is still arriving, and asks nobody when nothing was interrupted', async () => {
  const ask = (): never => {
    throw new Error('asked');
  };
  await blobs.receive(contentOf('content'), async (blob) => {
    expect(await blobs.sweep(60_000, ask)).toBe(0);
    await blob.place();
  });
  expect(await blobs.sweep(0, ask)).toBe(0);
  expect((await listFiles()).placed).toHaveLength(1);
});

test('a blob is removed once; again is no error', async () => {
  const { id } = await blobs.receive(contentOf('content'), async (blob) => {
    await blob.place();
    return blob;
  });
  await blobs.remove(id);
  await blobs.remove(id);
  expect(await listFiles()).toEqual(nothing);
});

test('a store that is opened again has what it had', async () => {
  const { id } = await blobs.receive(contentOf('content'), async (blob) => {
    await blob.place();
    return blob;
  });
  const again = await openBlobStore(folder);
  expect(await readFile(again.pathOf(id), 'utf8')).toBe('content');
});
