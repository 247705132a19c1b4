/** The list of devices for those who count pages and want everything of each device. */
import type { Context } from '@moorgate/auth';
import { listDevicesByUuids } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Device, deviceFromRow, type DeviceSummary } from '../device.ts';
import type { DeviceListFilter } from './device-filter.ts';
import type { DeviceOrder } from './device-order.ts';
import {
  deviceExaminedMax,
  type DeviceList,
  deviceOffsetMax,
  listDevices,
} from './list-devices.ts';

/** Which page. */
export interface DevicePageQuery {
  readonly order: DeviceOrder;
  readonly limit: number;
  /** From 1. */
  readonly page: number;
  readonly filter?: DeviceListFilter | undefined;
}

/** A page. */
export interface DevicePage {
  readonly items: readonly Device[];
  readonly hasMore: boolean;
  /** Null where a filter keeps it from being known. */
  readonly total: number | null;
}

/** A stretch of a filtered list. */
interface Stretch {
  readonly found: readonly DeviceSummary[];
  readonly hasMore: boolean;
}

const isByGroupsAlone = (filter: DeviceListFilter): boolean =>
  Object.entries(filter).every(([name, value]) => name === 'groups' || value === undefined);

/** So many lines of a filtered list are looked at for one page: what no index finds is looked for in their order. */
const linesMax = 300_000;

/**
 * The devices of a filtered list up to the end of a page: nobody knows where the page begins without those before it. Throws
 * `offset_too_large` where they are not all found among so many as are looked at.
 */
const findMatching = async (
  ctx: Context,
  query: DevicePageQuery,
  wanted: number,
): Promise<Stretch> => {
  const { order, filter } = query;
  const found: DeviceSummary[] = [];
  let start: { readonly offset: 0 } | { readonly cursor: string } = { offset: 0 };
  for (let lines = 0; lines <= linesMax; lines += deviceExaminedMax) {
    const limit = wanted + 1 - found.length;
    const list: DeviceList = await listDevices(ctx, { order, limit, start, filter });
    found.push(...list.items);
    if (found.length > wanted) return { found, hasMore: true };
    if (list.nextCursor === null) return { found, hasMore: false };
    start = { cursor: list.nextCursor };
  }
  throw fault('offset_too_large', {
    detail: 'Too few of the devices that were looked at fit the filter; narrow it.',
  });
};

const describe = async (
  ctx: Context,
  lines: readonly Pick<DeviceSummary, 'uuid'>[],
): Promise<readonly Device[]> => {
  const uuids = lines.map(({ uuid }) => uuid);
  const rows = await listDevicesByUuids(ctx.db, uuids);
  const byUuid = new Map(rows.map((row) => [row.uuid, deviceFromRow(row)]));
  return uuids.flatMap((uuid) => byUuid.get(uuid) ?? []);
};

/**
 * A page of the devices that are not denied, of those that whoever asks sees. A page of all of them, or of those of some
 * groups, costs what it skips; one of a list with other conditions costs what is before it, which may be 300,000 devices.
 * Faults: offset_too_large, invalid_request.
 */
export const listDevicePage = async (ctx: Context, query: DevicePageQuery): Promise<DevicePage> => {
  const { order, limit, page, filter = {} } = query;
  const offset = (page - 1) * limit;
  if (offset > deviceOffsetMax) throw fault('offset_too_large');
  if (isByGroupsAlone(filter)) {
    const list = await listDevices(ctx, { order, limit, start: { offset }, filter });
    const { total, nextCursor } = list;
    return { items: await describe(ctx, list.items), hasMore: nextCursor !== null, total };
  }
  const { found, hasMore } = await findMatching(ctx, query, offset + limit);
  return {
    items: await describe(ctx, found.slice(offset, offset + limit)),
    hasMore,
    total: hasMore ? null : found.length,
  };
};
