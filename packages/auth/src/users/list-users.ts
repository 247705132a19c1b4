/** Listing users. */
import { listActiveUsers, listRoleNamesByUsers } from '@moorgate/db';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { type User, userFromRow, usernamePattern } from './user.ts';

/** Which page of the users. */
export interface UserListRequest {
  readonly cursor?: string;
  readonly limit: number;
}

/** Lists active users in the order of their names. Throws `cursor_invalid`. */
export const listUsers = async (ctx: Context, request: UserListRequest): Promise<Page<User>> => {
  const after =
    request.cursor === undefined ? null : decodeCursor(request.cursor, [usernamePattern])[0]!;
  const rows = await listActiveUsers(ctx.db, { after, limit: request.limit + 1 });
  const page = pageOf(rows, request.limit, (row) => [row.username]);
  const roles = await listRoleNamesByUsers(
    ctx.db,
    page.items.map((row) => row.id),
  );
  return { ...page, items: page.items.map((row) => userFromRow(row, roles.get(row.id) ?? [])) };
};
