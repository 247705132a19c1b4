/** Opens what is in a folder of somebody else, one step at a time, so that no link leads out of it. */
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** Neither a link, nor a wait for the other end of a pipe, nor a terminal that becomes ours. */
const carefully =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** The path of an entry through the open folder itself: what `openat` does, which Node does not have (proc(5), fd). */
export const entryOf = (folder: FileHandle, name: string): string =>
  `/proc/self/fd/${folder.fd}/${name}`;

const isStep = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');

/** Opens a folder whose way to it is ours, though the folder itself is not. */
export const openFolder = (path: string): Promise<FileHandle> =>
  open(path, carefully | constants.O_DIRECTORY);

/** Opens a folder in an open folder; a link to one is refused (ENOTDIR, ELOOP). */
export const openFolderIn = (folder: FileHandle, name: string): Promise<FileHandle> => {
  if (!isStep(name)) throw new Error(`${JSON.stringify(name)} is no name of an entry`);
  return openFolder(entryOf(folder, name));
};

/** Opens a regular file in an open folder; null for anything else, links included. */
export const openFileIn = async (folder: FileHandle, name: string): Promise<FileHandle | null> => {
  if (!isStep(name)) return null;
  const path = entryOf(folder, name);
  // Opening a device can do something already; the second look is at what was opened.
  const before = await lstat(path).catch(() => null);
  if (before?.isFile() !== true) return null;
  const file = await open(path, carefully).catch(() => null);
  if (file === null) return null;
  if ((await file.stat()).isFile()) return file;
  await file.close();
  return null;
};

/** Runs `work` with a folder some steps below an open one, each of them a folder. Closes all it opened. */
export const withFolderBeneath = async <T>(
  root: FileHandle,
  steps: readonly string[],
  work: (folder: FileHandle) => Promise<T>,
): Promise<T> => {
  const [first, ...rest] = steps;
  if (first === undefined) return work(root);
  const folder = await openFolderIn(root, first);
  try {
    return await withFolderBeneath(folder, rest, work);
  } finally {
    await folder.close();
  }
};

/** Reads a regular file of at most so many bytes below an open folder; null where there is none, or a larger one. */
export const readFileBeneath = async (
  root: FileHandle,
  path: string,
  bytesMax: number,
): Promise<Buffer | null> => {
  const steps = path.split('/');
  const name = steps.pop() ?? '';
  try {
    return await withFolderBeneath(root, steps, async (folder) => {
      const file = await openFileIn(folder, name);
      if (file === null) return null;
      try {
        return await readWhole(file, bytesMax);
      } finally {
        await file.close();
      }
    });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(code)) return null;
    throw error;
  }
};

const readWhole = async (file: FileHandle, bytesMax: number): Promise<Buffer | null> => {
  const buffer = Buffer.alloc(Math.min(bytesMax, (await file.stat()).size) + 1);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
    if (bytesRead === 0) return buffer.subarray(0, filled);
    filled += bytesRead;
  }
  return null;
};
