/** Ending sessions from elsewhere: a single one, or all of a user, whose tokens live on. */
import { findUserByUsername, lockTokenById, updateTokensRevokedByOwner } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { type Principal, principalName } from '../principal.ts';
import { groupsWith, requireUnlimited } from '../rights.ts';
import { announceTokens, revokeWithDescendants } from '../tokens/revoke-token.ts';

const holdsUpdate = (principal: Principal): boolean =>
  groupsWith(principal, 'users:read-update') === 'all';

/** With a session a user ends their own ones; a token that leaked must not, since it would end those of its owner. */
const isOwnReach = (principal: Principal, ownerId: string): boolean =>
  principal.kind === 'user' &&
  principal.userId === ownerId &&
  principal.credential.kind === 'session';

/**
 * Ends an open or ended session; when it returns, it is accepted nowhere. With a session a user ends their own;
 * everything else needs `users:read-update`. Throws `session_not_found`, for a session of somebody else as for one that does
 * not exist, `scope_missing` and `committed_unconfirmed`.
 */
export const endSessionById = (ctx: Context, id: string): Promise<void> =>
  commitChange(ctx, async (trx, announce) => {
    const { principal } = ctx;
    const row = await lockTokenById(trx, id);
    const isOwn = principal.kind === 'user' && principal.userId === row?.owner_id;
    if (row?.kind !== 'ses' || !(isOwn || holdsUpdate(principal))) throw fault('session_not_found');
    if (!isOwnReach(principal, row.owner_id)) requireUnlimited(principal, ['users:read-update']);
    announceTokens(
      announce,
      await revokeWithDescendants(trx, ctx, { id, reason: 'session ended' }),
    );
  });

/**
 * Ends every session of a user; tokens live on. Answers how many that were. One's own are ended with a session, which ends
 * too; those of others need `users:read-update`. Throws `user_not_found`, `scope_missing` and `committed_unconfirmed`.
 */
export const endSessionsOf = (ctx: Context, username: string): Promise<number> =>
  commitChange(ctx, async (trx, announce) => {
    const row = await findUserByUsername(trx, username);
    if (row === undefined || !isOwnReach(ctx.principal, row.id))
      requireUnlimited(ctx.principal, ['users:read-update']);
    if (row === undefined) throw fault('user_not_found');
    const sessionsEnded = await updateTokensRevokedByOwner(
      trx,
      { ownerId: row.id, kind: 'ses' },
      { at: ctx.clock.now(), by: principalName(ctx.principal), reason: 'sessions ended' },
    );
    await recordAudit(trx, ctx, {
      action: 'user.sessions_ended',
      targetKind: 'user',
      targetId: row.id,
      after: { username, sessionsEnded },
    });
    announce({ kind: 'user', userId: row.id });
    return sessionsEnded;
  });
