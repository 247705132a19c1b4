/** Builds that nobody executes: changes of targets, numbers that are reserved. */
import { type Context, principalName } from '@moorgate/auth';
import { type Db, findLastBuildIdByFactory, type Trx } from '@moorgate/db';
import { insertBuildWithRuns } from './insert-build.ts';

/** A change that is a build. */
export interface RecordedChange {
  readonly factory: string;
  readonly triggerName: string;
  readonly reason: string;
  /** Such as `UpdateTargets`. */
  readonly runName: string;
  /** The whole console of that run. */
  readonly console: string;
}

/**
 * A build that has passed as soon as the transaction of the caller is committed, with one run and its console. It takes the
 * next number of the factory and locks the counter until that commit.
 */
export const recordChange = async (
  trx: Trx,
  ctx: Pick<Context, 'clock' | 'principal'>,
  { factory, triggerName, reason, runName, console }: RecordedChange,
): Promise<{ readonly buildId: number }> => ({
  buildId: await insertBuildWithRuns(trx, ctx, {
    factory,
    triggerName,
    reason,
    createdBy: principalName(ctx.principal),
    runs: [{ name: runName, status: 'PASSED', console }],
  }),
});

/** A number to be taken, for what was built elsewhere. */
export interface Reservation {
  readonly factory: string;
  readonly triggerName: string | null;
  readonly reason?: string;
  /** Runs that are shown as passed. */
  readonly runNames: readonly string[];
}

/** Takes the next number of the factory, in the transaction of the caller, for a build that has passed. */
export const reserveBuild = async (
  trx: Trx,
  ctx: Pick<Context, 'clock' | 'principal'>,
  { factory, triggerName, reason = 'External build', runNames }: Reservation,
): Promise<{ readonly buildId: number }> => ({
  buildId: await insertBuildWithRuns(trx, ctx, {
    factory,
    triggerName,
    reason,
    createdBy: principalName(ctx.principal),
    runs: runNames.map((name) => ({ name, status: 'PASSED' as const })),
  }),
});

/** The number of the newest build of a factory; 0 where there is none. */
export const latestBuildId = (db: Db, factory: string): Promise<number> =>
  findLastBuildIdByFactory(db, factory);
