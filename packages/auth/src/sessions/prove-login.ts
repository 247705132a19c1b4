/** Proving who one is with a password, and with a second factor where the user has one. */
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

/** Who logs in. */
export interface LoginRequest {
  readonly username: string;
  readonly password: string;
  /** A code of the second factor, with the keys that open its secret. */
  readonly secondFactor?: { readonly sealingKeys: SealingKeys; readonly code: SecondFactorCode };
}

/** A user who has proved who they are; the transaction holds their row locked and found it active. */
export interface ProvenUser extends Pick<UserPasswordRow, 'id' | 'username'> {
  /** Whether a second factor was asked for, and shown. */
  readonly hasSecondFactor: boolean;
}

/** A proof that is asked for, and what follows from it in the same transaction. */
export interface LoginProof<T> {
  readonly keys: TokenKeys;
  readonly request: LoginRequest;
  work(trx: Trx, ctx: Context, user: ProvenUser): Promise<T>;
}

/**
 * Runs `work` for the user of this name and password. Everything is shown in one request: no half of a login is kept. Throws
 * `login_failed` for a wrong password, a user who does not exist, was deactivated or has no password, all after the same
 * work; only with the right password `second_factor_required`, `second_factor_failed`, and `rate_limited` after ten wrong
 * codes in an hour. Each failure is recorded, but for those who have to wait.
 */
export const proveLogin = async <T>(
  surroundings: Omit<Context, 'principal'>,
  proof: LoginProof<T>,
): Promise<T> => {
  const { request } = proof;
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'login' } };
  const user = await findUserPasswordByUsername(ctx.db, request.username);
  const verdict = await verifyPassword(request.password, user?.password_hash ?? null, ctx.address);
  if (user === undefined || !verdict.isCorrect) {
    await inTransaction(ctx.db, (trx) => recordFailure(trx, ctx, { user }));
    throw fault('login_failed');
  }
  const outcome = await workAs(ctx, proof, user);
  if (outcome.kind !== 'done') throw refusalOf(outcome);
  if (verdict.isOutdated) await renewHash(ctx, user, request.password);
  return outcome.result;
};

/** Stores the same password with what hashes cost now. The login is done, so what fails here waits for the next one. */
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

type Outcome<T> =
  | { readonly kind: 'done'; readonly result: T }
  | { readonly kind: 'outdated' }
  | SecondFactorVerdict;

/** What was wrong is committed, and only then told. */
const workAs = <T>(
  ctx: Context,
  { keys, request, work }: LoginProof<T>,
  user: UserPasswordRow,
): Promise<Outcome<T>> =>
  inTransaction(ctx.db, async (trx) => {
    const { secondFactor } = request;
    const present = await lockUserPasswordById(trx, user.id);
    // A reset or a deactivation came between the check and this lock, and ended every session but this one.
    if (present?.password_hash !== user.password_hash) {
      await recordFailure(trx, ctx, { user });
      return { kind: 'outdated' };
    }
    const verdict = await judgeSecondFactor(trx, ctx, {
      userId: user.id,
      proof: secondFactor === undefined ? null : proofOf(keys, secondFactor),
      of: 'confirmed',
    });
    if (verdict.kind === 'none' || verdict.kind === 'passed') {
      const proven = { ...user, hasSecondFactor: verdict.kind === 'passed' };
      return { kind: 'done', result: await work(trx, ctx, proven) };
    }
    if (verdict.kind !== 'limited')
      await recordFailure(trx, ctx, { user, secondFactor: verdict.kind });
    return verdict;
  });

const proofOf = (
  tokenKeys: TokenKeys,
  { sealingKeys, code }: NonNullable<LoginRequest['secondFactor']>,
): SecondFactorProof => ({ keys: { tokenKeys, sealingKeys }, code });

const refusalOf = (verdict: Exclude<Outcome<never>, { readonly kind: 'done' }>): Error => {
  if (verdict.kind === 'outdated') return fault('login_failed');
  if (verdict.kind === 'limited') {
    const { retryAfterSeconds } = verdict;
    return fault('rate_limited', { retryAfterSeconds });
  }
  return fault(verdict.kind === 'required' ? 'second_factor_required' : 'second_factor_failed');
};
