/** Bringing an application back to an earlier deployment. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import {
  type ApplicationRow,
  type DeploymentRow,
  findDeploymentByAge,
  findDeploymentById,
  inTransaction,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { requireChangeableApplication } from '../find-application.ts';
import { deploymentStages } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';
import { beginOperation, lockChangeable } from './begin-operation.ts';
import { hostContentOf, isPrepared } from './content.ts';
import { planDeployment, requireImage, requireNotBad } from './deploy-again.ts';
import { judgeContent } from './judge-content.ts';
import { resolveInstances } from './resolve-hosts.ts';

/** To which deployment of which application. */
export interface RevertRequest {
  readonly application: string;
  /** The id of a deployment; where it is negative, so many before the newest record of the application. */
  readonly target: number;
  readonly forcePull: boolean;
  /** Deploys also what was found unhealthy before; false unless said. */
  readonly force?: boolean;
}

const find = async (trx: Trx, { id }: ApplicationRow, target: number): Promise<DeploymentRow> => {
  if (target >= 0) {
    const deployment = Number.isSafeInteger(target)
      ? await findDeploymentById(trx, target)
      : undefined;
    if (deployment === undefined) throw fault('deployment_not_found');
    if (deployment.application_id !== id) throw fault('deployment_of_other_application');
    return deployment;
  }
  if ((await findDeploymentByAge(trx, id, 0)) === undefined) throw fault('deployment_not_found');
  const before = Math.min(-target, Number.MAX_SAFE_INTEGER);
  const deployment = await findDeploymentByAge(trx, id, before);
  if (deployment === undefined) throw fault('no_earlier_deployment');
  return deployment;
};

/**
 * Asks for an earlier deployment on all hosts of an application; its containers are created, and not started. Throws
 * `scope_missing` without `applications:manage` and `beacons:use`, `application_not_found`, `application_forbidden`,
 * `deployment_not_found`, `deployment_of_other_application`, `no_earlier_deployment`, `deployment_bad`, `invalid_request`, what
 * the policy of this installation forbids, `beacon_forbidden` and `application_busy`.
 */
export const revertApplication = async (
  ctx: Context,
  services: ApplicationServices,
  request: RevertRequest,
): Promise<{ readonly operationId: string }> => {
  requireUnlimited(ctx.principal, ['applications:manage', 'beacons:use']);
  const { id } = await requireChangeableApplication(ctx, request.application);
  const operationId = await inTransaction(ctx.db, async (trx) => {
    const application = await lockChangeable(trx, ctx, id);
    const deployment = await find(trx, application, request.target);
    if (request.force !== true) await requireNotBad(trx, application, deployment);
    if (request.forcePull) requireImage(deployment);
    const content = hostContentOf(application, deployment);
    judgeContent(services, application, content);
    const hosts = await resolveInstances({ ...ctx, db: trx }, application.instances);
    const stages = deploymentStages({
      ...{ pulls: request.forcePull, prepares: isPrepared(content) },
      ...{ starts: false, health: null },
    });
    const wanted = { deployment, health: null, stages, instances: null };
    return beginOperation(trx, ctx, {
      applicationId: id,
      kind: 'revert',
      deploymentId: deployment.id,
      plan: await planDeployment(trx, application, wanted),
      hosts: hosts.map((host) => ({ ...host, role: 'deployed' })),
    });
  });
  services.wake();
  return { operationId };
};
