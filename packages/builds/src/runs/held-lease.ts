/** A lease that a runner has. */
import type { Context, RunnerTerms } from '@moorgate/auth';
import { lockRunById, type RunRow, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** Under which lease a runner speaks of a run. */
export interface HeldLease {
  readonly runner: Pick<RunnerTerms, 'id'>;
  readonly runId: string;
  readonly leaseId: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Passes for what can be a lease. Throws `run_lease_lost`. */
export const requireLeaseForm = ({ runId, leaseId }: HeldLease): void => {
  if (!uuid.test(runId) || !uuid.test(leaseId)) throw fault('run_lease_lost');
};

/**
 * Locks the run of a lease that has not lapsed. Throws `run_lease_lost`: for a run that is not there, that is somebody else's
 * or nobody's, and whose lease has lapsed though nobody has noticed yet.
 */
export const lockLeasedRun = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  lease: HeldLease,
): Promise<RunRow> => {
  requireLeaseForm(lease);
  const run = await lockRunById(trx, lease.runId);
  const isTheirs =
    run !== undefined &&
    run.lease_id === lease.leaseId &&
    run.runner_id === lease.runner.id &&
    run.lease_expires_at !== null &&
    run.lease_expires_at > clock.now();
  if (!isTheirs) throw fault('run_lease_lost');
  return run;
};
