/** One device CA. */
import type { Context } from '@moorgate/auth';
import { findDeviceCaById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';

/**
 * The device CA of that id, retired or not.
 * Faults: device_ca_not_found.
 */
export const getDeviceCa = async (ctx: Context, idText: string): Promise<DeviceCa> => {
  const row = await findDeviceCaById(ctx.db, parseUuid(idText, 'device_ca_not_found'));
  if (row === undefined) throw fault('device_ca_not_found');
  return deviceCaFromRow(row);
};
