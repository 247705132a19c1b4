/** Keeping the feed short. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/**
 * Deletes changes that were made more than a day ago. A follower that comes back after that finds a gap and reads
 * everything again, so nobody has to be asked.
 */
export const deleteOldChanges = async (db: Db): Promise<void> => {
  await sql`delete from change_feed where at < clock_timestamp() - interval '1 day'`.execute(db);
};
