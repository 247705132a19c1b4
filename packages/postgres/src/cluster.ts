/** The files of the database: found, checked, or made. */
import {
  chown,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { superuser } from './connect.ts';
import { isAlive } from './postmaster-file.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { reasonOf, runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** A database in its data directory, with all that is needed to run it. */
export interface Cluster {
  readonly dataDir: string;
  /** `<dataDir>/postgres`. */
  readonly dir: string;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly password: string;
}

/** What stands in the place of the cluster before anything is done to it. */
export interface FoundCluster {
  readonly major: number;
  readonly ownerUid: number;
}

const workPrefix = 'postgres.new-';

/** Null when there is none yet. Throws `PostgresStartError` when something else stands there. */
export const findCluster = async (dir: string): Promise<FoundCluster | null> => {
  const found = await stat(dir).catch(unlessMissing(dir));
  if (found === null) return null;
  const version = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(unlessMissing(dir));
  if (version !== null) return { major: Number.parseInt(version, 10), ownerUid: found.uid };
  const entries = await readdir(dir).catch(unlessMissing(dir));
  if (entries?.length === 0) return null;
  throw new PostgresStartError(
    `${dir} is not a database of PostgreSQL; move it away, or choose another data directory.`,
  );
};

const unlessMissing =
  (dir: string) =>
  (error: NodeJS.ErrnoException): null => {
    if (error.code === 'ENOENT') return null;
    throw new PostgresStartError(
      `The database in ${dir} cannot be read (${error.code}); start as the user who owns it.`,
    );
  };

/** Throws `PostgresStartError` if these programs, as this user, cannot run the database that was found. */
export const assertUsable = (
  dir: string,
  found: FoundCluster,
  as: Pick<Cluster, 'user' | 'binaries'>,
): void => {
  if (found.major !== as.binaries.major) {
    throw new PostgresStartError(
      `The database in ${dir} was made by PostgreSQL ${found.major} and cannot be opened by PostgreSQL ${as.binaries.major}; dump it with the old version and restore it into a new data directory.`,
    );
  }
  if (found.ownerUid !== as.user.uid) {
    throw new PostgresStartError(
      `The database in ${dir} belongs to the user with the number ${found.ownerUid}, but PostgreSQL would run as "${as.user.name}"; start as its owner, or change the owner with "chown -R".`,
    );
  }
};

/**
 * Makes the cluster beside its place and moves it there when it is complete, so that one is there whole or not at all,
 * whenever this process dies. When two processes do so at once, the one that comes last throws its own away.
 */
export const createCluster = async (cluster: Cluster): Promise<void> => {
  await removeAbandonedWork(cluster.dataDir);
  const work = await mkdtemp(join(cluster.dataDir, `${workPrefix}${process.pid}-`));
  try {
    const made = join(work, 'cluster');
    const passwordFile = join(work, 'password');
    await mkdir(made, { mode: 0o700 });
    await writeFile(passwordFile, cluster.password, { mode: 0o600 });
    const { uid, gid, isSelf } = cluster.user;
    if (!isSelf) await Promise.all([work, made, passwordFile].map((path) => chown(path, uid, gid)));
    await runInitdb(cluster, made, passwordFile);
    await rename(made, cluster.dir).catch((error: NodeJS.ErrnoException) => {
      const isThereAlready = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
      if (!isThereAlready) throw error;
    });
    await syncFolder(cluster.dataDir);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Settings that an operator may change afterwards in `postgresql.conf`; a week of logs is kept. */
const initialSettings = {
  max_connections: '200',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_line_prefix: '%m [%p] %u@%d %a ',
};

const runInitdb = async (cluster: Cluster, dir: string, passwordFile: string): Promise<void> => {
  const { isSuccess, output } = await runProgram(
    cluster.binaries.initdb,
    [
      `--pgdata=${dir}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Ordering by code point is the same everywhere and never changes with a library of the system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
      '--no-instructions',
      ...Object.entries(initialSettings).map(([name, value]) => `--set=${name}=${value}`),
    ],
    cluster.user,
  );
  if (isSuccess) return;
  throw new PostgresStartError(
    `The database could not be created in ${cluster.dataDir} (${reasonOf(output)}).`,
  );
};

/** Removes what processes left behind that were killed in the middle of it. */
const removeAbandonedWork = async (dataDir: string): Promise<void> => {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(workPrefix)) continue;
    if (isAlive(Number.parseInt(name.slice(workPrefix.length), 10))) continue;
    // An initdb that outlived its launcher may still write there; then the next start finds the rest.
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
};

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
};
