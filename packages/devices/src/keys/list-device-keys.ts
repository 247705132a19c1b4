/** The keys of one device. */
import type { Context } from '@moorgate/auth';
import { findDeviceByUuid, listDeviceKeysByDevice } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';
import { type DeviceKey, deviceKeyFromRow } from './device-key.ts';

/**
 * Every key of the device, in every state, oldest first.
 * Faults: device_not_found, for a denied device and one of a foreign group too.
 */
export const listDeviceKeys = async (ctx: Context, uuidText: string): Promise<DeviceKey[]> => {
  const uuid = parseUuid(uuidText, 'device_not_found');
  const groups = groupLimitOf(ctx, 'devices:read');
  if ((await findDeviceByUuid(ctx.db, uuid, groups)) === undefined) throw fault('device_not_found');
  return (await listDeviceKeysByDevice(ctx.db, uuid)).map(deviceKeyFromRow);
};
