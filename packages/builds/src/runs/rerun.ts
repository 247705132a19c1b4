/** Beginning runs anew. */
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  type BuildKey,
  deleteRunArtifacts,
  insertBuildStatusEvent,
  inTransaction,
  lockRunsByBuild,
  type RunRow,
  type Trx,
  updateRunAsQueued,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { appendLine } from '../consoles/append-line.ts';
import { missingBuild } from '../missing-build.ts';
import { isEnded } from '../statuses.ts';
import { settleBuild } from './settle-build.ts';

/** The console goes on behind what is there, since it never shrinks; the artifacts of the attempt before are removed. */
const queueAgain = async (trx: Trx, ctx: Context, run: RunRow): Promise<void> => {
  await appendLine(trx, run.id, `Started again by ${principalName(ctx.principal)}.`);
  await deleteRunArtifacts(trx, run.id);
  const at = ctx.clock.now();
  await updateRunAsQueued(trx, run.id, at);
  const key = { factory: run.factory, buildId: run.build_id };
  await insertBuildStatusEvent(trx, key, { at, status: 'QUEUED', run_id: run.id });
};

/**
 * Queues a run that has ended once more; without a name, every run of the build that has failed. Runs that nobody executes, as
 * those of changes of targets, have no second time. Faults: build_not_found, build_removed, build_not_complete.
 */
export const rerun = (ctx: Context, key: BuildKey, name?: string): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    // All of them, in their order: what becomes of one may be followed by others.
    const all = await lockRunsByBuild(trx, key);
    const runs = all.filter((run) => name === undefined || run.name === name);
    if (runs.length === 0) throw await missingBuild(trx, key);
    const again = runs.filter(
      ({ status, attempts }) =>
        (name === undefined ? status === 'FAILED' : isEnded(status)) && attempts > 0,
    );
    if (again.length === 0)
      throw fault('build_not_complete', {
        detail: 'Only runs that a runner has begun, and that have ended, are begun anew.',
      });
    for (const run of again) await queueAgain(trx, ctx, run);
    await settleBuild(trx, ctx, key);
    await recordAudit(trx, ctx, {
      action: 'run.restarted',
      targetKind: 'build',
      targetId: `${key.factory}/${String(key.buildId)}`,
      after: { runs: again.map((run) => run.name) },
    });
  });
