/** The device CAs. */
import type { Context } from '@moorgate/auth';
import { listDeviceCas as listDeviceCaRows } from '@moorgate/db';
import { type DeviceCa, deviceCaFromRow } from './device-ca.ts';

/** Every CA, retired ones too, oldest first. There are as many as an operator put into cas.pem. */
export const listDeviceCas = async (ctx: Context): Promise<DeviceCa[]> =>
  (await listDeviceCaRows(ctx.db)).map(deviceCaFromRow);
