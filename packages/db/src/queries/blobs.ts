/** Statements about the blobs that rows own, whichever table they are in. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/**
 * Those of the blobs that a row owns; a sweep removes the others. Every table with blobs has its part in it.
 */
export const listOwnedBlobIds = async (db: Db, ids: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ blob_id: string }>`
    select blob_id from contents where blob_id = any(${ids}::uuid[])
    union all
    select blob_id from test_artifacts where blob_id = any(${ids}::uuid[])
    union all
    select blob_id from run_artifacts where blob_id = any(${ids}::uuid[])`.execute(db);
  return rows.map(({ blob_id }) => blob_id);
};

/** Blobs whose rows are gone, the oldest first, locked; those that somebody else has locked are left out. */
export const lockBlobRemovals = async (trx: Trx, limit: number): Promise<string[]> => {
  const rows = await trx
    .selectFrom('blob_removals')
    .select('blob_id')
    .orderBy('requested_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ blob_id }) => blob_id);
};

/** Forgets blobs that have been removed. */
export const deleteBlobRemovals = async (trx: Trx, ids: readonly string[]): Promise<void> => {
  await sql`delete from blob_removals where blob_id = any(${ids}::uuid[])`.execute(trx);
};

const sweepLock = 7_305_112_004;

/** Takes the right to sweep until the transaction ends; false while another process has it. */
export const lockBlobSweep = async (trx: Trx): Promise<boolean> => {
  const { rows } = await sql<{ isLocked: boolean }>`
    select pg_try_advisory_xact_lock(${sweepLock}) as "isLocked"`.execute(trx);
  return rows[0]!.isLocked;
};
