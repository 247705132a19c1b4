/** Reading roles. */
import { findRoleByName, listRoles as listRoleRows } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireUnlimited } from '../rights.ts';
import { type Role, roleFromRow, roleNamePattern } from './role.ts';

/** Which page of the roles. */
export interface RoleListRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Lists roles in the order of their names. Throws `scope_missing` without `users:read` for everything, and `cursor_invalid`. */
export const listRoles = async (ctx: Context, request: RoleListRequest): Promise<Page<Role>> => {
  requireUnlimited(ctx.principal, ['users:read']);
  const { cursor, limit } = request;
  const after = cursor === undefined ? null : decodeCursor(cursor, [roleNamePattern])[0]!;
  const rows = await listRoleRows(ctx.db, { after, limit: limit + 1 });
  return pageOf(rows.map(roleFromRow), limit, (role) => [role.name]);
};

/** Answers one role. Throws `scope_missing` without `users:read` for everything, and `role_not_found`. */
export const findRole = async (ctx: Context, name: string): Promise<Role> => {
  requireUnlimited(ctx.principal, ['users:read']);
  const row = await findRoleByName(ctx.db, name);
  if (row === undefined) throw fault('role_not_found');
  return roleFromRow(row);
};
