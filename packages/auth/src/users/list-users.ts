/** Listing users. */
import { listRoleNamesByUsers, listUsersByState } from '@moorgate/db';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { type User, userFromRow, usernamePattern } from './user.ts';

/** Which page of which users. */
export interface UserListRequest {
  /** Active ones unless said. */
  readonly state?: 'active' | 'deactivated';
  readonly cursor?: string;
  readonly limit: number;
}

/** Lists users in the order of their names. Throws `cursor_invalid`. */
export const listUsers = async (ctx: Context, request: UserListRequest): Promise<Page<User>> => {
  const after =
    request.cursor === undefined ? null : decodeCursor(request.cursor, [usernamePattern])[0]!;
  const isActive = request.state !== 'deactivated';
  const rows = await listUsersByState(ctx.db, { isActive, after, limit: request.limit + 1 });
  const page = pageOf(rows, request.limit, (row) => [row.username]);
  const roles = await listRoleNamesByUsers(
    ctx.db,
    page.items.map((row) => row.id),
  );
  return { ...page, items: page.items.map((row) => userFromRow(row, roles.get(row.id) ?? [])) };
};
