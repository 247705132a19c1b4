/** The list of devices. */
import type { Context, Page } from '@moorgate/auth';
import {
  countDevices,
  countDevicesOfGroups,
  type Db,
  type GroupLimit,
  listDevices as listDeviceRows,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type DeviceSummary, deviceSummaryFromRow } from '../device.ts';
import { groupLimitOf } from '../group-limit.ts';
import {
  deviceCursor,
  type DeviceOrder,
  devicePositionFromCursor,
  orderOf,
} from './device-order.ts';

/** The greatest offset that a page may begin at; a cursor costs the same everywhere in the list. */
export const deviceOffsetMax = 100_000;

/** Which page: the one behind a cursor, or the one that begins at an offset. */
export interface DeviceListQuery {
  readonly order: DeviceOrder;
  readonly limit: number;
  readonly start: { readonly cursor: string } | { readonly offset: number };
}

/** A page, and how many devices there are that whoever asks sees. */
export interface DeviceList extends Page<DeviceSummary> {
  readonly total: number;
}

/**
 * A page of the devices that are not denied, of those that whoever asks sees.
 * Faults: cursor_invalid, offset_too_large.
 */
export const listDevices = async (ctx: Context, query: DeviceListQuery): Promise<DeviceList> => {
  const { order, limit, start } = query;
  const offset = 'offset' in start ? start.offset : 0;
  if (offset > deviceOffsetMax) throw fault('offset_too_large');
  const after = 'cursor' in start ? devicePositionFromCursor(order, start.cursor) : null;

  const groups = groupLimitOf(ctx, 'devices:read');
  const [rows, total] = await Promise.all([
    listDeviceRows(ctx.db, { ...orderOf(order), limit: limit + 1, offset, after, groups }),
    countWithin(ctx.db, groups),
  ]);
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(deviceSummaryFromRow),
    nextCursor: last === undefined ? null : deviceCursor(order, last),
    total,
  };
};

/** Of all devices there are counters; those of some groups are counted in the index. */
const countWithin = async (db: Db, groups: GroupLimit): Promise<number> =>
  groups === null ? (await countDevices(db)).listed : countDevicesOfGroups(db, groups);
