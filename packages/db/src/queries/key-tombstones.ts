/** Statements about the hashes of keys that stay refused after their device was fully deleted. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Buries every key of a device that admits it or once did; a key that is buried already stays as it is. */
export const insertKeyTombstonesOfDevice = async (
  trx: Trx,
  uuid: string,
  burial: { created_at: Date; created_by: string },
): Promise<void> => {
  await trx
    .insertInto('key_tombstones')
    .columns(['spki_sha256', 'device_uuid', 'created_at', 'created_by'])
    .expression((eb) =>
      eb
        .selectFrom('device_keys')
        .select([
          'spki_sha256',
          'device_uuid',
          sql<Date>`${burial.created_at}::timestamptz`.as('created_at'),
          sql<string>`${burial.created_by}::text`.as('created_by'),
        ])
        .where('device_uuid', '=', uuid)
        .where('state', 'in', ['live', 'retired'])
        .orderBy('spki_sha256'),
    )
    .onConflict((conflict) => conflict.column('spki_sha256').doNothing())
    .execute();
};

/** The device that this key belonged to, if it is buried. */
export const findKeyTombstoneByHash = (
  db: Db,
  spkiSha256: Buffer,
): Promise<{ device_uuid: string } | undefined> =>
  db
    .selectFrom('key_tombstones')
    .select('device_uuid')
    .where('spki_sha256', '=', spkiSha256)
    .executeTakeFirst();
