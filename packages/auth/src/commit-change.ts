/** Changes that gateways must know: committed, announced, and in force when the answer goes out. */
import { appendChange, type Change, inTransaction, isUnavailable, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from './context.ts';

/** Says what the gateways must know of this transaction. */
export type Announce = (change: Change) => void;

interface Committed<T> {
  readonly result: T;
  /** The number of the change in the feed; null where nothing was announced. */
  readonly sequence: number | null;
}

/**
 * Runs `work` in a transaction whose last statement appends the change that it announced, and returns its result once no
 * gateway can start anything on what was before: each has applied the change, or its lease has ended. Work that announces
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
    let change: Change | null = null;
    const result = await work(trx, (announced) => {
      change = announced;
    });
    const sequence = change === null ? null : await appendChange(trx, change);
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
