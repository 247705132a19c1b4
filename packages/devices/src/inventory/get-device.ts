/** One device. */
import type { Context } from '@moorgate/auth';
import { findDeviceByUuid } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Device, deviceFromRow } from '../device.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * The device of that UUID, in any case.
 * Faults: device_not_found, for a denied device too.
 */
export const getDevice = async (ctx: Context, uuidText: string): Promise<Device> => {
  const row = await findDeviceByUuid(ctx.db, parseUuid(uuidText, 'device_not_found'));
  if (row === undefined) throw fault('device_not_found');
  return deviceFromRow(row);
};
