/** Issuing a token of a service account. */
import { findAccountByName, inTransaction, lockServiceAccountByName } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Context, withDb } from '../context.ts';
import { requireScopes } from '../principal.ts';
import { requireOwn, unionOfGrants } from '../rights.ts';
import { issueAs } from '../tokens/issue-token.ts';
import type { IssuedToken } from '../tokens/token.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { checkRequest, type TokenRequest } from '../tokens/token-request.ts';
import { accountGrants } from './account-grants.ts';
import { isOwner, requireKnown } from './service-account.ts';

/**
 * Issues a token of a service account, which its owner alone does, with `tokens:create`: with it somebody is the account.
 * Its scopes must be among those of the account, for some devices at least, and of whoever asks, for all that the token is
 * not kept from. One that is made with a token is limited by, and revoked with, that one. Throws `service_account_not_found`, `service_account_foreign`, `scope_missing` and as
 * `issueToken`.
 */
export const issueServiceToken = (
  ctx: Context,
  keys: TokenKeys,
  request: TokenRequest & { readonly account: string },
): Promise<IssuedToken> =>
  inTransaction(ctx.db, async (trx) => {
    const { principal } = ctx;
    const row = requireKnown(principal, await lockServiceAccountByName(trx, request.account));
    if (principal.kind !== 'user' || !isOwner(principal, row))
      throw fault('service_account_foreign');
    requireScopes(principal, ['tokens:create']);
    const { id, username } = row;
    const grants = await accountGrants(trx, (await findAccountByName(trx, username))!);
    const { scopes, groups = null } = checkRequest(request);
    const credential = { kind: 'session', tokenId: '' } as const;
    const held = { userId: id, username, scopes: unionOfGrants(grants), grants, credential };
    requireOwn({ kind: 'user', ...held }, { scopes, groups });
    const owner = { id, username, kind: 'svc' } as const;
    return issueAs(withDb(ctx, trx), keys, { request, principal, owner });
  });
