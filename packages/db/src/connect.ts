/** Connections to PostgreSQL: one pool for each service, with the limits that keep one slow query from stopping all. */
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Database, Db } from './database.ts';

/** What a pool needs to know. */
export interface ConnectOptions {
  /** `postgres://…`; a Unix socket as `postgres://user:password@/database?host=/folder`. */
  readonly url: string;
  /** Shown in `pg_stat_activity`, so that an operator sees who asks. */
  readonly applicationName: string;
  readonly poolSize?: number;
  /** How long a caller waits for a connection: a free one of the pool, or a new one. */
  readonly connectTimeoutMs?: number;
  /** A statement that takes longer is cancelled by the server. */
  readonly statementTimeoutMs?: number;
  /** An answer that takes longer is not waited for, for a server that is silent; without it nothing is given up. */
  readonly queryTimeoutMs?: number;
  /** How long a transaction may wait for its next statement before the server ends it, with its locks; 30 s unless given. */
  readonly idleInTransactionMs?: number;
  /** Settings of the server for these connections, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const int8 = 20;

/** Parses what the driver would leave as text: counts and sequences stay far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === int8 && format !== 'binary'
      ? (text: string): number => Number(text)
      : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
};

/**
 * For connections that read a few rows by their keys, all day long: each statement is planned once, and with the indexes,
 * however small the tables were when it was. A plan that scans a table that was empty would be kept while it fills.
 */
export const keyedAccess: Readonly<Record<string, string>> = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
};

const startupOptions = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/** A pool of the plain driver. */
export type Pool = pg.Pool;

/** A pool of the plain driver, for statements on a hot path. Does not connect before its first use. */
export const openPool = (options: ConnectOptions): Pool => {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 30_000,
    statement_timeout: options.statementTimeoutMs ?? 15_000,
    ...(options.queryTimeoutMs === undefined ? {} : { query_timeout: options.queryTimeoutMs }),
    ...(options.settings === undefined ? {} : { options: startupOptions(options.settings) }),
    types,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error));
  return pool;
};

/** How many connections of a pool do what; `waiting` is about callers who have none. */
export const poolUse = (
  pool: Pool,
): readonly { readonly state: 'busy' | 'idle' | 'waiting'; readonly count: number }[] => [
  { state: 'busy', count: pool.totalCount - pool.idleCount },
  { state: 'idle', count: pool.idleCount },
  { state: 'waiting', count: pool.waitingCount },
];

/** A store over a pool of its own; `destroy()` closes both. */
export const openDatabase = (options: ConnectOptions): Db => databaseOver(openPool(options));

/**
 * A connection that is closed on its release if one of its statements ended without a word of the server, given up after
 * `queryTimeoutMs` say. What was sent may still take effect: behind a `begin` that comes late, the writes of whoever
 * used the connection next would belong to a transaction that nobody commits.
 */
const closedUnlessAnswered = (client: pg.PoolClient): PostgresPoolClient => {
  let isUnanswered = false;
  // The pool listens to idle connections only. A loss is told by the statement that it fails, now or next; without a
  // listener it would end the process.
  const ignore = (): void => undefined;
  client.on('error', ignore);
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    try {
      return await client.query(text, [...parameters]);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) isUnanswered = true;
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => {
      client.off('error', ignore);
      client.release(destroy === true || isUnanswered);
    },
  };
};

/** A store over a pool that the caller shares. */
export const databaseOver = (pool: pg.Pool): Db =>
  new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => closedUnlessAnswered(await pool.connect()),
        end: () => pool.end(),
        options: pool.options,
      },
    }),
  });
