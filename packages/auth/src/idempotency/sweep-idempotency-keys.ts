/** Housekeeping of the answers that are kept for repetitions. */
import { deleteExpiredIdempotencyKeys } from '@moorgate/db';
import type { Context } from '../context.ts';

const batchSize = 5_000;

/** Deletes what is older than a day, in statements that are short; returns how many answers there were. */
export const sweepIdempotencyKeys = async ({ db }: Pick<Context, 'db'>): Promise<number> => {
  let deleted = 0;
  for (;;) {
    const count = await deleteExpiredIdempotencyKeys(db, batchSize);
    deleted += count;
    if (count < batchSize) return deleted;
  }
};
