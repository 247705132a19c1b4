/** The operating system's user that PostgreSQL runs as: it refuses to run as root. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { PostgresStartError } from './postgres-start-error.ts';

/** A user with an entry in the password file, which PostgreSQL insists on. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** False when root starts the server as somebody else. */
  readonly isSelf: boolean;
}

const createdName = 'moorgate-postgres';
const runFile = promisify(execFile);

/**
 * The user of this process, unless that is root. For root: the owner of a cluster that exists already, else `postgres`,
 * else `nobody`, else a user that is created. Throws `PostgresStartError` when none can be had.
 */
export const chooseServerUser = async (clusterOwner: number | null): Promise<ServerUser> => {
  const self = userInfo();
  if (self.uid !== 0) return { name: self.username, uid: self.uid, gid: self.gid, isSelf: true };
  const present = findServerUser(await readPasswordFile(), clusterOwner);
  if (present !== null) return present;
  await createUser();
  const created = findServerUser(await readPasswordFile(), clusterOwner);
  if (created !== null) return created;
  throw new PostgresStartError(
    `PostgreSQL refuses to run as root and no other user could be created for it; create one with "useradd --system ${createdName}", or start as an ordinary user.`,
  );
};

/** Picks from the text of a password file (`name:password:uid:gid:…`), as `chooseServerUser` says; null: none there. */
export const findServerUser = (
  passwordFile: string,
  clusterOwner: number | null,
): ServerUser | null => {
  const users = passwordFile.split('\n').flatMap((line): ServerUser[] => {
    const [name = '', , uid, gid] = line.split(':');
    const user = { name, uid: Number(uid), gid: Number(gid), isSelf: false };
    return user.uid > 0 && user.gid >= 0 ? [user] : [];
  });
  return (
    users.find((user) => user.uid === clusterOwner) ??
    ['postgres', 'nobody', createdName]
      .map((name) => users.find((user) => user.name === name))
      .find((user) => user !== undefined) ??
    null
  );
};

const readPasswordFile = (): Promise<string> => readFile('/etc/passwd', 'utf8').catch(() => '');

/** Tries the tools of the common systems, then that of BusyBox; whether one worked shows in the password file. */
const createUser = async (): Promise<void> => {
  await runFile('useradd', ['--system', '--no-create-home', createdName]).catch(() =>
    runFile('adduser', ['-S', '-D', '-H', createdName]).catch(() => undefined),
  );
};
