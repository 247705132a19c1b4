/** Housekeeping of the answers that are kept for repetitions under an `Idempotency-Key`. */
import { type Context, sweepIdempotencyKeys } from '@moorgate/auth';
import { repeat } from './repeat.ts';

const tenMinutesMs = 600_000;

/** Deletes what is older than a day, now and every ten minutes. Answers what ends it. */
export const sweepAnswers = (ctx: Pick<Context, 'db' | 'log'>): (() => Promise<void>) =>
  repeat({
    log: ctx.log,
    everyMs: tenMinutesMs,
    trouble: 'old answers to repetitions were not deleted',
    work: () => sweepIdempotencyKeys(ctx),
  });
