/** Setting the password of somebody else. */
import {
  findUserByUsername,
  findUserPasswordByUsername,
  lockActiveUserByUsername,
  lockUserPasswordById,
  type Trx,
  type UserRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Announce, commitChange } from '../commit-change.ts';
import { type Context, withDb } from '../context.ts';
import { hashPassword } from './password-hash.ts';
import { requireUnused } from './password-history.ts';
import {
  checkNewPassword,
  defaultPasswordPolicy,
  isTemporaryUnder,
  type PasswordPolicy,
} from './password-policy.ts';
import { requireRightsOf } from './require-rights-of.ts';
import { setPassword } from './set-password.ts';

/** Whose password becomes which. */
export interface PasswordReset {
  readonly username: string;
  readonly password: string;
  /** Ends the tokens of the user as well; unless said, they live on. */
  readonly revokeTokens?: boolean;
}

/** A password that was checked and hashed, and what stores it in a transaction that may change more of the same user. */
export type PreparedPassword = (trx: Trx, announce: Announce) => Promise<void>;

/**
 * Sets the password of another user and ends their sessions, and their tokens too if that is wanted. While passwords have
 * an age it is good for nothing but choosing another one. Whoever knows a password can become that user, so who asks must
 * have every right that the user has. Throws `invalid_request`, `user_not_found`, `user_is_self` (one's own password is
 * changed with the present one) and `scope_not_held`.
 */
export const resetPassword = async (
  ctx: Context,
  reset: PasswordReset,
  policy: PasswordPolicy = defaultPasswordPolicy,
): Promise<void> => {
  const store = await preparePasswordReset(ctx, reset, policy);
  await commitChange(ctx, store);
};

/** Does of `resetPassword` what takes long; what it answers does the rest in the caller's transaction. Throws the same. */
export const preparePasswordReset = async (
  ctx: Context,
  { username, password, revokeTokens = false }: PasswordReset,
  policy: PasswordPolicy,
): Promise<PreparedPassword> => {
  await checkNewPassword(password, policy);
  const before = await findUserPasswordByUsername(ctx.db, username);
  if (before === undefined) throw fault('user_not_found');
  const { id: userId, password_hash: presentHash } = before;
  // Asked here, too: what a password is compared with is nothing for somebody without the right to set it.
  await requireMayReset(ctx, await findUserByUsername(ctx.db, username));
  await requireUnused(ctx, policy, { userId, password, presentHash });
  const hash = await hashPassword(password, ctx.address);
  return async (trx, announce) => {
    const row = await lockActiveUserByUsername(trx, username);
    await requireMayReset(withDb(ctx, trx), row);
    const present = await lockUserPasswordById(trx, userId);
    await setPassword(trx, ctx, {
      userId,
      hash,
      presentHash: present?.password_hash ?? null,
      action: 'user.password_reset',
      policy,
      isTemporary: isTemporaryUnder(policy),
      ends: revokeTokens ? 'sessions and tokens' : 'sessions',
      keptSessionId: null,
      announce,
    });
  };
};

const requireMayReset = async (ctx: Context, row: UserRow | undefined): Promise<void> => {
  if (row === undefined || row.deactivated_at !== null) throw fault('user_not_found');
  if (ctx.principal.kind === 'user' && ctx.principal.userId === row.id) throw fault('user_is_self');
  await requireRightsOf(ctx.db, ctx.principal, row);
};
