/** The denied list. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import { listDeniedDevices as listDeniedDeviceRows, listDeniedDeviceUuids } from '@moorgate/db';
import { type DeniedDevice, deniedDeviceFromRow } from '../device.ts';
import { storedUuidPattern } from '../parse-uuid.ts';

/** Which page of the denied list. */
export interface DeniedListQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const positionOf = ({ cursor }: DeniedListQuery): string | null =>
  cursor === undefined ? null : (decodeCursor(cursor, [storedUuidPattern])[0] ?? null);

/**
 * A page of the denied list, by UUID.
 * Faults: cursor_invalid.
 */
export const listDeniedDevices = async (
  ctx: Context,
  query: DeniedListQuery,
): Promise<Page<DeniedDevice>> => {
  const page = { after: positionOf(query), limit: query.limit + 1 };
  const rows = await listDeniedDeviceRows(ctx.db, page);
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
  const page = { after: positionOf(query), limit: query.limit + 1 };
  const uuids = await listDeniedDeviceUuids(ctx.db, page);
  return pageOf(uuids, query.limit, (uuid) => [uuid]);
};
