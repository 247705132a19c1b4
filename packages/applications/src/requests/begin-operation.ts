/** Writing an operation down, so that whoever works on operations takes it. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  type ApplicationRow,
  findApplicationLevelByUser,
  insertOperation,
  insertOperationHosts,
  listUnsettledHosts,
  lockApplicationById,
  type OperationHostInsert,
  type OperationKind,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { OperationPlan } from '../plan.ts';
import { hostKey } from './resolve-hosts.ts';

/** What is asked for. */
export interface OperationRequest {
  readonly applicationId: number;
  readonly kind: OperationKind;
  readonly deploymentId: number | null;
  readonly plan: OperationPlan;
  readonly hosts: readonly OperationHostInsert[];
}

/**
 * The application, locked against every other change, if whoever asks may change it. Throws `application_not_found` and
 * `application_forbidden`.
 */
export const lockChangeable = async (
  trx: Trx,
  ctx: Context,
  applicationId: number,
): Promise<ApplicationRow> => {
  const application = await lockApplicationById(trx, applicationId);
  if (application === undefined) throw fault('application_not_found');
  const userId = callerIdOf(ctx);
  const level =
    userId === null ? null : await findApplicationLevelByUser(trx, { applicationId, userId });
  if ((level ?? -1) < 1) throw fault('application_forbidden');
  return application;
};

/** Throws `application_busy` where an operation that has ended is not done with one of the hosts. */
const requireSettled = async (
  trx: Trx,
  { applicationId, hosts }: OperationRequest,
): Promise<void> => {
  const unsettled = await listUnsettledHosts(trx, applicationId);
  const keys = new Set(unsettled.map(hostKey));
  const busy = hosts.filter((host) => keys.has(hostKey(host)));
  if (busy.length === 0) return;
  const names = busy.map(({ address }) => address).join(', ');
  throw fault('application_busy', { detail: `Not done with ${names} yet.` });
};

/**
 * Inserts an operation with its hosts and the record of who asked for it; answers its id. Throws `application_busy` while
 * another one of the application goes on, or is not done with a host of this one.
 */
export const beginOperation = async (
  trx: Trx,
  ctx: Context,
  request: OperationRequest,
): Promise<string> => {
  const { applicationId, kind, deploymentId, plan, hosts } = request;
  await requireSettled(trx, request);
  const id = randomUUID();
  const { principal } = ctx;
  const isTaken = await insertOperation(trx, {
    id,
    applicationId,
    applicationName: plan.name,
    kind,
    deploymentId,
    requestedBy: callerIdOf(ctx),
    requester: principalName(principal),
    tokenId:
      principal.kind === 'user' && principal.credential.kind === 'token'
        ? principal.credential.tokenId
        : null,
    requestId: ctx.requestId,
    plan,
    at: ctx.clock.now(),
  });
  if (!isTaken) throw fault('application_busy');
  await insertOperationHosts(trx, id, hosts);
  await recordAudit(trx, ctx, {
    action: 'application.operation_requested',
    targetKind: 'application',
    targetId: String(applicationId),
    after: {
      name: plan.name,
      operation: id,
      kind,
      deployment: deploymentId,
      hosts: hosts.map(({ address, role }) => (role === 'removed' ? `-${address}` : address)),
    },
  });
  return id;
};
