/** The denied list. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import {
  type DeniedListPage,
  listDeniedDevices as listDeniedDeviceRows,
  listDeniedDeviceUuids,
} from '@moorgate/db';
import { type DeniedDevice, deniedDeviceFromRow } from '../device.ts';
import { groupLimitOf } from '../group-limit.ts';
import { storedUuidPattern } from '../parse-uuid.ts';

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
