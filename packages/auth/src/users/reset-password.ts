/** Setting the password of somebody else. */
import { inTransaction, lockActiveUserByUsername } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { checkNewPassword, hashPassword } from './password-hash.ts';
import { setPassword } from './set-password.ts';
import { requireHeld } from './user.ts';

/**
 * Sets the password of another user and ends their sessions. Whoever knows a password can become that user, so who asks
 * must have every scope that the user has. Throws `invalid_request`, `user_not_found`, `user_is_self` (one's own password
 * is changed with the present one) and `scope_not_held`.
 */
export const resetPassword = async (
  ctx: Context,
  request: { readonly username: string; readonly password: string },
): Promise<void> => {
  checkNewPassword(request.password);
  const hash = await hashPassword(request.password);
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockActiveUserByUsername(trx, request.username);
    if (row === undefined) throw fault('user_not_found');
    if (ctx.principal.kind === 'user' && ctx.principal.userId === row.id)
      throw fault('user_is_self');
    requireHeld(ctx.principal, scopeSet(row.scopes));
    await setPassword(trx, ctx, {
      userId: row.id,
      hash,
      action: 'user.password_reset',
      keptSessionId: null,
    });
  });
};
