/** Ending runs that nobody answers for any more. */
import type { Context } from '@moorgate/auth';
import { inTransaction, lockOverdueRuns } from '@moorgate/db';
import { endRuns } from './end-run.ts';
import { leaseSeconds } from './lease-run.ts';

/** So much longer than its time a run may take, in which its runner ends it. */
const graceSeconds = 120;
const batch = 50;

/**
 * Ends runs whose lease has lapsed, and those whose time was over long ago though their runner still answers: they have failed,
 * the last line of their console says why, and their credentials are worthless from then on. Answers how many it ended.
 */
export const sweepRuns = async (ctx: Pick<Context, 'db' | 'clock' | 'log'>): Promise<number> => {
  let ended = 0;
  for (let found = batch; found === batch;) {
    found = await inTransaction(ctx.db, async (trx) => {
      const terms = { now: ctx.clock.now(), graceSeconds, limit: batch };
      const runs = await lockOverdueRuns(trx, terms);
      const lapsed = runs.filter(({ isTimedOut }) => !isTimedOut);
      const late = runs.filter(({ isTimedOut }) => isTimedOut);
      const silence = `Nothing was heard of the runner for ${String(leaseSeconds)} seconds; the run has failed and can be started again.`;
      await endRuns(trx, ctx, {
        runs: lapsed,
        outcome: { status: 'FAILED', line: silence, message: 'the runner is gone' },
      });
      await endRuns(trx, ctx, {
        runs: late,
        outcome: { status: 'FAILED', line: 'The time of the run is over.', message: 'timeout' },
      });
      return runs.length;
    });
    ended += found;
  }
  if (ended > 0) ctx.log.info({ ended }, 'runs have ended that nobody answered for');
  return ended;
};
