/** Whether a code of a second factor is right, each code once, and not too many wrong ones. */
import {
  lockSecondFactorByUser,
  type SecondFactorRow,
  type Trx,
  updateSecondFactorFailures,
  updateSecondFactorStep,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import { openSecret, type SealingKeys } from '../keys/sealing-keys.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { stepOfCode } from './one-time-code.ts';
import { spendRecoveryCode } from './recovery-codes.ts';

/** The keys that second factors stand on: one opens the secret of the codes, the other knows recovery codes again. */
export interface SecondFactorKeys {
  readonly tokenKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
}

/** What somebody shows beside their password: a code of the authenticator, or one for an emergency. */
export type SecondFactorCode =
  | { readonly kind: 'one-time'; readonly code: string }
  | { readonly kind: 'recovery'; readonly code: string };

/** A code, and what it is judged with. */
export interface SecondFactorProof {
  readonly keys: SecondFactorKeys;
  readonly code: SecondFactorCode;
}

/** Wrong codes of one account, from wherever: so few that guessing one of a million takes years, passwords known or not. */
const failuresMax = 10;
const windowMs = 3_600_000;

/** How it stands with a code; `none` where the user has no second factor, and nothing had to be shown. */
export type SecondFactorVerdict =
  | { readonly kind: 'none' | 'required' | 'passed' | 'failed' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** Where the sealed secret of a user stands. */
export const secretPlace = (userId: string) => ({ table: 'second_factors', row: userId }) as const;

/**
 * Judges a code of the user, whose row the transaction holds locked, and remembers it: a right code is good once, and ten
 * wrong ones in an hour keep the account waiting, counted in the store for all processes together. The transaction must
 * therefore be committed whatever the verdict. `of` says which second factors count: those that were confirmed, or one that
 * is being set up.
 */
export const judgeSecondFactor = async (
  trx: Trx,
  ctx: Context,
  question: {
    readonly userId: string;
    /** Null where nothing was shown. */
    readonly proof: SecondFactorProof | null;
    readonly of: 'confirmed' | 'begun';
  },
): Promise<SecondFactorVerdict> => {
  const { userId, proof, of } = question;
  const row = await lockSecondFactorByUser(trx, userId);
  if (row === undefined || (row.confirmed_at !== null) !== (of === 'confirmed'))
    return { kind: 'none' };
  if (proof === null) return { kind: 'required' };
  const now = ctx.clock.now();
  const failures = recentFailures(row, now);
  if (failures.count >= failuresMax) {
    const waitMs = failures.since.getTime() + windowMs - now.getTime();
    return { kind: 'limited', retryAfterSeconds: Math.ceil(waitMs / 1_000) };
  }
  if (await spend(trx, row, { ...proof, userId, now })) return { kind: 'passed' };
  await updateSecondFactorFailures(trx, userId, {
    count: failures.count + 1,
    since: failures.since,
  });
  return { kind: 'failed' };
};

const recentFailures = (row: SecondFactorRow, now: Date): { count: number; since: Date } => {
  const since = row.failures_since;
  const isRecent = since !== null && since.getTime() + windowMs > now.getTime();
  return isRecent ? { count: row.failures, since } : { count: 0, since: now };
};

const spend = async (
  trx: Trx,
  row: SecondFactorRow,
  attempt: {
    readonly userId: string;
    readonly now: Date;
  } & SecondFactorProof,
): Promise<boolean> => {
  const { userId, keys, now } = attempt;
  const { kind, code } = attempt.code;
  if (kind === 'recovery') {
    const isSpent = await spendRecoveryCode(trx, keys.tokenKeys, { userId, code, at: now });
    if (isSpent) await updateSecondFactorFailures(trx, userId, { count: 0, since: null });
    return isSpent;
  }
  const stored = { sealed: row.sealed_secret, keyVersion: row.key_version };
  const secret = openSecret(keys.sealingKeys, secretPlace(userId), stored);
  const step = stepOfCode(secret, code, now);
  return step !== null && updateSecondFactorStep(trx, userId, step);
};
