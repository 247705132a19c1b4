/** Getting to know the server that runs from a data directory. */
import { stat } from 'node:fs/promises';
import type pg from 'pg';
import type { Cluster } from './cluster.ts';
import { databaseName, socketUrl, withClient } from './connect.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';

/** What is known of a database before it is known whether it runs. */
export type ClusterKey = Pick<Cluster, 'dir' | 'password'>;

/** `starting`: a server answers, and is about to accept connections or to end. */
export type FoundServer =
  | { readonly kind: 'running'; readonly pid: number; readonly socketFolder: string }
  | { readonly kind: 'starting' }
  | { readonly kind: 'absent' };

/** What to do on the connection that recognised the server. */
export type Preparation = (client: pg.Client) => Promise<void>;

const cannotConnectNow = '57P03';
const invalidPassword = '28P01';
const duplicateDatabase = '42P04';
const uniqueViolation = '23505';

/**
 * Believes nothing but a connection on which the server names this data directory: after a crash the file may name a
 * process that has nothing to do with it. Throws `PostgresStartError` if the server does not take our password.
 */
export const findServer = async (key: ClusterKey, prepare?: Preparation): Promise<FoundServer> => {
  const file = await readPostmasterFile(key.dir);
  if (file === null || file.socketFolder === null || !isAlive(file.pid)) return { kind: 'absent' };
  try {
    const isOurs = await greetServer(key, file.socketFolder, prepare);
    if (!isOurs) return { kind: 'absent' };
    return { kind: 'running', pid: file.pid, socketFolder: file.socketFolder };
  } catch (error) {
    if (error instanceof PostgresStartError) throw error;
    return { kind: codeOf(error) === cannotConnectNow ? 'starting' : 'absent' };
  }
};

/**
 * Connects and prepares. False, with nothing prepared, when the server works on another data directory. Throws
 * `PostgresStartError` if it does not take our password, else what the connection throws.
 */
export const greetServer = (
  key: ClusterKey,
  socketFolder: string,
  prepare?: Preparation,
): Promise<boolean> =>
  withClient(socketUrl(socketFolder, key.password, 'postgres'), async (client) => {
    const { rows } = await client.query<{ path: string }>(
      "select current_setting('data_directory') as path",
    );
    if (!(await isSameFolder(rows[0]?.path ?? '', key.dir))) return false;
    await prepare?.(client);
    return true;
  }).catch((error: unknown) => {
    if (codeOf(error) !== invalidPassword) throw error;
    throw new PostgresStartError(
      `PostgreSQL runs from ${key.dir} but does not accept the password in keys/postgres; restore that file from a backup of the data directory.`,
    );
  });

/** Creates the database of the product where it is missing. Two launchers may do so at once. */
export const ensureDatabase: Preparation = async (client) => {
  const { rows } = await client.query('select from pg_database where datname = $1', [databaseName]);
  if (rows.length > 0) return;
  await client.query(`create database ${databaseName}`).catch((error: unknown) => {
    const isThereAlready = [duplicateDatabase, uniqueViolation].includes(codeOf(error) ?? '');
    if (!isThereAlready) throw error;
  });
};

const codeOf = (error: unknown): string | undefined => (error as { code?: string }).code;

const isSameFolder = async (one: string, other: string): Promise<boolean> => {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a?.ino !== undefined && a.ino === b?.ino && a.dev === b.dev;
};
