/** Waking those who wait for runs. */
import { sql } from 'kysely';
import type { Trx } from './database.ts';

/** The channel that says that runs wait for runners. */
export const runQueueChannel = 'moorgate_runs';

/** Wakes them with the commit. */
export const notifyRunners = async (trx: Trx): Promise<void> => {
  await sql`select pg_notify(${runQueueChannel}, '')`.execute(trx);
};
