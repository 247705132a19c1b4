/** Reading the identities of an account. */
import { findUserByUsername, listIdentitiesByUser } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { type Identity, identityFromRow } from './identity.ts';

/** The identities of whoever asks, by provider. Throws `credentials_required` when that is no user. */
export const listOwnIdentities = async (ctx: Context): Promise<Identity[]> => {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw fault('credentials_required');
  return (await listIdentitiesByUser(ctx.db, principal.userId)).map(identityFromRow);
};

/** The identities of a user, deactivated or not, by provider. Throws `user_not_found`. */
export const listIdentities = async (ctx: Context, username: string): Promise<Identity[]> => {
  const user = await findUserByUsername(ctx.db, username);
  if (user === undefined) throw fault('user_not_found');
  return (await listIdentitiesByUser(ctx.db, user.id)).map(identityFromRow);
};
