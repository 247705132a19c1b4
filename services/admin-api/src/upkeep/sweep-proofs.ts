/** Housekeeping of the proofs of possession that were used. */
import type { Context } from '@moorgate/auth';
import { sweepProofs as sweep } from '@moorgate/oauth';

const periodMs = 60_000;

/** Forgets those that are too old anyway, every minute, and logs where that fails. Answers what ends it. */
export const sweepProofs = (ctx: Pick<Context, 'db' | 'clock' | 'log'>): (() => void) => {
  const timer = setInterval(() => {
    sweep(ctx).catch((error: unknown) => {
      ctx.log.warn({ err: error }, 'old proofs of possession were not deleted');
    });
  }, periodMs);
  return () => clearInterval(timer);
};
