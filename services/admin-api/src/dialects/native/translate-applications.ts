/** Applications in the words of this dialect; pure. */
import type { Application, Deployment, Operation } from '@moorgate/applications';
import type { ApplicationBody, DeploymentBody, OperationBody } from './schemas-applications.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);
const secondsOrNever = (at: Date | null): number => (at === null ? 0 : seconds(at));

/** An application, with what goes on. */
export const toApplicationBody = (application: Application): ApplicationBody => ({
  id: application.id,
  name: application.name,
  instances: [...application.instances],
  'current-deployment': application.currentDeployment,
  operation: application.operationId,
  unsettled: [...application.unsettled],
  'created-at': seconds(application.createdAt),
  'created-by': application.createdBy,
});

/** A deployment, with what became of it. */
export const toDeploymentBody = (deployment: Deployment): DeploymentBody => ({
  id: deployment.id,
  version: deployment.version,
  kind: deployment.kind,
  status: deployment.status,
  outcome: deployment.outcome,
  'is-bad': deployment.isBad,
  image: deployment.command === null ? null : (deployment.images[0] ?? null),
  images: [...deployment.images],
  command: deployment.command === null ? null : { ...deployment.command },
  compose: deployment.compose,
  'created-at': seconds(deployment.createdAt),
  'created-by': deployment.creator,
});

/** An operation, host by host. */
export const toOperationBody = (operation: Operation): OperationBody => ({
  id: operation.id,
  application: operation.applicationName,
  kind: operation.kind,
  deployment: operation.deploymentId,
  status: operation.status,
  outcome: operation.outcome,
  'requested-by': operation.requester,
  'requested-at': seconds(operation.createdAt),
  'started-at': secondsOrNever(operation.startedAt),
  'finished-at': secondsOrNever(operation.finishedAt),
  hosts: operation.hosts.map(({ address, name, role, state, outcome }) => ({
    address,
    name,
    role,
    state,
    outcome,
  })),
});
