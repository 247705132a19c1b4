/** Revoking many tokens at once. */
import {
  type AccountRow,
  countTokensToRevoke,
  findAccountByName,
  type TokenSelection,
  updateTokensRevoked,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudits } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { type Principal, principalName } from '../principal.ts';
import { requireUnlimited } from '../rights.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { announceTokens } from './revoke-token.ts';
import { listScopesGiving } from './scope-criterion.ts';
import { invalidField } from './token-limits.ts';

/** What the tokens to be revoked have in common: all that is named here, and that is something. */
export interface BulkRevocation {
  /** The owner: a user or a service account. */
  readonly username?: string | undefined;
  readonly dialect?: string | undefined;
  /** Tokens that have this scope, by name or because another one implies it. */
  readonly scope?: string | undefined;
  readonly createdBefore?: Date | undefined;
  /** The token that the line of descent begins with. */
  readonly familyId?: string | undefined;
  /** True: nothing is revoked. */
  readonly isDryRun: boolean;
}

/**
 * Revokes every token that fits, with whatever was made with one of them, and answers how many that were, or would be for a
 * dry run; sessions and what has ended already do not count. With a session anybody does it to their own, and to those of a
 * service account that they answer for, by naming the owner; everything else needs `tokens:delete`. Throws
 * `invalid_request` for no criterion or an unknown scope, `scope_missing`, `user_not_found` and `committed_unconfirmed`.
 */
export const revokeTokens = async (ctx: Context, request: BulkRevocation): Promise<number> => {
  const scopes = checkRequest(request);
  const ownerId = await ownerIdOf(ctx, request.username);
  const { dialect, createdBefore, familyId } = request;
  const now = ctx.clock.now();
  const selection = { ownerId, dialect, scopes, createdBefore, familyId, now };
  if (request.isDryRun) return countTokensToRevoke(ctx.db, selection);
  return revoke(ctx, selection, now);
};

const revoke = (ctx: Context, selection: TokenSelection, at: Date): Promise<number> =>
  commitChange(ctx, async (trx, announce) => {
    const reason = 'revoked with others';
    const by = principalName(ctx.principal);
    const ids = await updateTokensRevoked(trx, selection, { at, by, reason });
    await recordAudits(
      trx,
      ctx,
      ids.map((targetId) => ({
        action: 'token.revoked',
        targetKind: 'token',
        targetId,
        after: { reason },
      })),
    );
    announceTokens(announce, ids);
    return ids.length;
  });

/** The scopes that a token may have to fit, if any were asked for. */
const checkRequest = (request: BulkRevocation): readonly Scope[] | undefined => {
  const { username, dialect, scope, createdBefore, familyId } = request;
  const criteria = [username, dialect, scope, createdBefore, familyId];
  if (criteria.every((criterion) => criterion === undefined))
    throw invalidField('', 'must name at least one criterion');
  return scope === undefined ? undefined : listScopesGiving(scope);
};

const isOwnAccount = (principal: Principal, account: AccountRow | undefined): boolean =>
  principal.kind === 'user' &&
  principal.credential.kind === 'session' &&
  (account?.id === principal.userId || account?.owner_id === principal.userId);

const ownerIdOf = async (
  ctx: Context,
  username: string | undefined,
): Promise<string | undefined> => {
  const account = username === undefined ? undefined : await findAccountByName(ctx.db, username);
  if (!isOwnAccount(ctx.principal, account)) requireUnlimited(ctx.principal, ['tokens:delete']);
  if (username !== undefined && account === undefined) throw fault('user_not_found');
  return account?.id;
};
