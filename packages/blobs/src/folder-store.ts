/** Blobs in a folder: the mark of one that is arriving is a name in another folder, and its place a hard link. */
import { chmod, type FileHandle, link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  blobIdPattern,
  type BlobStore,
  type BlobStoreOptions,
  type ByteRange,
  type OpenedBlob,
  pieceBytes,
} from './blob-store.ts';
import { createReceiver, type IncomingBlobs } from './create-receiver.ts';
import { inParallel } from './in-parallel.ts';
import { folderFault } from './store-faults.ts';

/** The blobs of one folder. */
export interface FolderBlobStore extends BlobStore {
  /** Where the file of a blob is. */
  pathOf(id: string): string;
}

/** Only the service reads what devices send, and whoever it shares the folder with. */
const fileMode = 0o600;
const folderMode = 0o700;

/** What the group of a folder may do in it: everything, where services that run as several users share it. */
const groupInFolder = 0o070;
/** Nobody ever writes to a blob that is there. */
const groupOfFile = 0o040;

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

const openNew = (path: string): Promise<FileHandle> =>
  open(path, 'wx', fileMode).catch((error: unknown) => {
    throw folderFault(error);
  });

/** Writes a new file to the disk; returns its size. Leaves no file where it throws. */
const writeDurably = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  isShared: boolean,
): Promise<number> => {
  const file = await openNew(path);
  try {
    // Not left to the umask, which may keep it from the group.
    if (isShared) await file.chmod(fileMode | groupOfFile);
    let bytes = 0;
    for await (const chunk of content) {
      await file.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
    return bytes;
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw folderFault(error);
  } finally {
    await file.close();
  }
};

/** When a file was last written or linked, in milliseconds since the epoch; null where it is gone. */
const changedAtMs = async (path: string): Promise<number | null> =>
  (await unlessMissing(stat(path)))?.ctimeMs ?? null;

/** What is small is read in one go: a stream that reads costs more than its few bytes. */
const smallBytesMax = 65_536;

const readPart = async (
  file: FileHandle,
  range?: ByteRange,
  highWaterMark = pieceBytes,
): Promise<OpenedBlob> => {
  const { size: sizeBytes } = await file.stat();
  const first = range?.first ?? 0;
  const last = Math.min(range?.last ?? sizeBytes - 1, sizeBytes - 1);
  const lengthBytes = Math.max(0, last - first + 1);
  if (lengthBytes > smallBytesMax) {
    const bytes = file.createReadStream({ start: first, end: last, highWaterMark });
    return { bytes, lengthBytes, sizeBytes };
  }
  const piece = Buffer.allocUnsafe(lengthBytes);
  const { bytesRead } = await file.read(piece, 0, lengthBytes, first);
  await file.close();
  const bytes = Readable.from(bytesRead === 0 ? [] : [piece.subarray(0, bytesRead)], {
    objectMode: false,
  });
  return { bytes, lengthBytes, sizeBytes };
};

const openFile = async (
  path: string,
  range?: ByteRange,
  highWaterMark?: number,
): Promise<OpenedBlob | null> => {
  const file = await unlessMissing(open(path, 'r'));
  if (file === null) return null;
  try {
    return await readPart(file, range, highWaterMark);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
};

/** Names that are waiting for a place, and those that have one. */
interface Folders {
  readonly incoming: string;
  readonly files: string;
  /** With the services of other users, by a group. */
  readonly isShared: boolean;
}

const unlinkAll = (folder: string, ids: readonly string[]): Promise<void> =>
  inParallel(ids, async (id) => void (await unlessMissing(unlink(join(folder, id)))));

/** A temporary name that cannot be removed is left to a sweep; the outcome of the write is known by now. */
const forgetAll = (folder: string, ids: readonly string[]): Promise<void> =>
  unlinkAll(folder, ids).catch(() => undefined);

const incomingOf = (
  { incoming, files, isShared }: Folders,
  removeAll: BlobStore['removeAll'],
): IncomingBlobs => ({
  write: (id, content) => writeDurably(join(incoming, id), content, isShared),
  open: (id, range) => openFile(join(incoming, id), range),
  place: async (ids) => {
    try {
      await inParallel(ids, (id) => link(join(incoming, id), join(files, id)));
      await syncFolder(files);
    } catch (error) {
      await removeAll(ids).catch(() => undefined);
      throw folderFault(error);
    }
  },
  discard: (ids) => forgetAll(incoming, ids),
  settle: (ids) => forgetAll(incoming, ids),
});

const sweepFolder = async (
  { incoming }: Folders,
  removeAll: BlobStore['removeAll'],
  ...[ageMs, listKept]: Parameters<BlobStore['sweep']>
): Promise<number> => {
  const limitMs = Date.now() - ageMs;
  const ids: string[] = [];
  for (const id of await readdir(incoming)) {
    if (!blobIdPattern.test(id)) continue;
    const atMs = await changedAtMs(join(incoming, id));
    if (atMs !== null && atMs <= limitMs) ids.push(id);
  }
  const kept = new Set(ids.length === 0 ? [] : await listKept(ids));
  const lost = ids.filter((id) => !kept.has(id));
  if (lost.length > 0) await removeAll(lost);
  await unlinkAll(incoming, ids);
  return lost.length;
};

const isOpenToGroup = (mode: number): boolean => (mode & groupInFolder) === groupInFolder;

/** Whoever made the folder opens it to the group; for the others it is as they find it. */
const openToGroup = async (path: string): Promise<void> => {
  const { mode, uid } = await stat(path);
  if (!isOpenToGroup(mode) && uid === process.getuid?.())
    await chmod(path, (mode & 0o7777) | groupInFolder);
};

const makeFolders = async (folder: string): Promise<Folders> => {
  await mkdir(folder, { recursive: true, mode: folderMode });
  const isShared = isOpenToGroup((await stat(folder)).mode);
  const paths = { incoming: join(folder, 'incoming'), files: join(folder, 'files') };
  for (const path of Object.values(paths)) {
    await mkdir(path, { recursive: true, mode: folderMode });
    if (isShared) await openToGroup(path);
  }
  await syncFolder(folder);
  return { ...paths, isShared };
};

/**
 * Opens the store in a folder, which is made if it is missing. It has to be on one file system, with hard links. Where the
 * group of a folder that is there may do everything in it, the group may read every blob and remove it: services that run as
 * different users of that group share it. Otherwise nobody but this user reads anything.
 */
export const openBlobStore = async (
  folder: string,
  options: BlobStoreOptions = {},
): Promise<FolderBlobStore> => {
  const folders = await makeFolders(folder);
  const pathOf = (id: string): string => join(folders.files, id);
  const removeAll = async (ids: readonly string[]): Promise<void> => {
    await unlinkAll(folders.files, ids);
    await syncFolder(folders.files);
  };
  return {
    ...createReceiver(incomingOf(folders, removeAll), options),
    pathOf,
    open: (id, range, bytesOfPiece) => openFile(pathOf(id), range, bytesOfPiece),
    sizeOf: async (id) => (await unlessMissing(stat(pathOf(id))))?.size ?? null,
    remove: (id) => removeAll([id]),
    removeAll,
    sweep: (ageMs, listKept) => sweepFolder(folders, removeAll, ageMs, listKept),
    close: () => undefined,
  };
};
