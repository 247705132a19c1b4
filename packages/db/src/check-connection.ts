/** Whether the database answers. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Resolves when the database answered a statement; throws the driver's error when it did not. */
export const checkConnection = async (db: Db): Promise<void> => {
  await sql`select 1`.execute(db);
};
