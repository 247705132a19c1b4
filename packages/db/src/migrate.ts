/** Brings a database to the newest schema. */
import { Migrator } from 'kysely/migration';
import type { Db } from './database.ts';
import { migrations } from './migrations/index.ts';
import { ensureServiceRoles } from './service-roles.ts';

/**
 * Applies every migration that is missing, in order, in one transaction; two processes that start at once wait for each
 * other. Returns the names that were applied. Throws the first failure, with nothing half done.
 */
export const migrate = async (db: Db): Promise<string[]> => {
  await ensureServiceRoles(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
};
