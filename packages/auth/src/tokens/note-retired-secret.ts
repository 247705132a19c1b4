/** What follows when a secret is presented that was rotated away: somebody holds a copy that nobody should use. */
import { lockTokenById, updateTokenSecretReused } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { announceTokens, revokeWithDescendants } from './revoke-token.ts';

/** Whether a reuse is written down alone, or ends the token and what was made with it, too. */
export type ReusePolicy = 'record' | 'revoke';

/**
 * Writes down that a version of a token's secret was presented after its end, and, where the policy says so, revokes the
 * token with everything that was made with it. Acts once for each version, so that a forgotten script that keeps trying
 * costs no more. The caller refuses the request in any case. Throws `committed_unconfirmed`.
 */
export const noteRetiredSecret = async (
  surroundings: Omit<Context, 'principal'>,
  secret: { readonly tokenId: string; readonly version: number },
  policy: ReusePolicy,
): Promise<void> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'token check' } };
  const { tokenId, version } = secret;
  await commitChange(ctx, async (trx, announce) => {
    const token = await lockTokenById(trx, tokenId);
    if (token === undefined || token.revoked_at !== null) return;
    if (!(await updateTokenSecretReused(trx, { tokenId, version, at: ctx.clock.now() }))) return;
    await recordAudit(trx, ctx, {
      action: 'token.reuse_detected',
      targetKind: 'token',
      targetId: tokenId,
      after: { version, owner: token.owner, policy },
    });
    if (policy === 'record') return;
    announceTokens(
      announce,
      await revokeWithDescendants(trx, ctx, {
        id: tokenId,
        reason: 'a secret that was rotated away came back',
      }),
    );
  });
};
