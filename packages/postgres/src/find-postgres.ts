/** Whether the embedded PostgreSQL of a data directory runs, for those who only look. */
import { join, resolve } from 'node:path';
import { findCluster } from './cluster.ts';
import { databaseName, socketUrl } from './connect.ts';
import { superuserPassword } from './data-directory.ts';
import { findServer } from './find-server.ts';

/**
 * The superuser's address of the database `moorgate`, or null when no server accepts connections there. Starts and
 * changes nothing. Throws `PostgresStartError` when the database or its password cannot be read.
 */
export const findPostgres = async (dataDir: string): Promise<string | null> => {
  const dir = join(resolve(dataDir), 'postgres');
  if ((await findCluster(dir)) === null) return null;
  const password = await superuserPassword(resolve(dataDir), false);
  const found = await findServer({ dir, password });
  return found.kind === 'running' ? socketUrl(found.socketFolder, password, databaseName) : null;
};
