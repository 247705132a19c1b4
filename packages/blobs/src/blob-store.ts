/**
 * Files that belong to rows. A file is received under a temporary name, put in its place inside of the transaction that
 * names it, and loses the temporary name after the commit. So a row that is visible has its whole file, durably; and
 * whatever a crash interrupts keeps a temporary name, by which a sweep finds it without a look at all the others.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A blob that has arrived whole and is durable, though nobody can find it yet. */
export interface ReceivedBlob {
  /** Its name from now on: a UUID made here, so that nothing that a client sends becomes a path. */
  readonly id: string;
  readonly bytes: number;
  /**
   * Puts the file in its place. Call it as the last thing inside of the transaction that writes the row, under the lock
   * that orders this write with what would destroy it.
   */
  place(): Promise<void>;
}

/** The blobs of one folder; several processes may share it. */
export interface BlobStore {
  /**
   * Receives the content, then runs `commit`, which writes the row and places the blob. When `commit` rejects before the
   * blob is placed, or the content breaks off, no file is left. When it rejects afterwards, the commit may have
   * happened or not; the file stays until a sweep has asked for its row.
   */
  receive<T>(
    content: AsyncIterable<Uint8Array>,
    commit: (blob: ReceivedBlob) => Promise<T>,
  ): Promise<T>;
  /** Where the file of a blob is, to be read. */
  pathOf(id: string): string;
  /** Removes the file of a blob, durably; call it after the commit that removed the row. One that is gone is no error. */
  remove(id: string): Promise<void>;
  /**
   * Settles what was interrupted at least `ageMs` ago, which must be longer than a body may pause and a commit may take:
   * `listKept` tells which of these blobs have a row, and the files of all others are removed. Returns their number.
   */
  sweep(
    ageMs: number,
    listKept: (ids: readonly string[]) => Promise<readonly string[]>,
  ): Promise<number>;
}

/** Only the service reads what devices send. */
const fileMode = 0o600;
const folderMode = 0o700;

/** Null where a file is not there (any more). */
const unlessMissing = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

/** Makes the names in a folder durable: that of a new file survives a power cut only after this. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
};

/** Writes a new file to the disk; returns its size. */
const writeDurably = async (path: string, content: AsyncIterable<Uint8Array>): Promise<number> => {
  const file = await open(path, 'wx', fileMode);
  try {
    let bytes = 0;
    for await (const chunk of content) {
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
};

/** When a file was last written or linked, in milliseconds since the epoch; null where it is gone. */
const changedAtMs = async (path: string): Promise<number | null> =>
  (await unlessMissing(stat(path)))?.ctimeMs ?? null;

/** Opens the store in a folder, which is made if it is missing. It has to be on one file system, with hard links. */
export const openBlobStore = async (folder: string): Promise<BlobStore> => {
  const incoming = join(folder, 'incoming');
  const files = join(folder, 'files');
  for (const path of [incoming, files]) await mkdir(path, { recursive: true, mode: folderMode });
  await syncFolder(folder);
  const temporaryPathOf = (id: string): string => join(incoming, id);
  const pathOf = (id: string): string => join(files, id);

  const remove = async (id: string): Promise<void> => {
    await unlessMissing(unlink(pathOf(id)));
    await syncFolder(files);
  };
  const place = async (id: string): Promise<void> => {
    try {
      await link(temporaryPathOf(id), pathOf(id));
      await syncFolder(files);
    } catch (error) {
      await remove(id).catch(() => undefined);
      throw error;
    }
  };
  /** A temporary name that cannot be removed is left to a sweep; the outcome of the write is known by now. */
  const forget = (id: string): Promise<unknown> =>
    unlink(temporaryPathOf(id)).catch(() => undefined);

  return {
    receive: async (content, commit) => {
      const id = randomUUID();
      let isPlaced = false;
      try {
        const bytes = await writeDurably(temporaryPathOf(id), content);
        const outcome = await commit({
          id,
          bytes,
          place: async () => {
            await place(id);
            isPlaced = true;
          },
        });
        await forget(id);
        return outcome;
      } catch (error) {
        if (!isPlaced) await forget(id);
        throw error;
      }
    },
    pathOf,
    remove,
    sweep: async (ageMs, listKept) => {
      const limitMs = Date.now() - ageMs;
      const ids: string[] = [];
      for (const id of await readdir(incoming)) {
        const atMs = await changedAtMs(temporaryPathOf(id));
        if (atMs !== null && atMs <= limitMs) ids.push(id);
      }
      const kept = new Set(ids.length === 0 ? [] : await listKept(ids));
      const lost = ids.filter((id) => !kept.has(id));
      for (const id of lost) await remove(id);
      for (const id of ids) await unlessMissing(unlink(temporaryPathOf(id)));
      return lost.length;
    },
  };
};
