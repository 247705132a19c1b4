/** What every kind of store promises, as tests; each kind runs them over a store of its own. */
import { buffer } from 'node:stream/consumers';
import { DomainError } from '@moorgate/errors';
import type { BlobBatch, BlobStore, ReceivedBlob } from '../blob-store.ts';

/** A store under test, and a look behind it. */
export interface BlobGround {
  readonly blobs: BlobStore;
  /** The names that wait for a sweep or a commit, and those of the blobs that are in their places. */
  list(): Promise<{ readonly incoming: string[]; readonly placed: string[] }>;
  /** Another handle on the same blobs. */
  openAgain(): Promise<BlobStore>;
}

/** Content in these pieces; a piece that is an error breaks it off. */
export const contentOf = async function* (
  ...pieces: readonly (string | Buffer | Error)[]
): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    await Promise.resolve();
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
};

/** Nothing at all. */
export const nothing = { incoming: [], placed: [] };

const textOf = async (blobs: BlobStore, id: string): Promise<string | null> => {
  const opened = await blobs.open(id);
  return opened === null ? null : (await buffer(opened.bytes)).toString();
};

const placeOne = (blobs: BlobStore, ...pieces: readonly (string | Buffer)[]) =>
  blobs.receive(contentOf(...pieces), async (blob: ReceivedBlob) => {
    await blob.place();
    return blob;
  });

/** A commit that goes wrong, or whose outcome nobody heard of, after the blob was placed. */
const interruptPlaced = async (blobs: BlobStore): Promise<string> => {
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

const addAll = (batch: BlobBatch, texts: readonly string[]) =>
  Promise.all(texts.map(async (text) => (await batch.add(contentOf(text))).id));

/** Declares the tests over the store that `ground` answers with. */
export const testBlobStore = (ground: () => BlobGround): void => {
  const failure = new Error('no');

  test('a blob is whole when it is placed, and has no other name after the commit', async () => {
    const { blobs, list } = ground();
    const received = await placeOne(blobs, 'one ', 'two');
    expect(received.bytes).toBe(7);
    expect(await textOf(blobs, received.id)).toBe('one two');
    expect(await blobs.sizeOf(received.id)).toBe(7);
    expect(await list()).toEqual({ incoming: [], placed: [received.id] });
  });

  test('a blob without a byte is one', async () => {
    const { blobs } = ground();
    const { id, bytes } = await placeOne(blobs);
    expect([bytes, await textOf(blobs, id), await blobs.sizeOf(id)]).toEqual([0, '', 0]);
  });

  test('what is not placed leaves nothing: content that breaks off, a commit that refuses, one that places nothing', async () => {
    const { blobs, list } = ground();
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
    expect(await list()).toEqual(nothing);
  });

  test('a large blob that breaks off leaves nothing', async () => {
    const { blobs, list } = ground();
    const pieces = Array.from({ length: 12 }, () => Buffer.alloc(1_048_576, 'x'));
    const broken = blobs.receive(contentOf(...pieces, failure), () => Promise.resolve());
    await expect(broken).rejects.toBe(failure);
    expect(await list()).toEqual(nothing);
  });

  test('any part of a blob can be read, with the size of the whole', async () => {
    const { blobs } = ground();
    const whole = Buffer.alloc(3_000_000, 'abcdefghij');
    const { id } = await placeOne(blobs, whole);
    for (const [first, last] of [
      [0, 0],
      [5, 14],
      [1_048_570, 2_200_000],
      [0, 2_999_999],
      [2_999_990, 2_999_999],
    ] as const) {
      const opened = (await blobs.open(id, { first, last }))!;
      expect([opened.lengthBytes, opened.sizeBytes]).toEqual([last - first + 1, whole.length]);
      expect((await buffer(opened.bytes)).equals(whole.subarray(first, last + 1))).toBe(true);
    }
  });

  test('a blob that is not there is none, whichever way it is asked for', async () => {
    const { blobs } = ground();
    const id = '00000000-0000-4000-8000-000000000000';
    expect(await blobs.open(id)).toBeNull();
    expect(await blobs.open(id, { first: 0, last: 9 })).toBeNull();
    expect(await blobs.sizeOf(id)).toBeNull();
  });

  test('a sweep removes a blob whose commit did not happen, and keeps one whose did', async () => {
    const { blobs, list } = ground();
    const lost = await interruptPlaced(blobs);
    const kept = await interruptPlaced(blobs);
    expect(await list()).toEqual({ incoming: [lost, kept].sort(), placed: [lost, kept].sort() });
    const asked: string[] = [];
    const removed = await blobs.sweep(0, (ids) => {
      asked.push(...ids);
      return Promise.resolve([kept]);
    });
    expect([removed, asked.sort()]).toEqual([1, [lost, kept].sort()]);
    expect(await list()).toEqual({ incoming: [], placed: [kept] });
  });

  test('a sweep leaves alone what is still arriving, and asks nobody when nothing was interrupted', async () => {
    const { blobs, list } = ground();
    const ask = (): never => {
      throw new Error('asked');
    };
    await blobs.receive(contentOf('content'), async (blob) => {
      expect(await blobs.sweep(60_000, ask)).toBe(0);
      await blob.place();
    });
    expect(await blobs.sweep(0, ask)).toBe(0);
    expect((await list()).placed).toHaveLength(1);
  });

  test('a batch is placed together, without what was dropped; it alone opens its blobs before', async () => {
    const { blobs, list } = ground();
    const ids = await blobs.receiveMany(async (batch) => {
      const added = await addAll(batch, ['a', 'bb', 'ccc', 'dddd']);
      await batch.drop(added[1]!);
      expect(await batch.open(added[1]!)).toBeNull();
      const opened = (await batch.open(added[2]!, { first: 1, last: 2 }))!;
      expect((await buffer(opened.bytes)).toString()).toBe('cc');
      await batch.place();
      return added;
    });
    const [first, dropped, third, fourth] = ids;
    expect(await list()).toEqual({ incoming: [], placed: [first, third, fourth].sort() });
    expect(await blobs.open(dropped!)).toBeNull();
    expect(await textOf(blobs, fourth!)).toBe('dddd');
  });

  test('a batch that fails leaves nothing, not even what is still arriving', async () => {
    const { blobs, list } = ground();
    const failing = blobs.receiveMany(async (batch) => {
      await addAll(batch, ['a', 'b']);
      const underway = batch.add(contentOf('c', 'd')).catch(() => undefined);
      await Promise.resolve(underway === undefined);
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    expect(await list()).toEqual(nothing);
  });

  test('a blob is removed once; again is no error', async () => {
    const { blobs, list } = ground();
    const { id } = await placeOne(blobs, 'content');
    const { id: other } = await placeOne(blobs, 'content');
    await blobs.remove(id);
    await blobs.remove(id);
    await blobs.removeAll([id, other]);
    await blobs.removeAll([]);
    expect(await list()).toEqual(nothing);
  });

  test('a store that is opened again has what it had', async () => {
    const { blobs, openAgain } = ground();
    const { id } = await placeOne(blobs, 'content');
    const again = await openAgain();
    expect(await textOf(again, id)).toBe('content');
    again.close();
  });
};

/** The code of the error that a promise rejects with. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );
