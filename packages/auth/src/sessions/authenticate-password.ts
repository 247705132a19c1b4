/** Finding out who asks by a password that comes with the request, for clients that know nothing else. */
import { findAccountById, findPasswordStateByUser } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import { unionOfGrants } from '../rights.ts';
import { accountGrants } from '../service-accounts/account-grants.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { type LoginRequest, proveLogin } from './prove-login.ts';

/**
 * Answers the user of this name and password, with their present rights. Nothing is kept of it: each request proves it anew,
 * a second factor included, and stands for the user as a session does. Throws as `proveLogin` does.
 */
export const authenticatePassword = (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  request: LoginRequest,
): Promise<UserPrincipal> =>
  proveLogin(surroundings, {
    keys,
    request,
    work: async (trx, _ctx, { id, username, hasSecondFactor }) => {
      const account = await findAccountById(trx, id);
      if (account === undefined) throw fault('login_failed');
      const grants = await accountGrants(trx, account);
      const password = { ...(await findPasswordStateByUser(trx, id)), hasSecondFactor };
      return {
        kind: 'user',
        userId: id,
        username,
        scopes: unionOfGrants(grants),
        grants,
        credential: { kind: 'password', tokenId: id },
        password,
      };
    },
  });

/**
 * The same user a moment later, with what they may do by then: the password is not proved again, but must not have been
 * changed. Throws `credentials_invalid` where it was, and for an account that was deactivated.
 */
export const recheckPassword = async (
  { db }: Pick<Context, 'db'>,
  known: UserPrincipal,
): Promise<UserPrincipal> => {
  const account = await findAccountById(db, known.userId);
  if (account === undefined || account.deactivated_at !== null) throw fault('credentials_invalid');
  const state = await findPasswordStateByUser(db, known.userId);
  if (state.changedAtMs !== known.password?.changedAtMs) throw fault('credentials_invalid');
  const grants = await accountGrants(db, account);
  return { ...known, grants, scopes: unionOfGrants(grants) };
};
