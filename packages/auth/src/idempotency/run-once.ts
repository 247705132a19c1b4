/** Work that is done once, however often it is asked for under one `Idempotency-Key`. */
import { randomUUID } from 'node:crypto';
import {
  findIdempotencyKeyById,
  type IdempotencyAttempt,
  type IdempotencyKeyRow,
  insertIdempotencyKey,
  updateIdempotencyAnswer,
  updateIdempotencyAttempt,
  updateIdempotencyCommitted,
  upsertIdempotencyEnd,
  withOpening,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type Context, withDb } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import {
  fingerprintOf,
  type FingerprintedRequest,
  hashIdempotencyKey,
  isFingerprintOf,
} from './fingerprint.ts';

/** An answer as it is kept; `body` is what JSON can hold. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: unknown;
}

/** How work ended. */
export type Outcome<R> = { readonly result: R } | { readonly error: unknown };

/** Work under a key. */
export interface KeyedWork<R> {
  /** Fingerprints are keyed with the peppers of tokens. */
  readonly keys: TokenKeys;
  /** Whose key it is. */
  readonly principal: UserPrincipal;
  readonly key: string;
  readonly request: FingerprintedRequest;
  /** The answer to keep, with a status below 500; null for none. */
  keep(outcome: Outcome<R>): KeptAnswer | null;
  /** Does it, with every transaction on the handle of this context. */
  work(ctx: Context): Promise<R>;
}

/** What came of it: a result now, or the kept answer to the first request. */
export type OnceResult<R> = { readonly result: R } | { readonly kept: KeptAnswer };

const retryAfterSeconds = 1;
const bodyBytesMax = 65_536;

const inProgress = (): Error => fault('idempotency_key_in_progress', { retryAfterSeconds });

const attemptOf = <R>({ keys, principal, key, request }: KeyedWork<R>): IdempotencyAttempt => {
  const { hash, keyVersion } = fingerprintOf(keys, principal, request);
  return {
    owner_id: principal.userId,
    operation: request.operation,
    key_sha256: hashIdempotencyKey(key),
    fingerprint: hash,
    fingerprint_key_version: keyVersion,
    attempt: randomUUID(),
  };
};

const keptOf = (row: IdempotencyKeyRow, status: number): KeptAnswer => {
  const headers = row.headers as KeptAnswer['headers'];
  return row.body === null
    ? { status, headers }
    : { status, headers, body: JSON.parse(row.body) as unknown };
};

/** The kept answer; null where the former try left nothing behind and may be replaced. */
const judge = <R>(keyed: KeyedWork<R>, row: IdempotencyKeyRow): KeptAnswer | null => {
  if (row.is_expired) return null;
  const stored = { hash: row.fingerprint, keyVersion: row.fingerprint_key_version };
  if (!isFingerprintOf(keyed.keys, stored, keyed)) throw fault('idempotency_key_reused');
  if (row.status !== null) return keptOf(row, row.status);
  if (row.is_leased) throw inProgress();
  if (row.is_committed) throw fault('idempotency_outcome_unknown');
  return null;
};

/** Begins the attempt, or answers what was kept. */
const begin = async <R>(
  ctx: Context,
  keyed: KeyedWork<R>,
  attempt: IdempotencyAttempt,
): Promise<KeptAnswer | null> => {
  if (await insertIdempotencyKey(ctx.db, attempt)) return null;
  const row = await findIdempotencyKeyById(ctx.db, attempt);
  // Forgotten in between: the first try failed.
  if (row === undefined) throw inProgress();
  const kept = judge(keyed, row);
  if (kept !== null) return kept;
  if (!(await updateIdempotencyAttempt(ctx.db, row.attempt, attempt))) throw inProgress();
  return null;
};

const settle = async (
  ctx: Context,
  attempt: IdempotencyAttempt,
  kept: KeptAnswer | null,
): Promise<void> => {
  try {
    const body = kept?.body === undefined ? null : JSON.stringify(kept.body);
    if (kept === null || Buffer.byteLength(body ?? '') > bodyBytesMax) {
      await upsertIdempotencyEnd(ctx.db, attempt);
      return;
    }
    const answer = { status: kept.status, headers: JSON.stringify(kept.headers), body };
    await updateIdempotencyAnswer(ctx.db, attempt, answer);
  } catch (error) {
    // What is done is done, and its answer goes out: a repetition will be told that its outcome is not known.
    ctx.log.warn({ err: error }, 'an answer was not kept for its idempotency key');
  }
};

/**
 * Does the work, or answers what was kept when it was done under this key of this user within 24 hours.
 *
 * The key is written before the work; the transaction of the work marks it; the answer is written after the commit. What
 * happens to the server in between decides what a repetition gets. If nothing was committed, the work is done anew as soon
 * as the lease of the first try, 90 seconds, is over. If it was, but its answer was lost, or is one that is not kept,
 * `idempotency_outcome_unknown`. A try that was replaced commits nothing.
 *
 * Faults: idempotency_key_reused, for another request under the key; idempotency_key_in_progress, while the first one runs;
 * idempotency_outcome_unknown; and those of the work.
 */
export const runOnce = async <R>(ctx: Context, keyed: KeyedWork<R>): Promise<OnceResult<R>> => {
  const attempt = attemptOf(keyed);
  const kept = await begin(ctx, keyed, attempt);
  if (kept !== null) return { kept };
  const db = withOpening(ctx.db, async (trx) => {
    if (!(await updateIdempotencyCommitted(trx, attempt))) throw inProgress();
  });
  try {
    const result = await keyed.work(withDb(ctx, db));
    await settle(ctx, attempt, keyed.keep({ result }));
    return { result };
  } catch (error) {
    await settle(ctx, attempt, keyed.keep({ error }));
    throw error;
  }
};
