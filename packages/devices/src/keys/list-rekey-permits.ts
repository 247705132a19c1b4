/** The permits of one device to come back with another key. */
import { type Context, type Page, pageOf } from '@moorgate/auth';
import { findDeviceByUuid, listRekeyPermitsByDevice } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';
import {
  permitCursorOf,
  permitPositionFromCursor,
  type RekeyPermit,
  rekeyPermitFromRow,
} from './rekey-permit.ts';

/** Which page of the permits of which device. */
export interface RekeyPermitListQuery {
  readonly uuid: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * A page of the device's permits, newest first, those that have ended included.
 * Faults: device_not_found, for a denied device and one of a foreign group too; cursor_invalid.
 */
export const listRekeyPermits = async (
  ctx: Context,
  { uuid: uuidText, limit, cursor }: RekeyPermitListQuery,
): Promise<Page<RekeyPermit>> => {
  const deviceUuid = parseUuid(uuidText, 'device_not_found');
  const after = permitPositionFromCursor(cursor);
  const groups = groupLimitOf(ctx, 'devices:read');
  const device = await findDeviceByUuid(ctx.db, deviceUuid, groups);
  if (device === undefined) throw fault('device_not_found');
  const rows = await listRekeyPermitsByDevice(ctx.db, { deviceUuid, after, limit: limit + 1 });
  const { items, nextCursor } = pageOf(rows, limit, permitCursorOf);
  const now = ctx.clock.now();
  return { items: items.map((row) => rekeyPermitFromRow(row, now)), nextCursor };
};
