/** Starting and stopping an application. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import { type ApplicationRow, findDeploymentById, inTransaction } from '@moorgate/db';
import { requireChangeableApplication } from '../find-application.ts';
import type { HostContent, OrderedPart } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';
import { beginOperation, lockChangeable } from './begin-operation.ts';
import { hostContentOf } from './content.ts';
import { resolveInstances } from './resolve-hosts.ts';

/** Which application, by its id or name. */
export interface ToggleRequest {
  readonly application: string;
}

/**
 * Asks for the containers of an application to be started on all of its hosts; where that fails on one of them, those that were
 * started are stopped again. Throws `scope_missing` without `applications:manage` and `beacons:use`, `application_not_found`,
 * `application_forbidden`, `beacon_forbidden` and `application_busy`.
 */
export const startApplication = (
  ctx: Context,
  services: ApplicationServices,
  request: ToggleRequest,
): Promise<{ readonly operationId: string }> => toggle(ctx, services, { ...request, to: 'start' });

/** Asks for them to be stopped, likewise. */
export const stopApplication = (
  ctx: Context,
  services: ApplicationServices,
  request: ToggleRequest,
): Promise<{ readonly operationId: string }> => toggle(ctx, services, { ...request, to: 'stop' });

const toggle = async (
  ctx: Context,
  services: ApplicationServices,
  { application: text, to }: ToggleRequest & { readonly to: 'start' | 'stop' },
): Promise<{ readonly operationId: string }> => {
  requireUnlimited(ctx.principal, ['applications:manage', 'beacons:use']);
  const { id } = await requireChangeableApplication(ctx, text);
  const operationId = await inTransaction(ctx.db, async (trx) => {
    const application = await lockChangeable(trx, ctx, id);
    const inside = { ...ctx, db: trx };
    const hosts = await resolveInstances(inside, application.instances);
    const content = await presentContentOf(inside, application);
    const present = orderOf(content);
    return beginOperation(trx, ctx, {
      applicationId: id,
      kind: to,
      deploymentId: null,
      plan: {
        key: application.key,
        name: application.name,
        stages: [to === 'start' ? 'run' : 'halt'],
        parts: [],
        present,
        containers: present.map(({ name }) => name),
        ...(content.networks === undefined ? {} : { networks: content.networks }),
        deploymentId: null,
        health: null,
        instances: null,
      },
      hosts: hosts.map((host) => ({ ...host, role: 'deployed' })),
    });
  });
  services.wake();
  return { operationId };
};

/** What the current deployment of an application has on its hosts; the one container of the first, before there is any. */
export const presentContentOf = async (
  { db }: Pick<Context, 'db'>,
  { name, current_deployment_id: current }: ApplicationRow,
): Promise<HostContent> => {
  const deployment = current === null ? undefined : await findDeploymentById(db, current);
  return deployment === undefined
    ? { parts: [{ name, image: null, body: {} }] }
    : hostContentOf({ name }, deployment);
};

/** Its containers in the order in which they are started, without what makes them. */
export const orderOf = ({ parts }: HostContent): readonly OrderedPart[] =>
  parts.map(({ name, waits }) => ({ name, ...(waits === undefined ? {} : { waits }) }));
