/** Creating an application. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, requireUnlimited } from '@moorgate/auth';
import { insertApplication, insertDeployment, inTransaction, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkApplicationName } from '../application-name.ts';
import { type Health, readHealth } from '../health.ts';
import { deploymentStages } from '../plan.ts';
import type { ApplicationServices } from '../services.ts';
import { beginOperation } from './begin-operation.ts';
import {
  type AskedContent,
  checkHealthOf,
  type Content,
  digestOf,
  hostContentOf,
  imagesOf,
  isPrepared,
  readContent,
} from './content.ts';
import { judgeContent } from './judge-content.ts';
import { type HostRow, resolveHosts } from './resolve-hosts.ts';

/** An application that shall be. */
export interface ApplicationRequest extends AskedContent {
  readonly name: string;
  /** Addresses or aliases of hosts. */
  readonly instances: readonly string[];
  readonly start: boolean;
  /** Pulls the image first, whether a host has it or not. */
  readonly forcePull: boolean;
  /** As `Health` describes it; read and judged here. */
  readonly health?: unknown;
}

const check = (request: ApplicationRequest): Content => {
  const { name, instances, forcePull } = request;
  checkApplicationName(name);
  const content = readContent({ name }, request);
  if (instances.length === 0)
    throw fault('invalid_request', {
      issues: [{ pointer: '/Instances', message: 'must not be empty' }],
    });
  if (forcePull && imagesOf(content).length === 0)
    throw fault('invalid_request', {
      issues: [{ pointer: '/Command/Image', message: 'must name the image that is to be pulled' }],
    });
  return content;
};

/**
 * Asks for an application on these hosts; the operation that brings it there begins at once and goes on whatever becomes of the
 * request. Whoever asks owns the application when it has succeeded; when it fails there is no application. Throws
 * `scope_missing` without `applications:create` and `beacons:use`, `invalid_request`, what the policy of this installation
 * forbids, `docker_host_not_found`, `beacon_forbidden` and `application_name_taken`; then nothing is stored.
 */
export const createApplication = async (
  ctx: Context,
  services: ApplicationServices,
  request: ApplicationRequest,
): Promise<{ readonly operationId: string }> => {
  requireUnlimited(ctx.principal, ['applications:create', 'beacons:use']);
  if (ctx.principal.kind !== 'user') throw fault('credentials_required');
  const content = check(request);
  const health = readHealth(request.health);
  checkHealthOf(content, health);
  judgeContent(services, request, hostContentOf(request, content));
  const hosts = await resolveHosts(ctx, request.instances, '/Instances');
  const operationId = await inTransaction(ctx.db, (trx) =>
    insert(trx, ctx, { request, content, health, hosts }),
  );
  services.wake();
  return { operationId };
};

const insert = async (
  trx: Trx,
  ctx: Context,
  {
    request,
    content,
    health,
    hosts,
  }: {
    readonly request: ApplicationRequest;
    readonly content: Content;
    readonly health: Health | null;
    readonly hosts: readonly HostRow[];
  },
): Promise<string> => {
  const { name, start, forcePull } = request;
  const { kind, command } = content;
  const author = { at: ctx.clock.now(), createdBy: principalName(ctx.principal) };
  const key = randomUUID();
  const applicationId = await insertApplication(trx, { key, name, instances: hosts, ...author });
  if (applicationId === undefined) throw fault('application_name_taken');
  const deploymentId = await insertDeployment(trx, {
    ...{ applicationId, kind, command, health, at: author.at, creator: author.createdBy },
    digest: digestOf(kind, command),
    health: health as Readonly<Record<string, unknown>> | null,
  });
  const host = hostContentOf(request, { kind, command, health });
  const plan = {
    ...{ key, name, ...host, deploymentId, health, instances: null },
    stages: deploymentStages({
      pulls: forcePull,
      prepares: isPrepared(host),
      starts: start,
      health,
    }),
    containers: host.parts.map((part) => part.name),
  };
  const deployed = hosts.map((host) => ({ ...host, role: 'deployed' as const }));
  return beginOperation(trx, ctx, {
    ...{ applicationId, kind: 'create', deploymentId, plan, hosts: deployed },
  });
};
