/** The denied list. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import {
  countDevices,
  type DeniedListPage,
  listDeniedDevices as listDeniedDeviceRows,
  listDeniedDeviceUuids,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type DeniedDevice, deniedDeviceFromRow } from '../device.ts';
import { groupLimitOf } from '../group-limit.ts';
import { storedUuidPattern } from '../parse-uuid.ts';
import { deviceOffsetMax } from './list-devices.ts';

/** Which page of the denied list. */
export interface DeniedListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const pageFor = (ctx: Context, { cursor, limit }: DeniedListQuery): DeniedListPage => ({
  after: cursor === undefined ? null : (decodeCursor(cursor, [storedUuidPattern])[0] ?? null),
  limit: limit + 1,
  groups: groupLimitOf(ctx, 'devices:read'),
});

/**
 * A page of the denied list, by UUID: of the devices that were in a group that whoever asks sees, when they were denied.
 * Faults: cursor_invalid.
 */
export const listDeniedDevices = async (
  ctx: Context,
  query: DeniedListQuery,
): Promise<Page<DeniedDevice>> => {
  const rows = await listDeniedDeviceRows(ctx.db, pageFor(ctx, query));
  const { items, nextCursor } = pageOf(rows, query.limit, (row) => [row.uuid]);
  return { items: items.map(deniedDeviceFromRow), nextCursor };
};

/**
 * The UUIDs of the same page.
 * Faults: cursor_invalid.
 */
export const listDeniedUuids = async (
  ctx: Context,
  query: DeniedListQuery,
): Promise<Page<string>> => {
  const uuids = await listDeniedDeviceUuids(ctx.db, pageFor(ctx, query));
  return pageOf(uuids, query.limit, (uuid) => [uuid]);
};

/** A page of the denied list by its number, from 1. */
export interface DeniedDevicePage {
  readonly items: readonly DeniedDevice[];
  /** Null for whoever sees some groups alone. */
  readonly total: number | null;
  readonly hasMore: boolean;
}

/**
 * A page of the denied list, by UUID, for those who count pages.
 * Faults: offset_too_large.
 */
export const listDeniedDevicePage = async (
  ctx: Context,
  { limit, page }: { readonly limit: number; readonly page: number },
): Promise<DeniedDevicePage> => {
  const offset = (page - 1) * limit;
  if (offset > deviceOffsetMax) throw fault('offset_too_large');
  const groups = groupLimitOf(ctx, 'devices:read');
  const [rows, counts] = await Promise.all([
    listDeniedDeviceRows(ctx.db, { after: null, limit: limit + 1, offset, groups }),
    groups === null ? countDevices(ctx.db) : null,
  ]);
  const items = rows.slice(0, limit).map(deniedDeviceFromRow);
  return { items, total: counts?.denied ?? null, hasMore: rows.length > limit };
};
