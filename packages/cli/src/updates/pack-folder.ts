/** A folder with an update as a tar archive, made while it is sent. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** A file to be sent. */
export interface UpdateFile {
  readonly path: string;
  /** Its path in the archive. */
  readonly name: string;
  readonly bytes: number;
}

/** What the server knows of an update; anything else in the folder stays where it is. */
const parts = ['ostree_repo', 'apps', 'tuf'] as const;
const delivered: readonly string[] = ['ostree_repo', 'apps'];

const refuse = (sentence: string): never => {
  throw new CommandError(exitCodes.failed, sentence);
};

const listPart = async (folder: string, part: string): Promise<UpdateFile[]> => {
  const root = join(folder, part);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      return refuse(`${root} cannot be read: ${error.message}`);
    },
  );
  const files: UpdateFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) refuse(`${path} is no plain file, and an update has no others`);
    const { size: bytes } = await stat(path);
    files.push({ path, name: relative(folder, path).split(sep).join('/'), bytes });
  }
  return files;
};

/** The files of an update, in the order of their names. Throws `CommandError` where the folder holds none, or a link. */
export const listUpdateFiles = async (folder: string): Promise<UpdateFile[]> => {
  const lists = await Promise.all(parts.map((part) => listPart(folder, part)));
  const files = lists.flat();
  if (!files.some(({ name }) => delivered.includes(name.split('/', 1)[0]!)))
    refuse(`${folder} has neither ostree_repo/ nor apps/ with files in it`);
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
};

const addFile = async (archive: Pack, file: UpdateFile): Promise<void> => {
  const entry = archive.entry({
    name: file.name,
    size: file.bytes,
    mode: 0o644,
    mtime: new Date(0),
  });
  await pipeline(createReadStream(file.path), entry);
};

const addAll = async (
  archive: Pack,
  files: readonly UpdateFile[],
  onSent: (bytes: number) => void,
): Promise<void> => {
  try {
    for (const file of files) {
      await addFile(archive, file);
      onSent(file.bytes);
    }
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
  }
};

/** The archive, in pieces; `onSent` is told of the bytes of each file once it has been read. A file that changes breaks it. */
export const packFiles = async function* (
  files: readonly UpdateFile[],
  onSent: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const adding = addAll(archive, files, onSent);
  try {
    yield* archive as AsyncIterable<Uint8Array>;
    await adding;
  } finally {
    archive.destroy();
  }
};
