/** What a runner says of a run that it has. */
import type { Context } from '@moorgate/auth';
import {
  insertBuildStatusEvent,
  inTransaction,
  type RunResultColumn,
  type RunRow,
  updateRunLease,
  updateRunStatus,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { cleanText } from '../consoles/clean-text.ts';
import { endRun } from './end-run.ts';
import { leaseSeconds } from './lease-run.ts';
import { type HeldLease, lockLeasedRun, requireLeaseForm } from './held-lease.ts';
import { settleBuild } from './settle-build.ts';

/** What a runner is told whenever it says something. */
export interface RunWord {
  /** Whether it has to end the run. */
  readonly cancel: boolean;
}

/** Prolongs a lease. Faults: run_lease_lost. */
export const heartbeat = async (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  lease: HeldLease,
): Promise<RunWord> => {
  requireLeaseForm(lease);
  const now = clock.now();
  const { runId, leaseId, runner } = lease;
  const expiresAt = new Date(now.getTime() + leaseSeconds * 1_000);
  const status = await updateRunLease(db, { runId, leaseId, runnerId: runner.id, now }, expiresAt);
  if (status === undefined) throw fault('run_lease_lost');
  return { cancel: status === 'CANCELLING' };
};

/** Says what the run is at; one that is being cancelled stays so. Faults: run_lease_lost. */
export const changeRunStatus = (
  ctx: Pick<Context, 'db' | 'clock'>,
  lease: HeldLease,
  status: 'RUNNING' | 'UPLOADING',
): Promise<RunWord> =>
  inTransaction(ctx.db, async (trx) => {
    const run = await lockLeasedRun(trx, ctx, lease);
    if (run.status === 'CANCELLING') return { cancel: true };
    if (run.status === status) return { cancel: false };
    await updateRunStatus(trx, run.id, { status });
    const key = { factory: run.factory, buildId: run.build_id };
    const event = { at: ctx.clock.now(), status, run_id: run.id };
    await insertBuildStatusEvent(trx, key, event);
    await settleBuild(trx, ctx, key);
    return { cancel: false };
  });

/** How a run ended, by the word of its runner. */
export interface Completion {
  readonly status: 'PASSED' | 'FAILED';
  readonly message?: string | undefined;
  readonly result?: RunResultColumn | undefined;
}

const messageCharactersMax = 1_000;

const messageOf = ({ message }: Completion): string | null =>
  message === undefined
    ? null
    : cleanText(Buffer.from(message.replaceAll(/\s+/g, ' ')))
        .toString('utf8')
        .slice(0, messageCharactersMax);

const reference =
  /^[a-z0-9.:[\]-]{1,255}\/([A-Za-z0-9._-]{1,64})\/[a-z0-9][a-z0-9._/-]{0,200}@sha256:[0-9a-f]{64}$/;
const appName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A run reports what it pushed, which is below its own factory. Throws `invalid_request`. */
const checkResult = (factory: string, { apps, images }: RunResultColumn): void => {
  const wrong = [...Object.entries(apps), ...images.map((image) => ['image', image] as const)].find(
    ([name, uri]) => !appName.test(name) || reference.exec(uri)?.[1] !== factory,
  );
  if (wrong === undefined) return;
  const message = `must name images of ${factory} by their SHA-256`;
  throw fault('invalid_request', { issues: [{ pointer: '/result/apps', message }] });
};

/** What is to be published; nothing of a run that was not to publish. Throws `invalid_request`. */
const resultOf = (
  { factory, publishes_apps: publishes }: RunRow,
  { result }: Completion,
): RunResultColumn | null => {
  if (result === undefined) return null;
  checkResult(factory, result);
  return publishes ? result : null;
};

/**
 * Ends a run as its runner says; one that was cancelled has failed, whatever it came to. Its lease and its credential end with
 * this. What it made waits for those who publish it where it passed and was to be published.
 * Faults: run_lease_lost, invalid_request.
 */
export const completeRun = (
  ctx: Pick<Context, 'db' | 'clock'>,
  lease: HeldLease,
  completion: Completion,
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    const run = await lockLeasedRun(trx, ctx, lease);
    const { status } = completion;
    const outcome =
      run.status === 'CANCELLING'
        ? { status: 'FAILED' as const, line: run.message ?? 'Cancelled.', message: run.message }
        : { status, message: messageOf(completion), result: resultOf(run, completion) };
    await endRun(trx, ctx, { run, outcome });
    await settleBuild(trx, ctx, { factory: run.factory, buildId: run.build_id });
  });
