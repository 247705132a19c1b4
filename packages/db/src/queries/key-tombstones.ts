/** Statements about the hashes of keys that stay refused after their device was fully deleted. */
import { sql } from 'kysely';
import type { Trx } from '../database.ts';

/**
 * Holds the hashes until the commit against everybody else who buries such a key or makes it live. It comes after the
 * insertion, the deletion or the lock of a device's row, and before the feed, so that nobody waits in a circle.
 */
const lockKeyHashes = async (trx: Trx, hashes: readonly Buffer[]): Promise<void> => {
  await sql`select lock_key_hashes(${hashes}::bytea[])`.execute(trx);
};

/** Buries keys, against which their hashes are held; one that is buried already stays as it is. */
export const insertKeyTombstones = async (
  trx: Trx,
  hashes: readonly Buffer[],
  burial: { device_uuid: string; created_at: Date; created_by: string },
): Promise<void> => {
  if (hashes.length === 0) return;
  await lockKeyHashes(trx, hashes);
  await trx
    .insertInto('key_tombstones')
    .values(hashes.map((spki_sha256) => ({ spki_sha256, ...burial })))
    .onConflict((conflict) => conflict.column('spki_sha256').doNothing())
    .execute();
};

/** The device that this key belonged to, if it is buried; from here to the commit nobody buries it. */
export const lockKeyTombstoneByHash = async (
  trx: Trx,
  spkiSha256: Buffer,
): Promise<{ device_uuid: string } | undefined> => {
  await lockKeyHashes(trx, [spkiSha256]);
  return trx
    .selectFrom('key_tombstones')
    .select('device_uuid')
    .where('spki_sha256', '=', spkiSha256)
    .executeTakeFirst();
};
