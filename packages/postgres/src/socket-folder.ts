/** The private folder of the server's Unix socket. */
import { chmod, chown, lstat, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresStartError } from './postgres-start-error.ts';
import { findClosedFolder } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The port is part of the socket's name only: nothing listens on TCP. */
export const port = 5432;

// The smallest of the systems' limits (macOS; Linux allows 107), less the name of the socket and of its lock file.
const lengthMax = 103 - `/.s.PGSQL.${port}.lock`.length;

/**
 * A folder that the server's user owns and nobody else enters. `previous`, the one that a crashed server used, is taken
 * again if it is still such a folder, so that an address stays valid over the crash.
 */
export const claimSocketFolder = async (
  user: ServerUser,
  previous: string | null,
): Promise<{ path: string; isNew: boolean }> => {
  if (previous !== null && (await isPrivate(previous, user))) {
    return { path: previous, isNew: false };
  }
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const path = await makeFolder(parent, user);
    if (path !== null) return { path, isNew: true };
  }
  throw new PostgresStartError(
    `PostgreSQL needs a folder for its socket with a path of at most ${lengthMax} bytes that the user "${user.name}" can enter; set TMPDIR to such a folder.`,
  );
};

/** Removes the folder if nothing is left in it. */
export const removeSocketFolder = async (path: string): Promise<void> => {
  await rmdir(path).catch(() => undefined);
};

/** Null where the parent does not suit. */
const makeFolder = async (parent: string, user: ServerUser): Promise<string | null> => {
  const prefix = join(parent, 'moorgate-');
  // Commas separate folders in the server's setting, spaces separate the options of other tools.
  if (/[\s,"']/.test(prefix) || Buffer.byteLength(prefix) + 6 > lengthMax) return null;
  if ((await findClosedFolder(parent, user)) !== null) return null;
  try {
    const path = await mkdtemp(prefix);
    await chmod(path, 0o700);
    if (!user.isSelf) await chown(path, user.uid, user.gid);
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
