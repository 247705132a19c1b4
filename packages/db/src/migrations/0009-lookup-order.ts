/**
 * What runs with the rights of the owner finds types of its caller last. PostgreSQL looks for types among the temporary
 * ones first unless it is told when to; a role could so have put code of its own in the place of a type. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

const functions = [
  'append_change(text, uuid, text)',
  'count_changed_devices()',
  'count_devices(bigint, bigint)',
];

export const up = async (db: Kysely<never>): Promise<void> => {
  for (const name of functions) {
    await sql`alter function ${sql.raw(name)} set search_path = pg_catalog, public, pg_temp`.execute(
      db,
    );
  }
};
