/**
 * Content that belongs to rows, in a folder or in S3. A blob is received where nobody finds it, put in its place inside of
 * the transaction that names it, and loses its temporary mark after the commit. So a row that is visible has its whole
 * blob, durably; and whatever a crash interrupts keeps the mark, by which a sweep finds it without a look at all the others.
 */
import type { Readable } from 'node:stream';

/** Bytes from the first to the last, both included, counted from 0, as RFC 9110, section 14.1.2, counts them. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** A blob that is being read. */
export interface OpenedBlob {
  /** The asked part, in pieces of at most 1 MiB unless said; whoever does not read it to its end destroys it. */
  readonly bytes: Readable;
  /** The length of that part. */
  readonly lengthBytes: number;
  /** The size of the whole blob. */
  readonly sizeBytes: number;
}

/** A blob that has arrived whole and is durable, though nobody can find it yet. */
export interface ReceivedBlob {
  /** Its name from now on: a UUID made here, so that nothing that a client sends becomes a path. */
  readonly id: string;
  readonly bytes: number;
  /**
   * Puts the blob in its place. Call it as the last thing inside of the transaction that writes the row, under the lock
   * that orders this write with what would destroy it.
   */
  place(): Promise<void>;
}

/** Blobs that are received one by one, or several at once, and placed together. */
export interface BlobBatch {
  /** Receives one more. Throws `insufficient_storage`, and what the content throws; then nothing is left of this one. */
  add(content: AsyncIterable<Uint8Array>): Promise<Pick<ReceivedBlob, 'id' | 'bytes'>>;
  /** Opens a blob of this batch, which nobody else can find yet; null for an id that is none. */
  open(id: string, range?: ByteRange): Promise<OpenedBlob | null>;
  /** Takes one back that is not needed after all. */
  drop(id: string): Promise<void>;
  /**
   * Puts all of them in their places, as `ReceivedBlob.place` does one. Throws `request_timeout` when the batch was begun
   * longer ago than a sweep can be sure to leave it alone.
   */
  place(): Promise<void>;
}

/** The blobs of one installation; several processes may share them. */
export interface BlobStore {
  /**
   * Receives the content, then runs `commit`, which writes the row and places the blob. When `commit` rejects before the
   * blob is placed, or the content breaks off, no blob is left. When it rejects afterwards, the commit may have
   * happened or not; the blob stays until a sweep has asked for its row. Throws `insufficient_storage` where there is no
   * room for it, and `service_unavailable` where a store beyond this host does not answer.
   */
  receive<T>(
    content: AsyncIterable<Uint8Array>,
    commit: (blob: ReceivedBlob) => Promise<T>,
  ): Promise<T>;
  /** The same for as many blobs as `work` adds to the batch. */
  receiveMany<T>(work: (batch: BlobBatch) => Promise<T>): Promise<T>;
  /**
   * Opens a blob, or a part that lies within it, to be read; null where there is none. `pieceBytes` asks for smaller pieces,
   * which a store beyond this host need not give. Throws `service_unavailable`.
   */
  open(id: string, range?: ByteRange, pieceBytes?: number): Promise<OpenedBlob | null>;
  /** The size of a blob in bytes; null where there is none. Throws `service_unavailable`. */
  sizeOf(id: string): Promise<number | null>;
  /** Removes a blob, durably; call it after the commit that removed its row. One that is gone is no error. */
  remove(id: string): Promise<void>;
  /** The same for many, which costs less than one by one. */
  removeAll(ids: readonly string[]): Promise<void>;
  /**
   * Settles what was interrupted at least `ageMs` ago, which must be longer than receiving and a commit may take:
   * `listKept` tells which of these blobs have a row, and all others are removed. Returns their number.
   */
  sweep(
    ageMs: number,
    listKept: (ids: readonly string[]) => Promise<readonly string[]>,
  ): Promise<number>;
  /** Lets go of connections, once nothing is read or received any more. */
  close(): void;
}

/** What both kinds of stores can be told. */
export interface BlobStoreOptions {
  /** How long receiving may take at most, from its begin to the commit, in milliseconds; 12 hours unless said. */
  readonly receiveMsMax?: number;
}

/** Pieces in which blobs are read: fewer and larger ones cost memory, smaller ones time. */
export const pieceBytes = 1_048_576;

/** Other names in a folder or a bucket are not ours. */
export const blobIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
