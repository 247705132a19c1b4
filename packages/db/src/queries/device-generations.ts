/** The lock under which everything is written that a device sends. */
import type { Db, Trx } from '../database.ts';

/** A device and the generation of it that somebody relies on. */
export interface DeviceGeneration {
  readonly uuid: string;
  readonly generation: number;
}

/**
 * Keeps the device from being denied, changed or deleted until the commit; any number of writers hold it at once. False,
 * with nothing locked, when the device is denied, gone, or of another generation. A change of it that is under way is
 * waited for and counts.
 */
export const lockDeviceGeneration = async (
  trx: Trx,
  { uuid, generation }: DeviceGeneration,
): Promise<boolean> => {
  const row = await trx
    .selectFrom('devices')
    .select('uuid')
    .where('uuid', '=', uuid)
    .where('generation', '=', generation)
    .where('denied_at', 'is', null)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
};

/** When the device was denied, null while it is not; none if there is no such device. */
export const findDenialByUuid = (
  db: Db,
  uuid: string,
): Promise<{ denied_at: Date | null } | undefined> =>
  db.selectFrom('devices').select('denied_at').where('uuid', '=', uuid).executeTakeFirst();
