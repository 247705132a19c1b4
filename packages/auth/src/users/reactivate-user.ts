/** Taking an account into use again. */
import { inTransaction, lockUserByUsername, updateUserReactivated } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { requireRightsOf } from './require-rights-of.ts';

/**
 * Reactivates a user who was deactivated, with the rights, the password and the second factor from before; tokens and
 * sessions that ended then stay ended. Whoever asks must have every right that the user gets back. Throws `user_not_found`,
 * `user_active` and `scope_not_held`.
 */
export const reactivateUser = (ctx: Context, username: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const row = await lockUserByUsername(trx, username);
    if (row === undefined) throw fault('user_not_found');
    if (row.deactivated_at === null) throw fault('user_active');
    await requireRightsOf(trx, ctx.principal, row);
    await updateUserReactivated(trx, row.id);
    await recordAudit(trx, ctx, {
      action: 'user.reactivated',
      targetKind: 'user',
      targetId: row.id,
      before: { deactivatedAt: row.deactivated_at },
      after: { username },
    });
  });
