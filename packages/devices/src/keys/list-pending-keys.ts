/** The keys that were presented for a known device and refused. */
import { type Context, type Page, pageOf } from '@moorgate/auth';
import { listPendingDeviceKeys } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';
import {
  type DeviceKey,
  deviceKeyFromRow,
  keyCursorOf,
  keyPositionFromCursor,
} from './device-key.ts';

/**
 * A page of the refused keys of the devices that whoever asks sees, by device and key.
 * Faults: cursor_invalid.
 */
export const listPendingKeys = async (
  ctx: Context,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<DeviceKey>> => {
  const after = keyPositionFromCursor(page.cursor);
  const groups = groupLimitOf(ctx, 'devices:read');
  const rows = await listPendingDeviceKeys(ctx.db, { after, limit: page.limit + 1, groups });
  const { items, nextCursor } = pageOf(rows, page.limit, keyCursorOf);
  return { items: items.map(deviceKeyFromRow), nextCursor };
};
