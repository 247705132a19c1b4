/** Finding the server that already runs from a data directory. */
import { stat } from 'node:fs/promises';
import type { Cluster } from './cluster.ts';
import { socketUrl, withClient } from './connect.ts';
import { PostgresStartError } from './postgres-start-error.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';

/** `starting`: a server answers, and is about to accept connections or to end. */
export type AdoptOutcome =
  | { readonly kind: 'running'; readonly pid: number; readonly socketFolder: string }
  | { readonly kind: 'starting' }
  | { readonly kind: 'absent' };

const cannotConnectNow = '57P03';
const invalidPassword = '28P01';

/**
 * Believes nothing but a connection on which the server names this data directory: after a crash the file may name a
 * process that has nothing to do with it. Throws `PostgresStartError` if the server does not take our password.
 */
export const adoptServer = async (cluster: Cluster): Promise<AdoptOutcome> => {
  const file = await readPostmasterFile(cluster.dir);
  if (file === null || file.socketFolder === null || !isAlive(file.pid)) return { kind: 'absent' };
  try {
    const url = socketUrl(file.socketFolder, cluster.password, 'postgres');
    const directory = await withClient(url, async (client) => {
      const { rows } = await client.query<{ path: string }>(
        "select current_setting('data_directory') as path",
      );
      return rows[0]!.path;
    });
    if (!(await isSameFolder(directory, cluster.dir))) return { kind: 'absent' };
    return { kind: 'running', pid: file.pid, socketFolder: file.socketFolder };
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === cannotConnectNow) return { kind: 'starting' };
    if (code !== invalidPassword) return { kind: 'absent' };
    throw new PostgresStartError(
      `PostgreSQL runs from ${cluster.dir} but does not accept the password in keys/postgres; restore that file from a backup of the data directory.`,
    );
  }
};

const isSameFolder = async (one: string, other: string): Promise<boolean> => {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a?.ino !== undefined && a.ino === b?.ino && a.dev === b.dev;
};
