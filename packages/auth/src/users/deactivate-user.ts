/** Taking an account out of use. */
import {
  inTransaction,
  lockActiveUserByUsername,
  updateTokensRevokedByOwner,
  updateUserDeactivated,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { requireHeld } from './user.ts';

/**
 * Deactivates a user and revokes all their tokens and sessions; none is accepted from the commit on. The account stays as
 * a record, and its name taken. Whoever asks must have every scope that the user has: nobody removes somebody above them.
 * Throws `user_not_found`, `user_is_self` and `scope_not_held`.
 */
export const deactivateUser = (ctx: Context, username: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const row = await lockActiveUserByUsername(trx, username);
    if (row === undefined) throw fault('user_not_found');
    if (ctx.principal.kind === 'user' && ctx.principal.userId === row.id)
      throw fault('user_is_self');
    requireHeld(ctx.principal, scopeSet(row.scopes));
    const at = ctx.clock.now();
    const by = principalName(ctx.principal);
    await updateUserDeactivated(trx, row.id, { at, by });
    const tokensRevoked = await updateTokensRevokedByOwner(
      trx,
      { ownerId: row.id },
      { at, by, reason: 'owner deactivated' },
    );
    await recordAudit(trx, ctx, {
      action: 'user.deactivated',
      targetKind: 'user',
      targetId: row.id,
      after: { username, tokensRevoked },
    });
  });
