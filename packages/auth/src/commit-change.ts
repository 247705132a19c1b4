/** Changes that other processes must know: committed, announced, and in force when the answer goes out. */
import { appendChange, type Change, inTransaction, isUnavailable, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from './context.ts';

/** Says what others must know of this transaction; may be called for several changes. */
export type Announce = (change: Change) => void;

interface Committed<T> {
  readonly result: T;
  /** The number of the last change in the feed; null where nothing was announced. */
  readonly sequence: number | null;
}

/**
 * Runs `work` in a transaction whose last statements append the changes that it announced, and returns its result once no
 * gateway and no admin API can start anything on what was before: each has applied them, or its lease has ended. Work that announces
 * nothing is committed and not waited for; nor is work inside of a transaction that runs already, which its own caller
 * commits.
 * Faults: committed_unconfirmed, where the change is made, or may have been, and that could not be told; and those of
 * `work`, with nothing changed.
 */
export const commitChange = async <T>(
  ctx: Pick<Context, 'db' | 'confirmations'>,
  work: (trx: Trx, announce: Announce) => Promise<T>,
): Promise<T> => {
  let isComplete = false;
  const run = async (trx: Trx): Promise<Committed<T>> => {
    const changes: Change[] = [];
    const result = await work(trx, (change) => void changes.push(change));
    let sequence: number | null = null;
    for (const change of changes) sequence = await appendChange(trx, change);
    isComplete = sequence !== null;
    return { result, sequence };
  };
  const { result, sequence } = await inTransaction(ctx.db, run).catch((error: unknown) => {
    // The store went away with the commit on its way: it may have happened.
    if (isComplete && isUnavailable(error)) throw unconfirmed(error);
    throw error;
  });
  if (sequence === null || ctx.db.isTransaction) return result;
  if (!(await ctx.confirmations.until(sequence))) throw unconfirmed();
  return result;
};

const unconfirmed = (cause?: unknown): Error =>
  fault('committed_unconfirmed', {
    retryAfterSeconds: 1,
    ...(cause === undefined ? {} : { cause }),
  });
