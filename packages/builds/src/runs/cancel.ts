/** Cancelling what waits or is under way. */
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  type BuildKey,
  insertBuildStatusEvent,
  inTransaction,
  lockRunsByBuild,
  type RunRow,
  type Trx,
  updateRunStatus,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { missingBuild } from '../missing-build.ts';
import { isEnded } from '../statuses.ts';
import { endRun } from './end-run.ts';
import { settleBuild } from './settle-build.ts';

/** A run that waits has failed at once; one that somebody has is ended by its runner, whom the next answer tells. */
const cancelOne = async (trx: Trx, ctx: Context, run: RunRow): Promise<void> => {
  const message = `Cancelled by ${principalName(ctx.principal)}.`;
  if (run.status === 'QUEUED') {
    await endRun(trx, ctx, { run, outcome: { status: 'FAILED', line: message, message } });
    return;
  }
  if (run.status === 'CANCELLING') return;
  // Its console is the runner's until the end, which says it then.
  await updateRunStatus(trx, run.id, { status: 'CANCELLING', message });
  const key = { factory: run.factory, buildId: run.build_id };
  const event = { at: ctx.clock.now(), status: 'CANCELLING', run_id: run.id } as const;
  await insertBuildStatusEvent(trx, key, event);
};

/**
 * Cancels a run of a build, or all of them. Faults: build_not_found; build_removed; build_ended, where nothing waits and nothing is under way.
 */
export const cancelRuns = (ctx: Context, key: BuildKey, name?: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    // All of them, in their order: what becomes of one may be followed by others.
    const all = await lockRunsByBuild(trx, key);
    const runs = all.filter((run) => name === undefined || run.name === name);
    if (runs.length === 0) throw await missingBuild(trx, key);
    const open = runs.filter(({ status }) => !isEnded(status));
    if (open.length === 0) throw fault('build_ended');
    for (const run of open) await cancelOne(trx, ctx, run);
    await settleBuild(trx, ctx, key);
    await recordAudit(trx, ctx, {
      action: name === undefined ? 'build.cancelled' : 'run.cancelled',
      targetKind: 'build',
      targetId: `${key.factory}/${String(key.buildId)}`,
      after: { runs: open.map((run) => run.name) },
    });
  });
