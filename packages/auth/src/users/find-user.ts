/** Reading one user. */
import { findUserByUsername } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { type User, userFromRow } from './user.ts';

/** Answers an active user. Throws `user_not_found`. */
export const findUser = async (ctx: Context, username: string): Promise<User> => {
  const row = await findUserByUsername(ctx.db, username);
  if (row === undefined || row.deactivated_at !== null) throw fault('user_not_found');
  return userFromRow(row);
};
