/** Runs that follow others of their build: they wait until those have passed, and are skipped where one of them does not. */
import type { Context } from '@moorgate/auth';
import {
  type BuildKey,
  type BuildStatus,
  insertBuildStatusEvent,
  listRunStandings,
  notifyRunners,
  type RunStanding,
  type Trx,
  updateRunAsEnded,
  updateRunAsQueued,
} from '@moorgate/db';
import { appendLine } from '../consoles/append-line.ts';

type Statuses = ReadonlyMap<string, BuildStatus>;

const cannotPass: ReadonlySet<BuildStatus | undefined> = new Set(['FAILED', 'SKIPPED']);

const obstacleOf = ({ after_runs: names }: RunStanding, statuses: Statuses): string | undefined =>
  names.find((name) => cannotPass.has(statuses.get(name)));

/** What a run that waits, or was skipped, is at now. */
const statusOf = (run: RunStanding, obstacle: string | undefined): BuildStatus => {
  const mayChange = run.status === 'QUEUED' || run.status === 'SKIPPED';
  if (!mayChange || run.after_runs.length === 0) return run.status;
  return obstacle === undefined ? 'QUEUED' : 'SKIPPED';
};

const isReady = (run: RunStanding, status: BuildStatus, statuses: Statuses): boolean =>
  status === 'QUEUED' &&
  run.after_runs.length > 0 &&
  run.after_runs.every((name) => statuses.get(name) === 'PASSED');

const skip = async (
  trx: Trx,
  id: string,
  { obstacle, at }: { readonly obstacle: string; readonly at: Date },
): Promise<void> => {
  const message = `Skipped: ${obstacle} has not passed.`;
  await appendLine(trx, id, message);
  await updateRunAsEnded(trx, id, { status: 'SKIPPED', at, message, result: null });
};

/**
 * Skips the runs that can begin no more, queues those again that can, and wakes the runners where some can now. Answers the
 * statuses of all runs of the build, under whose lock this has to be.
 */
export const settleFollowers = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  key: BuildKey,
): Promise<readonly BuildStatus[]> => {
  const at = clock.now();
  const statuses = new Map<string, BuildStatus>();
  let wakes = false;
  // In their order every run comes behind those that it follows.
  for (const run of await listRunStandings(trx, key)) {
    const obstacle = obstacleOf(run, statuses);
    const status = statusOf(run, obstacle);
    if (status !== run.status) {
      if (obstacle === undefined) await updateRunAsQueued(trx, run.id, at);
      else await skip(trx, run.id, { obstacle, at });
      await insertBuildStatusEvent(trx, key, { at, status, run_id: run.id });
    }
    wakes ||= isReady(run, status, statuses);
    statuses.set(run.name, status);
  }
  if (wakes) await notifyRunners(trx);
  return [...statuses.values()];
};
