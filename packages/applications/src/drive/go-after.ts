/** What follows when all hosts have come through: the application is at the deployment, and what was set aside is deleted. */
import { type Context, recordAudit, type RecordingContext } from '@moorgate/auth';
import {
  listUnsettledHosts,
  lockOperationById,
  type OperationRow,
  type Trx,
  updateApplicationDeployment,
  updateApplicationInstances,
  updateDeployment,
  updateDeploymentsAsGood,
  updateOperation,
  updateOperationHost,
  upsertApplicationPermission,
} from '@moorgate/db';
import type { OperationPlan } from '../plan.ts';
import { hostKey } from '../requests/resolve-hosts.ts';
import { forEachAtOnce } from './at-once.ts';
import type { Running } from './running.ts';
import { writeHosts } from './run-stage.ts';
import { hostsAtOnce } from './services.ts';
import { countUnsettled } from './settle-left-hosts.ts';
import { changeAfterSettling, settleWithPatience } from './settle.ts';

/** Who writes the records of what operations came to. */
export const auditorOf = (
  services: Pick<Context, 'clock'>,
  { request_id }: OperationRow,
): RecordingContext => ({
  clock: services.clock,
  principal: { kind: 'system', name: 'applications' } as const,
  address: null,
  requestId: request_id,
});

/** Whether its containers have proved healthy, each by itself or to those that wait for it. */
const isProven = ({ stages, parts }: OperationPlan): boolean =>
  stages.includes('health') ||
  (stages.includes('start') && parts.some(({ waits = [] }) => waits.length > 0));

const isDeployment = ({ stages }: OperationPlan): boolean => stages.includes('create');

/**
 * A host that an earlier operation is not done with, and that the application has not any more, is to be emptied; one that was
 * among them when this one was asked for even where it has what it had by now.
 */
const emptyAbandoned = async (
  trx: Trx,
  applicationId: number,
  { instances, leaves = [] }: OperationPlan,
): Promise<void> => {
  if (instances === null) return;
  const kept = new Set(instances.map(hostKey));
  const unsettled = (await listUnsettledHosts(trx, applicationId))
    .filter((host) => !kept.has(hostKey(host)))
    .map(({ operation_id: operationId, position }) => ({ operationId, position }));
  const abandoned = [...unsettled, ...leaves];
  // Whoever settles hosts of these meanwhile counts them too.
  const ids = [...new Set(abandoned.map(({ operationId }) => operationId))].toSorted();
  for (const id of ids) await lockOperationById(trx, id);
  for (const host of abandoned)
    await updateOperationHost(trx, host, { state: 'removing', retrySeconds: null });
  for (const id of ids) await countUnsettled(trx, id);
};

const outStates: ReadonlySet<string> = new Set(['left_out', 'restoring']);

/** A host that was to be taken out, and was denied meanwhile, is to be emptied, and not to get back what it had. */
const emptyDenied = async (trx: Trx, { operation, hosts }: Running): Promise<void> => {
  for (const { row } of hosts)
    if (row.role === 'removed' && row.state === 'restoring')
      await updateOperationHost(
        trx,
        { operationId: operation.id, position: row.position },
        { state: 'removing' },
      );
};

const store = async (trx: Trx, running: Running): Promise<void> => {
  const { plan, operation } = running;
  const { application_id: applicationId, kind, requested_by: userId } = operation;
  if (applicationId === null) return;
  if (plan.instances !== null) await updateApplicationInstances(trx, applicationId, plan.instances);
  await emptyAbandoned(trx, applicationId, plan);
  await emptyDenied(trx, running);
  if (kind === 'create' && userId !== null)
    await upsertApplicationPermission(trx, { applicationId, userId }, 2);
  if (!isDeployment(plan) || plan.deploymentId === null) return;
  await updateApplicationDeployment(trx, applicationId, plan.deploymentId);
  await updateDeployment(trx, plan.deploymentId, { status: 'succeeded', outcome: null });
  if (isProven(plan)) await updateDeploymentsAsGood(trx, plan.deploymentId);
};

/**
 * Makes what was done on the hosts what the application is at. Answers what is to be said of hosts that were left out; null
 * where none was.
 */
export const commit = async (running: Running): Promise<string | null> => {
  const { hosts, journal } = running;
  const out = hosts.filter(({ row }) => outStates.has(row.state) && row.role === 'deployed');
  const outcome =
    out.length === 0
      ? null
      : out.map(({ row }) => `${row.address}: ${row.outcome ?? 'left out'}`).join('; ');
  await journal.write(async (trx, { id }) => {
    await store(trx, running);
    await updateOperation(trx, id, { phase: 'after', stage: 0, outcome });
    await recordAudit(trx, auditorOf(running.services, running.operation), {
      action: 'application.changed',
      targetKind: 'application',
      targetId: String(running.operation.application_id),
      after: { operation: id, deployment: running.plan.deploymentId, outcome },
    });
    return [];
  });
  return outcome;
};

/** Deletes what was set aside, on all hosts; one that fails stays to be finished later. */
export const finishHosts = async (running: Running): Promise<void> => {
  const { hosts, plan, signal, journal, times } = running;
  const active = hosts.filter(({ row }) => row.state === 'active');
  if (!isDeployment(plan) && !plan.stages.includes('remove')) {
    await writeHosts(running, active, { state: 'settled' });
    return;
  }
  await forEachAtOnce(active, hostsAtOnce, async (host) => {
    const result = await settleWithPatience(running.workOn(host), 'finished', signal);
    await journal.writeHost(host, changeAfterSettling({ host, times }, result, 'finishing'));
  });
};
