/** Writes keys and certificates so that each file appears whole or not at all, also when the power fails. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PkiError } from './pki-error.ts';

/** A file to be written. */
export interface FileToWrite {
  readonly name: string;
  readonly content: string;
  readonly mode: number;
}

/** For private keys. */
export const secretMode = 0o600;

/** For certificates and everything else in the directory of certificates. */
export const publicMode = 0o640;

const writeTemporary = async (directory: string, file: FileToWrite): Promise<string> => {
  const path = join(directory, `.${file.name}.${randomBytes(6).toString('hex')}.part`);
  const handle = await open(path, 'wx', file.mode);
  try {
    await handle.writeFile(file.content);
    // The process's umask may have taken rights away; it never adds any.
    await handle.chmod(file.mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return path;
};

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Throws a `PkiError` that names the first of these files that exists. */
export const refuseExisting = (directory: string, names: readonly string[]): void => {
  const found = names.find((name) => existsSync(join(directory, name)));
  if (found !== undefined)
    throw new PkiError(`${join(directory, found)} exists and is kept as it is.`);
};

/** Links each file into its place, which fails where one has come in the meantime; then takes the others away again. */
const linkAll = async (links: readonly (readonly [string, string])[]): Promise<void> => {
  const made: string[] = [];
  try {
    for (const [from, to] of links) {
      await link(from, to);
      made.push(to);
    }
  } catch (error) {
    await Promise.all(made.map((path) => rm(path, { force: true })));
    throw error;
  }
};

/**
 * Writes all of the files or, when one of them exists already or cannot be written, none of them. Makes the directory
 * (0700) if there is none. Throws `PkiError` for a file that exists.
 */
export const writeNewFiles = async (
  directory: string,
  files: readonly FileToWrite[],
): Promise<void> => {
  const names = files.map(({ name }) => name);
  refuseExisting(directory, names);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary: string[] = [];
  try {
    for (const file of files) temporary.push(await writeTemporary(directory, file));
    await linkAll(temporary.map((path, index) => [path, join(directory, names[index] ?? '')]));
  } finally {
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
  }
  await syncDirectory(directory);
};

/** Writes one file over what was there, at once and whole. */
export const replaceFile = async (directory: string, file: FileToWrite): Promise<void> => {
  const temporary = await writeTemporary(directory, file);
  try {
    await rename(temporary, join(directory, file.name));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
};
