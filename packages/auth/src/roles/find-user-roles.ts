/** Reading the roles that operators gave a user. */
import { findUserByUsername, listUserRolesByUser } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';

/** The names of the roles of an active user, sorted, without those that a login provider gives. Throws `user_not_found`. */
export const findUserRoles = async (ctx: Context, username: string): Promise<string[]> => {
  const user = await findUserByUsername(ctx.db, username);
  if (user === undefined || user.deactivated_at !== null) throw fault('user_not_found');
  const held = await listUserRolesByUser(ctx.db, user.id);
  return held
    .filter(({ source }) => source === null)
    .map(({ name }) => name)
    .sort();
};
