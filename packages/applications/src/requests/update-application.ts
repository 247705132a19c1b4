/** Giving an application another deployment, other hosts, or both. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import {
  type ApplicationInstanceRow,
  type ApplicationRow,
  type DeploymentRow,
  findDeploymentById,
  inTransaction,
  listUnsettledHosts,
  type OperationHostInsert,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { requireChangeableApplication } from '../find-application.ts';
import { type Health, readHealth } from '../health.ts';
import { deploymentStages, type LeftHost, type StageKind } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';
import { beginOperation, lockChangeable } from './begin-operation.ts';
import {
  type AskedContent,
  checkHealthOf,
  type Content,
  hostContentOf,
  isPrepared,
  readContent,
} from './content.ts';
import { addDeployment, planDeployment, requireImage, requireNotBad } from './deploy-again.ts';
import { judgeContent } from './judge-content.ts';
import {
  findOwnInstances,
  hostKey,
  type HostRow,
  resolveHosts,
  resolveInstances,
} from './resolve-hosts.ts';

/** What an application shall become; with neither a command nor a file, or with an empty command, it stays what it is. */
export interface UpdateRequest extends AskedContent {
  readonly application: string;
  /** Addresses or aliases of hosts that get it. */
  readonly add: readonly string[];
  /** Those that lose it. */
  readonly remove: readonly string[];
  /** Starts what was deployed; deploys everything anew where nothing else is asked for. */
  readonly restart: boolean;
  readonly health?: unknown;
  /** Deploys also what was found unhealthy before; false unless said. */
  readonly force?: boolean;
}

/** Which hosts an application has afterwards, and what is done with which. */
interface HostChange {
  readonly instances: readonly ApplicationInstanceRow[];
  readonly removed: readonly HostRow[];
  /** All of those that stay and come, or those that come. */
  readonly deployed: readonly HostRow[];
}

const planHosts = async (
  ctx: Context,
  application: ApplicationRow,
  wanted: {
    readonly added: readonly HostRow[];
    readonly remove: readonly string[];
    readonly isWhole: boolean;
  },
): Promise<HostChange> => {
  const { added, remove, isWhole } = wanted;
  const leaving = new Map<string, ApplicationInstanceRow>();
  for (const [index, text] of remove.entries())
    for (const one of await findOwnInstances(ctx, application.instances, {
      text,
      pointer: `/Remove/${index}`,
    }))
      leaving.set(hostKey(one), one);
  const staying = application.instances.filter((one) => !leaving.has(hostKey(one)));
  const present = new Set(staying.map(hostKey));
  const coming = added.filter((one) => !present.has(hostKey(one)));
  // What comes in the same request that takes it away stays, and is deployed to.
  for (const one of coming) leaving.delete(hostKey(one));
  const stayingHosts = isWhole ? await resolveInstances(ctx, staying) : [];
  return {
    instances: [...staying, ...coming],
    removed: await resolveInstances(ctx, [...leaving.values()]),
    deployed: [...stayingHosts, ...coming],
  };
};

const findCurrent = async (trx: Trx, application: ApplicationRow): Promise<DeploymentRow> => {
  const { current_deployment_id: id } = application;
  const deployment = id === null ? undefined : await findDeploymentById(trx, id);
  if (deployment === undefined) throw fault('deployment_not_found');
  return deployment;
};

/** What is deployed, and how it is judged; another content is a deployment of its own, and added. */
const chooseDeployment = async (
  trx: Trx,
  ctx: Context,
  chosen: {
    readonly application: ApplicationRow;
    readonly content: Content | null;
    readonly health: Health | null;
    readonly isForced: boolean;
  },
): Promise<{
  readonly deployment: Pick<DeploymentRow, 'id' | 'kind' | 'command'>;
  readonly health: Health | null;
}> => {
  const { application, content, isForced } = chosen;
  const current = await findCurrent(trx, application);
  if (content === null) return { deployment: current, health: chosen.health ?? current.health };
  if (!isForced) await requireNotBad(trx, application, content);
  const deployment = await addDeployment(trx, ctx, { application, content, health: chosen.health });
  return { deployment, health: chosen.health };
};

/**
 * Asks for it. Hosts that are removed lose the application first; then a command, or a restart, is deployed to all hosts that
 * there are then, else the present deployment to those that were added. The image is always pulled. The application has other
 * hosts only once all has succeeded. Throws as `revertApplication` does, and `docker_host_not_found`.
 */
export const updateApplication = async (
  ctx: Context,
  services: ApplicationServices,
  request: UpdateRequest,
): Promise<{ readonly operationId: string }> => {
  requireUnlimited(ctx.principal, ['applications:manage', 'beacons:use']);
  const application = await requireChangeableApplication(ctx, request.application);
  const content = contentOf(application, request);
  const health = readHealth(request.health);
  const added = await resolveHosts(ctx, request.add, '/Add');
  const operationId = await inTransaction(ctx.db, (trx) =>
    insert(trx, ctx, { services, request, applicationId: application.id, content, health, added }),
  );
  services.wake();
  return { operationId };
};

const contentOf = (
  application: ApplicationRow,
  { command = {}, compose }: UpdateRequest,
): Content | null => {
  const given = Object.keys(command).length === 0 ? undefined : command;
  if (given === undefined && compose === undefined) return null;
  return readContent(application, { command: given, compose });
};

interface Update {
  readonly services: ApplicationServices;
  readonly request: UpdateRequest;
  readonly applicationId: number;
  readonly content: Content | null;
  readonly health: Health | null;
  readonly added: readonly HostRow[];
}

const insert = async (trx: Trx, ctx: Context, update: Update): Promise<string> => {
  const { services, request, applicationId, content, added } = update;
  const application = await lockChangeable(trx, ctx, applicationId);
  const isWhole = content !== null || request.restart;
  const inside = { ...ctx, db: trx };
  const change = await planHosts(inside, application, { added, remove: request.remove, isWhole });
  const isForced = request.force === true;
  const chosen = { application, content, health: update.health, isForced };
  const { deployment, health } = await chooseDeployment(trx, ctx, chosen);
  checkHealthOf(deployment, health);
  const host = hostContentOf(application, deployment);
  const deploys = isWhole || change.deployed.length > 0;
  if (deploys) {
    requireImage(deployment);
    judgeContent(services, application, host);
  }
  const stages: readonly StageKind[] = [
    ...(request.remove.length > 0 ? (['remove'] as const) : []),
    ...(deploys
      ? deploymentStages({
          ...{ pulls: true, prepares: isPrepared(host) },
          ...{ starts: request.restart, health },
        })
      : []),
  ];
  const { instances } = change;
  const planned = await planDeployment(trx, application, { deployment, health, stages, instances });
  const { hosts, leaves } = await hostsOf(trx, applicationId, change);
  const plan = leaves.length === 0 ? planned : { ...planned, leaves };
  return beginOperation(trx, ctx, {
    ...{ applicationId, kind: 'update', plan },
    deploymentId: deploys ? deployment.id : null,
    hosts,
  });
};

/** A host that an earlier operation is not done with is only taken out of the application; that operation empties it then. */
const hostsOf = async (
  trx: Trx,
  applicationId: number,
  { removed, deployed }: HostChange,
): Promise<{
  readonly hosts: readonly OperationHostInsert[];
  readonly leaves: readonly LeftHost[];
}> => {
  const removedKeys = new Set(removed.map(hostKey));
  const left = (await listUnsettledHosts(trx, applicationId)).filter((host) =>
    removedKeys.has(hostKey(host)),
  );
  const leftKeys = new Set(left.map(hostKey));
  return {
    hosts: [
      ...removed
        .filter((host) => !leftKeys.has(hostKey(host)))
        .map((host) => ({ ...host, role: 'removed' as const })),
      ...deployed.map((host) => ({ ...host, role: 'deployed' as const })),
    ],
    leaves: left.map(({ operation_id: operationId, position }) => ({ operationId, position })),
  };
};
