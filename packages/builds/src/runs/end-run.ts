/** The end of a run, however it comes. */
import type { Context } from '@moorgate/auth';
import {
  insertBuildStatusEvent,
  type RunResultColumn,
  type RunRow,
  type Trx,
  updateRunAsEnded,
} from '@moorgate/db';
import { appendLine } from '../consoles/append-line.ts';
import { settleBuild } from './settle-build.ts';

/** How a run ends. */
export interface RunOutcome {
  readonly status: 'PASSED' | 'FAILED';
  /** The last line of the console; none where the run said all there is. */
  readonly line?: string;
  readonly message?: string | null;
  readonly result?: RunResultColumn | null;
}

/**
 * Ends a run that is locked: its lease and its credential are gone with the commit. Does not settle the build, for those who end
 * several.
 */
export const endRun = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  {
    run,
    outcome,
  }: { readonly run: Pick<RunRow, 'id' | 'factory' | 'build_id'>; readonly outcome: RunOutcome },
): Promise<void> => {
  const { status, line, message = null, result = null } = outcome;
  const at = clock.now();
  if (line !== undefined) await appendLine(trx, run.id, line);
  await updateRunAsEnded(trx, run.id, { status, at, message, result });
  const key = { factory: run.factory, buildId: run.build_id };
  await insertBuildStatusEvent(trx, key, { at, status, run_id: run.id });
};

/** Ends runs that are locked, all for the same reason, and settles their builds in the order of their numbers. */
export const endRuns = async (
  trx: Trx,
  ctx: Pick<Context, 'clock'>,
  {
    runs,
    outcome,
  }: {
    readonly runs: readonly Pick<RunRow, 'id' | 'factory' | 'build_id'>[];
    readonly outcome: RunOutcome;
  },
): Promise<void> => {
  const builds = new Map<string, { factory: string; buildId: number }>();
  for (const run of runs) {
    await endRun(trx, ctx, { run, outcome });
    const { factory, build_id: buildId } = run;
    builds.set(`${factory}/${String(buildId)}`, { factory, buildId });
  }
  const inOrder = [...builds.values()].sort((one, other) => one.buildId - other.buildId);
  for (const key of inOrder) await settleBuild(trx, ctx, key);
};
