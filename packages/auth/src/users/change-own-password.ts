/** Changing one's own password. */
import { findUserPasswordByUsername, inTransaction, lockUserPasswordById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { checkNewPassword, hashPassword, verifyPassword } from './password-hash.ts';
import { setPassword } from './set-password.ts';

/**
 * Sets the password of whoever asks, who must know the present one; ends their sessions but for the one that asks. Throws
 * `invalid_request` and `password_wrong`, the latter also for a user who has no password.
 */
export const changeOwnPassword = async (
  ctx: Context,
  request: { readonly presentPassword: string; readonly password: string },
): Promise<void> => {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw fault('password_wrong');
  checkNewPassword(request.password);
  const before = await findUserPasswordByUsername(ctx.db, principal.username);
  const { isCorrect } = await verifyPassword(
    request.presentPassword,
    before?.password_hash ?? null,
  );
  if (!isCorrect) throw fault('password_wrong');
  const hash = await hashPassword(request.password);
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockUserPasswordById(trx, principal.userId);
    // Somebody set another password while this one was being checked.
    if (row?.password_hash !== before?.password_hash) throw fault('password_wrong');
    await setPassword(trx, ctx, {
      userId: principal.userId,
      hash,
      action: 'user.password_changed',
      keptSessionId: principal.credential.kind === 'session' ? principal.credential.tokenId : null,
    });
  });
};
