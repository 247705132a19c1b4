/** The data directory: who may enter it, and the password of the database in it. */
import { randomBytes } from 'node:crypto';
import { access, chmod, constants, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PostgresStartError } from './postgres-start-error.ts';
import { findClosedFolder } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/**
 * Makes the directory if it is missing: 0700, or 0711 when another user runs the server, who must get through it.
 * Throws `PostgresStartError`, with nothing made, if it can be neither written by us nor entered by the server's user.
 */
export const prepareDataDirectory = async (dataDir: string, user: ServerUser): Promise<void> => {
  const closed = await findClosedFolder(await nearestExisting(dirname(dataDir)), user);
  if (closed !== null) throw cannotEnter(dataDir, closed, user);
  const needed = user.isSelf ? 0o700 : 0o711;
  try {
    await mkdir(dataDir, { recursive: true, mode: needed });
    const { mode } = await stat(dataDir);
    if ((mode & needed) !== needed) await chmod(dataDir, (mode | needed) & 0o7777);
    await access(dataDir, constants.W_OK);
  } catch (error) {
    throw cannotWrite(dataDir, error);
  }
  const closedNow = await findClosedFolder(dataDir, user);
  if (closedNow !== null) throw cannotEnter(dataDir, closedNow, user);
};

const nearestExisting = async (path: string): Promise<string> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code);
  return found === 'ENOENT' && path !== dirname(path) ? nearestExisting(dirname(path)) : path;
};

const cannotEnter = (dataDir: string, closed: string, user: ServerUser): PostgresStartError =>
  new PostgresStartError(
    `The data directory ${dataDir} cannot be used, because the user "${user.name}", who runs PostgreSQL, cannot enter ${closed}; choose another data directory or allow it with "chmod o+x".`,
  );

const cannotWrite = (dataDir: string, error: unknown): PostgresStartError =>
  new PostgresStartError(
    `The data directory ${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}); choose another one or change its permissions.`,
  );

/**
 * The superuser's password from `keys/postgres`. It is made when there is no database yet (`isNew`); two launchers that
 * make it at once end with the same one. Throws `PostgresStartError` when a database is there and its password is not.
 */
export const superuserPassword = async (dataDir: string, isNew: boolean): Promise<string> => {
  const path = join(dataDir, 'keys', 'postgres');
  const present = await readPassword(path);
  if (present !== null) return present;
  if (!isNew) {
    throw new PostgresStartError(
      `The password of the database, ${path}, is missing; restore the file from a backup of the data directory.`,
    );
  }
  await writePassword(path).catch((error: unknown) => {
    throw cannotWrite(dataDir, error);
  });
  return superuserPassword(dataDir, false);
};

const readPassword = async (path: string): Promise<string | null> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new PostgresStartError(
      `The password of the database, ${path}, cannot be read (${code}); start as the user who owns it.`,
    );
  }
};

/** A link is made whole or not at all, and never over a file that exists. */
const writePassword = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
};
