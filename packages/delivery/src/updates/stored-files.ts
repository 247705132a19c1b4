/** The files of an upload, each stored by its content: what is there already is not written again. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { BlobBatch, BlobStore } from '@moorgate/blobs';
import { type ContentRow, type Db, updateContentsAsWanted } from '@moorgate/db';

/** Content of a file, stored before or with this upload. */
export interface StoredContent {
  readonly sha256: Buffer;
  readonly blobId: string;
  readonly bytes: number;
  /** False for content that was there before. */
  readonly isNew: boolean;
}

/** What has been stored so far. */
export interface StoredFiles {
  /** By path. */
  readonly files: ReadonlyMap<string, StoredContent>;
  /** All of a file that is no larger than this; null where there is none, or it is larger. */
  read(path: string, bytesMax: number): Promise<Buffer | null>;
}

/** Takes files, one after the other. */
export interface FileWriter extends StoredFiles {
  add(path: string, bytes: number, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** Adds a file whose content is there already; false where it is not. */
  addKnown(path: string, sha256: Buffer): Promise<boolean>;
  /** Stores what is still held back; nothing is added afterwards. */
  finish(): Promise<void>;
}

/** A small file, held until it is looked up with others. */
interface Held {
  readonly path: string;
  readonly data: Buffer;
  readonly sha256: Buffer;
}

/** What is larger is written while it comes. */
const smallBytesMax = 262_144;
const heldMax = 64;
const heldBytesMax = 8 * 1_048_576;

const keyOf = (sha256: Uint8Array): string => Buffer.from(sha256).toString('base64');

const onePiece = async function* (data: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  if (data.length > 0) yield data;
};

const contentFromRow = (row: ContentRow): StoredContent => ({
  sha256: row.sha256,
  blobId: row.blob_id,
  bytes: row.bytes,
  isNew: false,
});

/** Content by its hash, looked up in the store once. */
interface KnownContents {
  find(sha256: Buffer): StoredContent | undefined;
  /** Looks these up; those that are there stay for as long as an upload may take. */
  lookUp(hashes: readonly Buffer[]): Promise<void>;
  remember(content: StoredContent): void;
}

const createKnownContents = (db: Db): KnownContents => {
  const known = new Map<string, StoredContent>();
  const remember = (content: StoredContent): void => void known.set(keyOf(content.sha256), content);
  return {
    find: (sha256) => known.get(keyOf(sha256)),
    lookUp: async (hashes) => {
      const unknown = hashes.filter((sha256) => !known.has(keyOf(sha256)));
      if (unknown.length === 0) return;
      for (const row of await updateContentsAsWanted(db, unknown)) remember(contentFromRow(row));
    },
    remember,
  };
};

/** Writes content while it is hashed; takes it back when it turns out to be there. */
const storeLarge = async (
  batch: BlobBatch,
  known: KnownContents,
  content: AsyncIterable<Uint8Array>,
): Promise<StoredContent> => {
  const hash = createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
  };
  const { id, bytes } = await batch.add(hashed());
  const sha256 = hash.digest();
  await known.lookUp([sha256]);
  const present = known.find(sha256);
  if (present !== undefined) {
    await batch.drop(id);
    return present;
  }
  const stored = { sha256, blobId: id, bytes, isNew: true };
  known.remember(stored);
  return stored;
};

/** Writes those of the small files whose content is not there. */
const storeSmall = async (
  batch: BlobBatch,
  known: KnownContents,
  held: readonly Held[],
): Promise<void> => {
  await known.lookUp(held.map(({ sha256 }) => sha256));
  const missing = new Map(
    held
      .filter(({ sha256 }) => known.find(sha256) === undefined)
      .map((file) => [keyOf(file.sha256), file]),
  );
  await Promise.all(
    [...missing.values()].map(async ({ data, sha256 }) => {
      const { id, bytes } = await batch.add(onePiece(data));
      known.remember({ sha256, blobId: id, bytes, isNew: true });
    }),
  );
};

/**
 * A writer into the batch. Small files are held back until there are some of them, so that they are looked up together
 * and written at once; of larger ones no more than a piece is in memory.
 */
export const createFileWriter = (
  services: { readonly db: Db; readonly blobs: BlobStore },
  batch: BlobBatch,
): FileWriter => {
  const files = new Map<string, StoredContent>();
  const known = createKnownContents(services.db);
  let held: Held[] = [];
  let heldBytes = 0;

  const flush = async (): Promise<void> => {
    await storeSmall(batch, known, held);
    for (const { path, sha256 } of held) files.set(path, known.find(sha256)!);
    held = [];
    heldBytes = 0;
  };

  return {
    files,
    add: async (path, bytes, content) => {
      if (bytes > smallBytesMax) {
        files.set(path, await storeLarge(batch, known, content));
        return;
      }
      const data = await buffer(content);
      held.push({ path, data, sha256: createHash('sha256').update(data).digest() });
      heldBytes += data.length;
      if (held.length >= heldMax || heldBytes >= heldBytesMax) await flush();
    },
    addKnown: async (path, sha256) => {
      await known.lookUp([sha256]);
      const content = known.find(sha256);
      if (content !== undefined) files.set(path, content);
      return content !== undefined;
    },
    finish: flush,
    read: async (path, bytesMax) => {
      const content = files.get(path);
      if (content === undefined || content.bytes > bytesMax) return null;
      const from = content.isNew ? batch : services.blobs;
      const opened = await from.open(content.blobId);
      return opened === null ? null : buffer(opened.bytes);
    },
  };
};
