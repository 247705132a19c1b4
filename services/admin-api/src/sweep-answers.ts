/** Housekeeping of the answers that are kept for repetitions under an `Idempotency-Key`. */
import { type Context, sweepIdempotencyKeys } from '@moorgate/auth';

const periodMs = 600_000;

/** Deletes what is older than a day every ten minutes, and logs where that fails. Answers what ends it. */
export const sweepAnswers = (ctx: Pick<Context, 'db' | 'log'>): (() => void) => {
  const timer = setInterval(() => {
    sweepIdempotencyKeys(ctx).catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'old answers to repetitions were not deleted');
    });
  }, periodMs);
  return () => clearInterval(timer);
};
