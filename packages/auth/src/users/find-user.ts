/** Reading one user. */
import { findUserByUsername, listRoleNamesByUsers } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { type User, userFromRow } from './user.ts';

/** Answers an active user. Throws `user_not_found`. */
export const findUser = async (ctx: Context, username: string): Promise<User> => {
  const row = await findUserByUsername(ctx.db, username);
  if (row === undefined || row.deactivated_at !== null) throw fault('user_not_found');
  const roles = await listRoleNamesByUsers(ctx.db, [row.id]);
  return userFromRow(row, roles.get(row.id) ?? []);
};
