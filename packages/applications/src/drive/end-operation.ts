/** The last lines of an operation, and what is written down at its end. */
import { recordAudit } from '@moorgate/auth';
import {
  deleteApplication,
  findDeploymentById,
  type Trx,
  updateDeployment,
  updateOperation,
} from '@moorgate/db';
import { auditorOf } from './go-after.ts';
import type { Running } from './running.ts';
import { finalLine } from './run-stage.ts';

/** What it came to. */
export interface End {
  /** Whether hosts came through; some may have been left out all the same. */
  readonly isDone: boolean;
  readonly outcome: string | null;
}

const unsettledStates: ReadonlySet<string> = new Set(['restoring', 'removing', 'finishing']);

/** A deployment of its own has failed; an application that was to be created is none. */
const undo = async (trx: Trx, { operation }: Running, outcome: string | null): Promise<void> => {
  const { kind, application_id: applicationId, deployment_id: deploymentId } = operation;
  if (kind === 'create') {
    if (applicationId !== null) await deleteApplication(trx, applicationId);
    return;
  }
  const deployment =
    deploymentId === null ? undefined : await findDeploymentById(trx, deploymentId);
  if (deployment?.status === 'pending')
    await updateDeployment(trx, deployment.id, { status: 'failed', outcome });
};

/**
 * Ends the stream of an operation, with all that it came to. Hosts that are not settled are worked on beyond this. Throws
 * `StoppedError`, and what the store throws.
 */
export const endOperation = async (running: Running, { isDone, outcome }: End): Promise<void> => {
  const { services, operation, hosts, journal } = running;
  const unsettled = hosts.filter(({ row }) => unsettledStates.has(row.state)).length;
  const status = isDone && outcome === null ? ('succeeded' as const) : ('failed' as const);
  await journal.write(async (trx, { id }) => {
    await updateOperation(trx, id, {
      ...{ phase: 'over', status, outcome, unsettled },
      finished_at: services.clock.now(),
    });
    if (!isDone) await undo(trx, running, outcome);
    await recordAudit(trx, auditorOf(services, operation), {
      action: 'application.operation_ended',
      targetKind: 'application',
      targetId: String(operation.application_id),
      after: { operation: id, kind: operation.kind, status, outcome, unsettled },
    });
    return [finalLine];
  });
  services.onEnd?.({ kind: operation.kind, status });
};
