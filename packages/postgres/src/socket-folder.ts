/** The private folder of the server's Unix socket. */
import { chmod, chown, lstat, mkdir, mkdtemp, readdir, readFile, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PostgresStartError } from './postgres-start-error.ts';
import { findClosedFolder } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The port is part of the socket's name only: nothing listens on TCP. */
export const port = 5432;

// The smallest of the systems' limits (macOS; Linux allows 107), less the name of the socket and of its lock file.
const lengthMax = 103 - `/.s.PGSQL.${port}.lock`.length;

const namePrefix = 'moorgate-';

/** Folders that the server used before; null for none that is known. */
export interface FormerFolders {
  /** That of a server that crashed, with what it left there. */
  readonly crashed: string | null;
  /** That of the last server, which ended in whatever way. */
  readonly last: string | null;
}

/**
 * A folder that the server's user owns and nobody else enters. One that was used before is taken again if that is
 * possible, so that an address stays valid over the end of a server.
 */
export const claimSocketFolder = async (
  user: ServerUser,
  { crashed, last }: FormerFolders,
): Promise<{ path: string; isNew: boolean }> => {
  if (crashed !== null && (await isPrivate(crashed, user))) return { path: crashed, isNew: false };
  if (last !== null && (await canTakeAgain(last, user))) return { path: last, isNew: false };
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const path = await makeFolder(parent, user);
    if (path !== null) return { path, isNew: true };
  }
  throw new PostgresStartError(
    `PostgreSQL needs a folder for its socket with a path of at most ${lengthMax} bytes that the user "${user.name}" can enter; set TMPDIR to such a folder.`,
  );
};

/** What the last server was told, which PostgreSQL writes down and keeps; null when it was no folder of ours. */
export const readLastSocketFolder = async (clusterDir: string): Promise<string | null> => {
  const text = await readFile(join(clusterDir, 'postmaster.opts'), 'utf8').catch(() => '');
  const path = /"unix_socket_directories=(\/[^"]+)"/.exec(text)?.[1] ?? '';
  return basename(path).startsWith(namePrefix) ? path : null;
};

/** Made again, or empty: in a copy of a data directory it may be that of the server of the original, which runs. */
const canTakeAgain = async (path: string, user: ServerUser): Promise<boolean> => {
  if ((await findClosedFolder(dirname(path), user)) !== null) return false;
  await mkdir(path, { mode: 0o700 })
    .then(() => giveTo(user, path))
    .catch(() => undefined);
  return (await isPrivate(path, user)) && (await readdir(path)).length === 0;
};

const giveTo = async (user: ServerUser, path: string): Promise<void> => {
  await chmod(path, 0o700);
  if (!user.isSelf) await chown(path, user.uid, user.gid);
};

/** Removes the folder if nothing is left in it. */
export const removeSocketFolder = async (path: string): Promise<void> => {
  await rmdir(path).catch(() => undefined);
};

/** Null where the parent does not suit. */
const makeFolder = async (parent: string, user: ServerUser): Promise<string | null> => {
  const prefix = join(parent, namePrefix);
  // Commas separate folders in the server's setting, spaces separate the options of other tools.
  if (/[\s,"']/.test(prefix) || Buffer.byteLength(prefix) + 6 > lengthMax) return null;
  if ((await findClosedFolder(parent, user)) !== null) return null;
  try {
    const path = await mkdtemp(prefix);
    await giveTo(user, path);
    return path;
  } catch {
    return null;
  }
};

/** The parent may be open to everybody, so somebody else could have made a folder of this name in the meantime. */
const isPrivate = async (path: string, user: ServerUser): Promise<boolean> => {
  const found = await lstat(path).catch(() => null);
  return (
    found !== null && found.isDirectory() && found.uid === user.uid && (found.mode & 0o77) === 0
  );
};
