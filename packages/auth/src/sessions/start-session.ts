/** Logging in with a password, and with a second factor where the user has one. */
import {
  findUserPasswordByUsername,
  inTransaction,
  lockUserPasswordById,
  type Trx,
  updateUserPasswordHash,
  type UserPasswordRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import type { SealingKeys } from '../keys/sealing-keys.ts';
import {
  judgeSecondFactor,
  type SecondFactorCode,
  type SecondFactorProof,
  type SecondFactorVerdict,
} from '../second-factor/judge-second-factor.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { hashPassword, verifyPassword } from '../users/password-hash.ts';
import { beginSession, type StartedSession } from './begin-session.ts';

/** Who logs in. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** A code of the second factor, with the keys that open its secret. */
  readonly secondFactor?: { readonly sealingKeys: SealingKeys; readonly code: SecondFactorCode };
}

/**
 * Starts a session of 48 hours for the user of this name and password. A session is the user: it may do whatever the user
 * may at the time of each request. Everything is shown in one request: no half of a login is kept. Throws `login_failed` for
 * a wrong password, a user who does not exist, was deactivated or has no password, all after the same work; only with the
 * right password `second_factor_required`, `second_factor_failed`, and `rate_limited` after ten wrong codes in an hour. Each
 * failure is recorded, but for those who have to wait.
 */
export const startSession = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  request: LoginRequest,
): Promise<StartedSession> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'login' } };
  const user = await findUserPasswordByUsername(ctx.db, request.username);
  const verdict = await verifyPassword(request.password, user?.password_hash ?? null, ctx.address);
  if (user === undefined || !verdict.isCorrect) {
    await inTransaction(ctx.db, (trx) => recordFailure(trx, ctx, { user }));
    throw fault('login_failed');
  }
  const outcome = await insertSession(ctx, keys, { user, secondFactor: request.secondFactor });
  if (outcome.kind !== 'started') throw refusalOf(outcome);
  if (verdict.isOutdated) await renewHash(ctx, user, request.password);
  return outcome.session;
};

/** Stores the same password with what hashes cost now. The session has begun, so what fails here waits for the next login. */
const renewHash = async (ctx: Context, user: UserPasswordRow, password: string): Promise<void> => {
  try {
    const after = await hashPassword(password, ctx.address);
    await updateUserPasswordHash(ctx.db, user.id, { before: user.password_hash!, after });
  } catch (error) {
    ctx.log.warn({ err: error, userId: user.id }, 'the hash of a password was not renewed');
  }
};

/** A name that nobody has is not written down: people type passwords into the field for the name. */
const recordFailure = (
  trx: Trx,
  ctx: Context,
  {
    user,
    secondFactor,
  }: {
    readonly user: UserPasswordRow | undefined;
    readonly secondFactor?: SecondFactorVerdict['kind'];
  },
): Promise<void> =>
  recordAudit(trx, ctx, {
    action: 'session.refused',
    targetKind: 'user',
    targetId: user?.id ?? 'unknown',
    ...(user === undefined ? {} : { after: { username: user.username, secondFactor } }),
  });

type LoginOutcome =
  { readonly kind: 'started'; readonly session: StartedSession } | SecondFactorVerdict;

/** What was wrong with a code is committed, and only then told. */
const insertSession = (
  ctx: Context,
  keys: TokenKeys,
  login: {
    readonly user: UserPasswordRow;
    readonly secondFactor: LoginRequest['secondFactor'];
  },
): Promise<LoginOutcome> =>
  inTransaction(ctx.db, async (trx) => {
    const { user, secondFactor } = login;
    const present = await lockUserPasswordById(trx, user.id);
    // A reset or a deactivation came between the check and this lock, and ended every session but this one.
    if (present?.password_hash !== user.password_hash) throw fault('login_failed');
    const verdict = await judgeSecondFactor(trx, ctx, {
      userId: user.id,
      proof: secondFactor === undefined ? null : proofOf(keys, secondFactor),
      of: 'confirmed',
    });
    if (verdict.kind === 'none' || verdict.kind === 'passed')
      return { kind: 'started', session: await beginSession(trx, ctx, { keys, user }) };
    if (verdict.kind !== 'limited')
      await recordFailure(trx, ctx, { user, secondFactor: verdict.kind });
    return verdict;
  });

const proofOf = (
  tokenKeys: TokenKeys,
  { sealingKeys, code }: NonNullable<LoginRequest['secondFactor']>,
): SecondFactorProof => ({ keys: { tokenKeys, sealingKeys }, code });

const refusalOf = (verdict: SecondFactorVerdict): Error => {
  if (verdict.kind === 'limited') {
    const { retryAfterSeconds } = verdict;
    return fault('rate_limited', { retryAfterSeconds });
  }
  return fault(verdict.kind === 'required' ? 'second_factor_required' : 'second_factor_failed');
};
