/** Receiving, the same for every kind of store: what is left behind in each case, and when. */
import { randomUUID } from 'node:crypto';
import { fault } from '@moorgate/errors';
import type {
  BlobBatch,
  BlobStore,
  BlobStoreOptions,
  ByteRange,
  OpenedBlob,
} from './blob-store.ts';

/** What a kind of store does with blobs that are not there for others yet. */
export interface IncomingBlobs {
  /** Writes one under a mark, durably; returns its size. Leaves nothing where it throws. */
  write(id: string, content: AsyncIterable<Uint8Array>): Promise<number>;
  /** Opens one that was written. */
  open(id: string, range?: ByteRange): Promise<OpenedBlob | null>;
  /** Puts them in their places, durably, and keeps the marks. Where it throws none is in its place. */
  place(ids: readonly string[]): Promise<void>;
  /** Removes what was not placed, with the marks. Never throws: a sweep finds what stays. */
  discard(ids: readonly string[]): Promise<void>;
  /** Removes the marks of what was placed. Never throws either. */
  settle(ids: readonly string[]): Promise<void>;
}

const receiveMsMaxByDefault = 12 * 3_600_000;

/** A batch, and how it ends. */
interface OpenBatch {
  readonly batch: BlobBatch;
  /** After `work` has succeeded. */
  keep(): Promise<void>;
  /** After it has failed. */
  giveUp(): Promise<void>;
}

const openBatch = (incoming: IncomingBlobs, receiveMsMax: number): OpenBatch => {
  const deadlineMs = performance.now() + receiveMsMax;
  const ids = new Set<string>();
  const underway = new Set<Promise<unknown>>();
  let isPlaced = false;
  const write = async (id: string, content: AsyncIterable<Uint8Array>) => {
    const bytes = await incoming.write(id, content);
    ids.add(id);
    return { id, bytes };
  };
  const discardAll = async (): Promise<void> => {
    await Promise.allSettled(underway);
    await incoming.discard([...ids]);
  };
  return {
    batch: {
      add: async (content) => {
        const writing = write(randomUUID(), content);
        underway.add(writing);
        return writing.finally(() => underway.delete(writing));
      },
      open: (id, range) => (ids.has(id) ? incoming.open(id, range) : Promise.resolve(null)),
      drop: async (id) => {
        if (ids.delete(id)) await incoming.discard([id]);
      },
      place: async () => {
        if (performance.now() > deadlineMs) throw fault('request_timeout');
        await incoming.place([...ids]);
        isPlaced = true;
      },
    },
    keep: () => (isPlaced ? incoming.settle([...ids]) : discardAll()),
    giveUp: () => (isPlaced ? Promise.resolve() : discardAll()),
  };
};

/** Receiving over a kind of store, as `BlobStore` promises it. */
export const createReceiver = (
  incoming: IncomingBlobs,
  { receiveMsMax = receiveMsMaxByDefault }: BlobStoreOptions,
): Pick<BlobStore, 'receive' | 'receiveMany'> => {
  const receiveMany: BlobStore['receiveMany'] = async (work) => {
    const { batch, keep, giveUp } = openBatch(incoming, receiveMsMax);
    try {
      const outcome = await work(batch);
      await keep();
      return outcome;
    } catch (error) {
      await giveUp();
      throw error;
    }
  };
  return {
    receiveMany,
    receive: (content, commit) =>
      receiveMany(async (batch) => commit({ ...(await batch.add(content)), place: batch.place })),
  };
};
