/** One device. */
import type { Context } from '@moorgate/auth';
import { findDeviceByUuid } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Device, deviceFromRow } from '../device.ts';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * The device of that UUID, in any case.
 * Faults: device_not_found, for a denied device and one of a foreign group too.
 */
export const getDevice = async (ctx: Context, uuidText: string): Promise<Device> => {
  const uuid = parseUuid(uuidText, 'device_not_found');
  const row = await findDeviceByUuid(ctx.db, uuid, groupLimitOf(ctx, 'devices:read'));
  if (row === undefined) throw fault('device_not_found');
  return deviceFromRow(row);
};
