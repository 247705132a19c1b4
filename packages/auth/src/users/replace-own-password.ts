/** Changing one's own password without showing the present one, for clients that have no field for it. */
import { findUserPasswordByUsername, lockUserPasswordById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { requireFreshSession } from '../sessions/require-fresh-session.ts';
import { hashPassword } from './password-hash.ts';
import { requireUnused } from './password-history.ts';
import { checkNewPassword, type PasswordPolicy } from './password-policy.ts';
import type { PreparedPassword } from './reset-password.ts';
import { setPassword } from './set-password.ts';

/**
 * Checks and hashes another password for whoever asks; what it answers stores it in the caller's transaction and ends their
 * other sessions. A login a moment ago stands for the present password. Throws `invalid_request`, `session_required`,
 * `session_not_fresh`, and `password_wrong` for a user who has no password, also when another one was set meanwhile.
 */
export const prepareOwnPassword = async (
  ctx: Context,
  password: string,
  policy: PasswordPolicy,
): Promise<PreparedPassword> => {
  const { userId, username, credential } = await requireFreshSession(ctx);
  await checkNewPassword(password, policy);
  const before = await findUserPasswordByUsername(ctx.db, username);
  const presentHash = before?.password_hash ?? null;
  if (presentHash === null) throw fault('password_wrong');
  await requireUnused(ctx, policy, { userId, password, presentHash });
  const hash = await hashPassword(password, ctx.address);
  return async (trx, announce) => {
    const row = await lockUserPasswordById(trx, userId);
    if (row?.password_hash !== presentHash) throw fault('password_wrong');
    await setPassword(trx, ctx, {
      userId,
      hash,
      presentHash,
      action: 'user.password_changed',
      policy,
      isTemporary: false,
      ends: 'sessions',
      keptSessionId: credential.tokenId,
      announce,
    });
  };
};
