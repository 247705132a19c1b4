/** The PostgreSQL of a run: an embedded server in a temporary folder, with a database for each size of fleet. */
import { randomBytes } from 'node:crypto';
import {
  migrate,
  openDatabase,
  openPool,
  type ServiceRole,
  serviceRoles,
  setServicePassword,
} from '@moorgate/db';
import { changeUrl, type PostgresServer, startPostgres } from '@moorgate/postgres';
import type { Cleanup } from '../cleanup.ts';
import { say } from '../progress.ts';

/** A migrated database. */
export interface BenchDatabase {
  readonly ownerUrl: string;
  /** The address that a service logs in with, with its rights and no others. */
  urlFor(role: ServiceRole): string;
}

/** The server. */
export interface BenchStore {
  /** The process that all of the server's processes descend from. */
  readonly pid: number;
  readonly version: string;
  /** `name=value`, for the settings that decide how much it costs to write and to remember. */
  readonly settings: string;
  createDatabase(name: string): Promise<BenchDatabase>;
}

/**
 * What happens by itself, at times of its own, would be counted to whoever is measured at that moment. Tables are
 * vacuumed when they have been filled.
 */
const quietSettings = { autovacuum: 'off', checkpoint_timeout: '1h', max_wal_size: '8GB' } as const;

const shownSettings = [
  'shared_buffers',
  'work_mem',
  'fsync',
  'synchronous_commit',
  'jit',
  ...Object.keys(quietSettings),
];

/** Starts the server with its data in `folder`; `cleanup` stops it. */
export const openStore = async (folder: string, cleanup: Cleanup): Promise<BenchStore> => {
  const server = await startPostgres({ dataDir: folder, log: say, settings: quietSettings });
  await cleanup.defer(() => server.stop());
  const password = randomBytes(24).toString('base64url');
  return {
    pid: server.pid,
    ...(await describeServer(server)),
    createDatabase: (name) => createDatabase(server, name, password),
  };
};

/** Runs statements one after the other as the owner, without a limit of time; answers the rows of the last. */
export const runStatements = async (
  url: string,
  ...statements: readonly string[]
): Promise<readonly Record<string, unknown>[]> => {
  const pool = openPool({
    url,
    applicationName: 'moorgate-bench',
    poolSize: 1,
    statementTimeoutMs: 0,
  });
  try {
    let rows: readonly Record<string, unknown>[] = [];
    for (const statement of statements)
      ({ rows } = await pool.query<Record<string, unknown>>(statement));
    return rows;
  } finally {
    await pool.end();
  }
};

const describeServer = async (
  server: PostgresServer,
): Promise<Pick<BenchStore, 'version' | 'settings'>> => {
  const values = shownSettings.map((name) => `'${name}=' || current_setting('${name}')`);
  const [row] = await runStatements(
    server.url,
    `select current_setting('server_version') as version, concat_ws(', ', ${values.join(', ')}) as settings`,
  );
  return { version: String(row?.['version']), settings: String(row?.['settings']) };
};

const createDatabase = async (
  server: PostgresServer,
  name: string,
  password: string,
): Promise<BenchDatabase> => {
  await runStatements(server.url, `create database ${name}`);
  const ownerUrl = changeUrl(server.url, { database: name });
  const db = openDatabase({ url: ownerUrl, applicationName: 'moorgate-bench', poolSize: 1 });
  try {
    await migrate(db);
    for (const role of Object.values(serviceRoles)) await setServicePassword(db, role, password);
  } finally {
    await db.destroy();
  }
  return { ownerUrl, urlFor: (role) => changeUrl(ownerUrl, { user: role, password }) };
};
