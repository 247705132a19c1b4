/** Revoking a token. */
import { lockTokenById, type Trx, updateTokenRevoked } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import { type Announce, commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireReach, requireVisible } from './token-reach.ts';

/** More changes of single tokens than this are told as one, of all people. */
const announcedMax = 100;

/** Says which tokens others must look up again. */
export const announceTokens = (announce: Announce, ids: readonly string[]): void => {
  if (ids.length > announcedMax) announce({ kind: 'people' });
  else for (const tokenId of ids) announce({ kind: 'token', tokenId });
};

/**
 * Revokes a token, and every token that was made with it; when it returns, none of them is accepted anywhere. Revoking
 * twice changes nothing and is no fault. With a session a user ends whatever is their own, or of a service account that
 * they answer for; with a token only that token itself and what was made with it, since a token that leaked must not end
 * the others; everything else needs `tokens:delete`. Throws `token_not_found`, for a token of somebody else as for one that
 * does not exist, `scope_missing` and `committed_unconfirmed`.
 */
export const revokeToken = (ctx: Context, id: string): Promise<void> =>
  commitChange(ctx, async (trx, announce) => {
    const { principal } = ctx;
    const token = requireVisible(principal, await lockTokenById(trx, id), 'tokens:delete');
    requireReach(principal, token, 'tokens:delete');
    announceTokens(announce, await revokeWithDescendants(trx, ctx, { id, reason: 'revoked' }));
  });

/**
 * Ends a token with its descendants, and writes a record for each that had not ended before. Answers their ids, which the
 * caller announces.
 */
export const revokeWithDescendants = async (
  trx: Trx,
  ctx: Context,
  token: { readonly id: string; readonly reason: string },
): Promise<readonly string[]> => {
  const ids = await updateTokenRevoked(trx, token.id, {
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
  return ids;
};
