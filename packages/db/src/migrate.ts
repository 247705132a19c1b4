/** Brings a database to the newest schema. */
import { Migrator } from 'kysely/migration';
import type { Db } from './database.ts';
import { migrations } from './migrations/index.ts';
import { ensureServiceRoles } from './service-roles.ts';

const migratorOf = (db: Db): Migrator =>
  new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });

/**
 * Applies every migration that is missing, in order, in one transaction; two processes that start at once wait for each
 * other. Returns the names that were applied. Throws the first failure, with nothing half done.
 */
export const migrate = async (db: Db): Promise<string[]> => {
  await ensureServiceRoles(db);
  const { error, results } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
};

/** The names of the migrations that `migrate` would apply. Changes nothing. */
export const listPendingMigrations = async (db: Db): Promise<string[]> =>
  (await migratorOf(db).getMigrations())
    .filter((migration) => migration.executedAt === undefined)
    .map((migration) => migration.name);
