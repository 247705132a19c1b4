/** What revert and update have in common: deploying to an application that is there. */
import { type Context, principalName } from '@moorgate/auth';
import {
  type ApplicationRow,
  type DeploymentRow,
  findBadDeploymentByDigest,
  insertDeployment,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Health } from '../health.ts';
import type { OperationPlan, StageKind } from '../plan.ts';
import { type Content, digestOf, hostContentOf, imagesOf } from './content.ts';
import { orderOf, presentContentOf } from './toggle-application.ts';

/** Passes for what was not found unhealthy before. Throws `deployment_bad`, naming the deployment. */
export const requireNotBad = async (
  trx: Trx,
  application: ApplicationRow,
  { kind, command }: Pick<DeploymentRow, 'kind' | 'command'>,
): Promise<void> => {
  const bad = await findBadDeploymentByDigest(trx, application.id, digestOf(kind, command));
  if (bad !== undefined) throw fault('deployment_bad', { detail: `It was deployment ${bad}.` });
};

/** Passes for what names an image to pull. Throws `invalid_request`. */
export const requireImage = (deployment: Pick<DeploymentRow, 'kind' | 'command'>): void => {
  if (imagesOf(deployment).length > 0) return;
  const message = 'must name the image that is to be pulled';
  throw fault('invalid_request', { issues: [{ pointer: '/Command/Image', message }] });
};

/** Inserts a deployment of an application that is there; answers it. */
export const addDeployment = async (
  trx: Trx,
  ctx: Context,
  added: {
    readonly application: ApplicationRow;
    readonly content: Content;
    readonly health: Health | null;
  },
): Promise<Pick<DeploymentRow, 'id' | 'kind' | 'command'>> => {
  const { application, content, health } = added;
  const { kind, command } = content;
  const id = await insertDeployment(trx, {
    applicationId: application.id,
    kind,
    command,
    health: health as Readonly<Record<string, unknown>> | null,
    digest: digestOf(kind, command),
    creator: principalName(ctx.principal),
    at: ctx.clock.now(),
  });
  return { id, kind, command };
};

/** The plan that brings a deployment to hosts of an application. */
export const planDeployment = async (
  trx: Trx,
  application: ApplicationRow,
  wanted: {
    readonly deployment: Pick<DeploymentRow, 'id' | 'kind' | 'command'>;
    readonly health: Health | null;
    readonly stages: readonly StageKind[];
    readonly instances: OperationPlan['instances'];
  },
): Promise<OperationPlan> => {
  const { deployment, health, stages, instances } = wanted;
  const { key, name } = application;
  const before = await presentContentOf({ db: trx }, application);
  const present = orderOf(before);
  const host = hostContentOf(application, { ...deployment, health });
  const names = [...host.parts, ...present].map((part) => part.name);
  return {
    ...{ key, name, stages, present, ...host },
    // What the deployment before made is looked after, too, where this one has none.
    ...(before.networks === undefined ? {} : { networks: host.networks ?? [] }),
    containers: [...new Set(names)],
    deploymentId: deployment.id,
    ...{ health, instances },
  };
};
