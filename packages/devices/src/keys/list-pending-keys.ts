/** The keys that were presented for a known device and refused. */
import { type Context, type Page, pageOf } from '@moorgate/auth';
import { listPendingDeviceKeys } from '@moorgate/db';
import {
  type DeviceKey,
  deviceKeyFromRow,
  keyCursorOf,
  keyPositionFromCursor,
} from './device-key.ts';

/**
 * A page of the refused keys, by device and key.
 * Faults: cursor_invalid.
 */
export const listPendingKeys = async (
  ctx: Context,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<DeviceKey>> => {
  const after = keyPositionFromCursor(page.cursor);
  const rows = await listPendingDeviceKeys(ctx.db, { after, limit: page.limit + 1 });
  const { items, nextCursor } = pageOf(rows, page.limit, keyCursorOf);
  return { items: items.map(deviceKeyFromRow), nextCursor };
};
