/** For statements whose cost follows the size of the fleet, in transactions that nobody waits for in a hurry. */
import { sql } from 'kysely';
import type { Trx } from './database.ts';

/** Each statement of this transaction may take ten minutes from here on: with many devices one does take some seconds. */
export const allowLongStatements = async (trx: Trx): Promise<void> => {
  await sql`set local statement_timeout = '10min'`.execute(trx);
};
