/** Setting up a second factor: first the secret, which goes into an authenticator, then a code that proves it is there. */
import {
  findUserPasswordByUsername,
  inTransaction,
  lockUserPasswordById,
  updateSecondFactorConfirmed,
  upsertSecondFactor,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { type SealingKeys, sealSecret } from '../keys/sealing-keys.ts';
import type { UserPrincipal } from '../principal.ts';
import { verifyPassword } from '../users/password-hash.ts';
import { judgeSecondFactor, secretPlace, type SecondFactorKeys } from './judge-second-factor.ts';
import { drawCodeSecret, showCodeSecret } from './one-time-code.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';

/** What goes into an authenticator; it is shown this once. */
export interface BegunSecondFactor {
  /** In base 32. */
  readonly secret: string;
  /** The same as an `otpauth` URI, for a QR code. */
  readonly uri: string;
}

/** The user whose session asks: a token that leaked must not change how its owner logs in. Throws `session_required`. */
export const requireSession = ({ principal }: Context): UserPrincipal => {
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  return principal;
};

/**
 * Passes when this is the present password of the user, and answers its hash. Throws `password_wrong`, also for a user
 * without a password.
 */
export const requirePassword = async (
  ctx: Context,
  { username }: UserPrincipal,
  password: string,
): Promise<string> => {
  const row = await findUserPasswordByUsername(ctx.db, username);
  const hash = row?.password_hash ?? null;
  const { isCorrect } = await verifyPassword(password, hash, ctx.address);
  if (hash === null || !isCorrect) throw fault('password_wrong');
  return hash;
};

/**
 * Begins to set up a second factor for whoever asks, with a session and the present password. It protects nothing before it
 * is confirmed, and beginning again replaces what was begun. Throws `session_required`, `password_wrong` and
 * `second_factor_exists`.
 */
export const beginSecondFactor = async (
  ctx: Context,
  keys: SealingKeys,
  password: string,
): Promise<BegunSecondFactor> => {
  const principal = requireSession(ctx);
  const { userId, username } = principal;
  const hash = await requirePassword(ctx, principal, password);
  const secret = drawCodeSecret();
  const { sealed, keyVersion } = sealSecret(keys, secretPlace(userId), secret);
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockUserPasswordById(trx, userId);
    if (row?.password_hash !== hash) throw fault('password_wrong');
    const createdAt = ctx.clock.now();
    const draft = { userId, sealedSecret: sealed, keyVersion, createdAt };
    if (!(await upsertSecondFactor(trx, draft))) throw fault('second_factor_exists');
  });
  return showCodeSecret(secret, username);
};

/**
 * Confirms the second factor that was begun, with a code from it: from now on logins need one, and where everybody does,
 * nothing holds the sessions of the user back any more. Answers ten recovery codes, which are shown this once. Throws
 * `session_required`, `second_factor_not_found`, `one_time_code_wrong`, `rate_limited` and `committed_unconfirmed`.
 */
export const confirmSecondFactor = async (
  ctx: Context,
  keys: SecondFactorKeys,
  code: string,
): Promise<readonly string[]> => {
  const { userId } = requireSession(ctx);
  const outcome = await commitChange(ctx, async (trx, announce) => {
    if ((await lockUserPasswordById(trx, userId)) === undefined) return { kind: 'none' } as const;
    const proof = { keys, code: { kind: 'one-time', code } } as const;
    const verdict = await judgeSecondFactor(trx, ctx, { userId, proof, of: 'begun' });
    if (verdict.kind !== 'passed') return verdict;
    await updateSecondFactorConfirmed(trx, userId, ctx.clock.now());
    await recordAudit(trx, ctx, {
      action: 'user.second_factor_confirmed',
      targetKind: 'user',
      targetId: userId,
    });
    const codes = await issueRecoveryCodes(trx, keys.tokenKeys, userId);
    announce({ kind: 'user', userId });
    return { kind: 'confirmed', codes } as const;
  });
  if (outcome.kind === 'confirmed') return outcome.codes;
  if (outcome.kind === 'limited') {
    const { retryAfterSeconds } = outcome;
    throw fault('rate_limited', { retryAfterSeconds });
  }
  throw fault(outcome.kind === 'failed' ? 'one_time_code_wrong' : 'second_factor_not_found');
};
