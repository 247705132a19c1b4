/** Revoking a token. */
import {
  inTransaction,
  lockTokenById,
  type TokenRow,
  type Trx,
  updateTokenFamilyRevoked,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { listMissingScopes, type Principal, principalName, requireScopes } from '../principal.ts';

/**
 * Revokes a token, and every token that was made with it; from the commit on none of them is accepted. Revoking twice
 * changes nothing and is no fault. With a session a user ends whatever is their own; with a token only that token itself
 * and what was made with it, since a token that leaked must not end the others; everything else needs `tokens:delete`.
 * Throws `token_not_found`, for a token of somebody else as for one that does not exist, and `scope_missing`.
 */
export const revokeToken = (ctx: Context, id: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const token = await lockTokenById(trx, id);
    if (token === undefined || !isVisibleTo(ctx.principal, token)) throw fault('token_not_found');
    if (!isWithinReach(ctx.principal, token)) requireScopes(ctx.principal, ['tokens:delete']);
    await revokeFamily(trx, ctx, { id, ownerId: token.owner_id, reason: 'revoked' });
  });

const isOwn = (principal: Principal, token: TokenRow): boolean =>
  principal.kind === 'user' && principal.userId === token.owner_id;

const isVisibleTo = (principal: Principal, token: TokenRow): boolean =>
  isOwn(principal, token) || listMissingScopes(principal, ['tokens:delete']).length === 0;

const isWithinReach = (principal: Principal, token: TokenRow): boolean => {
  if (principal.kind !== 'user' || !isOwn(principal, token)) return false;
  const { kind, tokenId } = principal.credential;
  return kind === 'session' || token.id === tokenId || token.parent_id === tokenId;
};

/** Ends a token with its descendants, and writes a record for each that had not ended before. */
export const revokeFamily = async (
  trx: Trx,
  ctx: Context,
  token: { readonly id: string; readonly ownerId: string; readonly reason: string },
): Promise<void> => {
  const ids = await updateTokenFamilyRevoked(trx, token, {
    at: ctx.clock.now(),
    by: principalName(ctx.principal),
    reason: token.reason,
  });
  for (const targetId of ids)
    await recordAudit(trx, ctx, {
      action: 'token.revoked',
      targetKind: 'token',
      targetId,
      after: { reason: token.reason },
    });
};
