/** Changing one's own password. */
import { findUserPasswordByUsername, lockUserPasswordById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { requireUnused } from './password-history.ts';
import {
  checkNewPassword,
  defaultPasswordPolicy,
  passwordIssue,
  type PasswordPolicy,
} from './password-policy.ts';
import { setPassword } from './set-password.ts';

/**
 * Sets the password of whoever asks, who must know the present one; ends their sessions but for the one that asks. Throws
 * `invalid_request`, also for the present password and those that the policy remembers, and `password_wrong`, the latter
 * also for a user who has no password.
 */
export const changeOwnPassword = async (
  ctx: Context,
  request: { readonly presentPassword: string; readonly password: string },
  policy: PasswordPolicy = defaultPasswordPolicy,
): Promise<void> => {
  const { principal } = ctx;
  if (principal.kind !== 'user') throw fault('password_wrong');
  const { password, presentPassword } = request;
  await checkNewPassword(password, policy);
  const { userId, username, credential } = principal;
  const before = await findUserPasswordByUsername(ctx.db, username);
  const presentHash = before?.password_hash ?? null;
  if (!(await verifyPassword(presentPassword, presentHash, ctx.address)).isCorrect)
    throw fault('password_wrong');
  if (password.normalize('NFC') === presentPassword.normalize('NFC')) throw unchanged();
  await requireUnused(ctx, policy, { userId, password, presentHash });
  const hash = await hashPassword(password, ctx.address);
  await commitChange(ctx, async (trx, announce) => {
    const row = await lockUserPasswordById(trx, userId);
    // Somebody set another password while this one was being checked.
    if (row?.password_hash !== presentHash) throw fault('password_wrong');
    await setPassword(trx, ctx, {
      userId,
      hash,
      presentHash,
      action: 'user.password_changed',
      policy,
      isTemporary: false,
      ends: 'sessions',
      keptSessionId: credential.kind === 'session' ? credential.tokenId : null,
      announce,
    });
  });
};

const unchanged = (): Error =>
  fault('invalid_request', { issues: [passwordIssue('must not be the present password')] });
