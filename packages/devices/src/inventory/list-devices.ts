/** The list of devices. */
import type { Context, Page } from '@moorgate/auth';
import {
  countDevices,
  countDevicesOfGroups,
  type Db,
  type DeviceFilter,
  type DeviceListPage,
  type DeviceListRow,
  examinedMax,
  type GroupLimit,
  listDevices as listDeviceRows,
  listMatchingDevices,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type DeviceSummary, deviceSummaryFromRow } from '../device.ts';
import { groupLimitOf } from '../group-limit.ts';
import { conditionsOf, type DeviceListFilter, groupsOf } from './device-filter.ts';
import {
  deviceCursor,
  type DeviceOrder,
  devicePositionFromCursor,
  orderOf,
} from './device-order.ts';

/** The greatest offset that a page may begin at; a cursor costs the same everywhere in the list. */
export const deviceOffsetMax = 100_000;

/** How many devices are looked at for one page of a filtered list at most. */
export const deviceExaminedMax = examinedMax;

/** Which page: the one behind a cursor, or the one that begins at an offset. */
export interface DeviceListQuery {
  readonly order: DeviceOrder;
  readonly limit: number;
  readonly start: { readonly cursor: string } | { readonly offset: number };
  /** All of them unless said. A filter by more than groups begins at no offset but 0. */
  readonly filter?: DeviceListFilter | undefined;
}

/** A page, and how many devices there are that whoever asks sees; null where a filter keeps that from being known. */
export interface DeviceList extends Page<DeviceSummary> {
  readonly total: number | null;
}

/**
 * A page of the devices that are not denied, of those that whoever asks sees. With a filter a page may have less than its
 * limit, or nothing, and the list still goes on: it ends where there is no next cursor.
 * Faults: cursor_invalid, offset_too_large, invalid_request.
 */
export const listDevices = async (ctx: Context, query: DeviceListQuery): Promise<DeviceList> => {
  const { order, limit, start, filter = {} } = query;
  const offset = 'offset' in start ? start.offset : 0;
  if (offset > deviceOffsetMax) throw fault('offset_too_large');
  const after = 'cursor' in start ? devicePositionFromCursor(order, start.cursor) : null;

  const groups = groupsOf(filter, groupLimitOf(ctx, 'devices:read'));
  const page = { ...orderOf(order), limit: limit + 1, offset, after, groups };
  const conditions = conditionsOf(filter);
  if (conditions !== null) return listMatching(ctx.db, query, { page, conditions });
  const [rows, total] = await Promise.all([
    listDeviceRows(ctx.db, page),
    countWithin(ctx.db, groups),
  ]);
  return { ...pageOfRows(query, rows, null), total };
};

const listMatching = async (
  db: Db,
  query: DeviceListQuery,
  { page, conditions }: { page: DeviceListPage; conditions: DeviceFilter },
): Promise<DeviceList> => {
  if (page.offset > 0) {
    throw fault('invalid_request', {
      detail: 'A filtered list begins at a cursor, not an offset.',
    });
  }
  const { rows, end } = await listMatchingDevices(db, page, conditions);
  return { ...pageOfRows(query, rows, end), total: null };
};

/** One row more than the limit says that there is another page; so does the line up to which was looked. */
const pageOfRows = (
  { order, limit }: DeviceListQuery,
  rows: readonly DeviceListRow[],
  end: DeviceListRow | null,
): Page<DeviceSummary> => {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : end;
  return {
    items: items.map(deviceSummaryFromRow),
    nextCursor: last == null ? null : deviceCursor(order, last),
  };
};

/** Of all devices and of each group there are counters. */
const countWithin = async (db: Db, groups: GroupLimit): Promise<number> =>
  groups === null ? (await countDevices(db)).listed : countDevicesOfGroups(db, groups);
