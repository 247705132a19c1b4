/** Statements about the metadata that devices may have stored. */
import { sql } from 'kysely';
import { conflictingDevices, type ConflictingDeviceRow } from '../conflicting-devices.ts';
import type { Db } from '../database.ts';

/** Those of the devices that would refuse the metadata of the update, by UUID. */
export const listDevicesInMetadataConflict = async (
  db: Db,
  updateId: string,
  deviceUuids: readonly string[],
): Promise<ConflictingDeviceRow[]> => {
  const devices = sql`select unnest(${[...deviceUuids]}::uuid[]) as uuid`;
  const { rows } = await conflictingDevices(updateId, devices).execute(db);
  return rows;
};
