/** The embedded PostgreSQL of a data directory: started, or found running. */
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { locateBinaries, prepareBinaries } from './binaries.ts';
import { assertUsable, type Cluster, createCluster, findCluster } from './cluster.ts';
import { databaseName, socketUrl } from './connect.ts';
import { prepareDataDirectory, superuserPassword } from './data-directory.ts';
import { ensureDatabase, findServer, greetServer } from './find-server.ts';
import { launchPostmaster, type Postmaster, stopPostmaster } from './launch-postmaster.ts';
import {
  describeOwner,
  isOwner,
  type Owner,
  removeOwner,
  takeOver,
  writeOwner,
} from './ownership.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { chooseServerUser } from './server-user.ts';

/** What `startPostgres` needs to know. */
export interface StartOptions {
  /** The database is its folder `postgres`, the superuser's password its file `keys/postgres`. */
  readonly dataDir: string;
  /** Told, in lines for a person, what takes time. */
  readonly log?: (line: string) => void;
  /** This process keeps the server for long: it takes it over from a command that started it for a moment. */
  readonly isKeeper?: boolean;
  /** Settings of the server that win over its configuration file; a server that is adopted keeps its own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A server that accepts connections. */
export interface PostgresServer {
  /** The superuser's address of the database `moorgate`, with its password, over a Unix socket. */
  readonly url: string;
  readonly pid: number;
  /** True when the server ran already. */
  readonly adopted: boolean;
  /**
   * Ends the server and returns when its process is gone, if this call started it, or took it over because nobody was left
   * to end it; else leaves it alone.
   */
  stop(): Promise<void>;
}

const retryMs = 200;
const busyMs = 30_000;

/**
 * Starts the server of a data directory, making the database first if there is none, or adopts the server that runs
 * there. The server outlives a killed caller; the next call adopts it. Calls may run at once: one starts, the others
 * adopt. Throws `PostgresStartError`.
 */
export const startPostgres = async (options: StartOptions): Promise<PostgresServer> => {
  const { log = () => undefined, settings = {} } = options;
  const dataDir = resolve(options.dataDir);
  const cluster = await openCluster(dataDir, log).catch((error: unknown) => {
    throw asStartError(dataDir, error);
  });
  const owner = await describeOwner(options.isKeeper ?? false);
  let deadline = performance.now() + busyMs;
  for (;;) {
    const found = await findServer(cluster, ensureDatabase);
    if (found.kind === 'running') {
      await takeOver(dataDir, owner);
      return describeServer(cluster, { ...found, adopted: true, owner });
    }
    // A server that recovers will be ready some time; only silence is held against it.
    if (found.kind === 'starting') deadline = performance.now() + busyMs;
    const outcome = await launchPostmaster(cluster, settings, log);
    if (outcome.kind === 'ready') return await introduce(cluster, outcome.postmaster, owner);
    if (outcome.kind === 'failed') throw didNotStart(cluster, outcome.reason);
    if (performance.now() > deadline) throw stillBusy(cluster);
    await delay(retryMs);
  }
};

/** Makes sure that there is a database that we can run, in the order that leaves nothing behind when there cannot be. */
const openCluster = async (dataDir: string, log: (line: string) => void): Promise<Cluster> => {
  const native = locateBinaries(process.platform, process.arch);
  const dir = join(dataDir, 'postgres');
  const found = await findCluster(dir);
  const user = await chooseServerUser(found?.ownerUid ?? null);
  await prepareDataDirectory(dataDir, user);
  const binaries = await prepareBinaries(native, dataDir, user);
  if (found !== null) assertUsable(dir, found, { user, binaries });
  const password = await superuserPassword(dataDir, found === null);
  const cluster = { dataDir, dir, user, binaries, password };
  if (found === null) {
    log('creating the database');
    await createCluster(cluster);
  }
  return cluster;
};

/** A server that has started, but with which we cannot work, is stopped again. */
const introduce = async (
  cluster: Cluster,
  postmaster: Postmaster,
  owner: Owner,
): Promise<PostgresServer> => {
  try {
    await writeOwner(cluster.dataDir, owner);
    await greetServer(cluster, postmaster.socketFolder, ensureDatabase);
    return describeServer(cluster, { ...postmaster, adopted: false, owner });
  } catch (error) {
    await stopPostmaster(postmaster);
    if (error instanceof PostgresStartError) throw error;
    throw didNotStart(cluster, error instanceof Error ? error.message : String(error));
  }
};

interface RunningServer {
  readonly pid: number;
  readonly socketFolder: string;
  readonly adopted: boolean;
  readonly owner: Owner;
}

const describeServer = (cluster: Cluster, server: RunningServer): PostgresServer => {
  let stopping: Promise<void> | undefined;
  return {
    url: urlOf(cluster, server),
    pid: server.pid,
    adopted: server.adopted,
    stop: () => (stopping ??= stopOwn(cluster.dataDir, server)),
  };
};

const stopOwn = async (dataDir: string, server: RunningServer): Promise<void> => {
  if (!(await isOwner(dataDir, server.owner))) return;
  await stopPostmaster(server);
  await removeOwner(dataDir);
};

const urlOf = (cluster: Cluster, server: { readonly socketFolder: string }): string =>
  socketUrl(server.socketFolder, cluster.password, databaseName);

/** What the system refused where nothing was expected to be: a full disk, say. */
const asStartError = (dataDir: string, error: unknown): PostgresStartError =>
  error instanceof PostgresStartError
    ? error
    : new PostgresStartError(`The database in ${dataDir} cannot be prepared (${String(error)}).`);

const didNotStart = (cluster: Cluster, reason: string): PostgresStartError =>
  new PostgresStartError(
    `PostgreSQL did not start (${reason}); its log is in ${join(cluster.dir, 'log')}.`,
  );

const stillBusy = (cluster: Cluster): PostgresStartError =>
  new PostgresStartError(
    `Another process holds the database in ${cluster.dir} but does not answer; end the PostgreSQL whose number is in ${join(cluster.dir, 'postmaster.pid')}, or delete that file if the number belongs to something else.`,
  );
