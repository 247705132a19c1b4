/** Reading the applications that one may see, and their deployments. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  type ApplicationRow,
  type DeploymentKind,
  type DeploymentStatus,
  findUnfinishedOperationByApplication,
  listDeployments,
  listPermittedApplications,
  listUnsettledHosts,
  type NumberedDeploymentRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { resolveApplication } from '../find-application.ts';
import type { Health } from '../health.ts';
import { composeOf, imagesOf } from '../requests/content.ts';

/** An application as its users see it. */
export interface Application {
  readonly id: number;
  readonly name: string;
  /** Null before the first that succeeded. */
  readonly currentDeployment: number | null;
  /** The addresses of its hosts, in the order in which they were named. */
  readonly instances: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The operation that goes on; null for none. */
  readonly operationId: string | null;
  /** The addresses of hosts that operations which have ended are not done with. */
  readonly unsettled: readonly string[];
}

/** A deployment in the history of an application. */
export interface Deployment {
  readonly id: number;
  /** 1 for the first of the application. */
  readonly version: number;
  readonly kind: DeploymentKind;
  /** The body of its container; null for a compose file. */
  readonly command: Readonly<Record<string, unknown>> | null;
  /** The text of its compose file; null for one container. */
  readonly compose: string | null;
  /** Those that it names, each once. */
  readonly images: readonly string[];
  readonly health: Health | null;
  readonly creator: string;
  readonly createdAt: Date;
  readonly status: DeploymentStatus;
  /** Why it failed; null otherwise. */
  readonly outcome: string | null;
  readonly isBad: boolean;
}

/** The application of a row, with what goes on. */
export const applicationFromRow = async (
  { db }: Pick<Context, 'db'>,
  row: ApplicationRow,
): Promise<Application> => {
  const operation = await findUnfinishedOperationByApplication(db, row.id);
  const unsettled = await listUnsettledHosts(db, row.id);
  return {
    id: row.id,
    name: row.name,
    currentDeployment: row.current_deployment_id,
    instances: row.instances.map(({ address }) => address),
    createdAt: row.created_at,
    createdBy: row.created_by,
    operationId: operation?.id ?? null,
    unsettled: [...new Set(unsettled.map(({ address }) => address))],
  };
};

/**
 * Lists the applications on which whoever asks has a level, in the order of their ids. Throws `scope_missing` without
 * `applications:use`.
 */
export const listApplications = async (
  ctx: Context,
): Promise<readonly (Application & { readonly level: number })[]> => {
  requireUnlimited(ctx.principal, ['applications:use']);
  const userId = callerIdOf(ctx);
  if (userId === null) return [];
  const rows = await listPermittedApplications(ctx.db, userId);
  const applications: (Application & { readonly level: number })[] = [];
  for (const row of rows)
    applications.push({ ...(await applicationFromRow(ctx, row)), level: row.level });
  return applications;
};

/**
 * Lists so many deployments of an application, newest first; all of them for null. Nothing for an application that whoever
 * asks may not see. Throws `scope_missing` without `applications:use`, `invalid_request` for a negative count, and
 * `application_not_found`.
 */
export const readHistory = async (
  ctx: Context,
  text: string,
  count: number | null,
): Promise<readonly Deployment[]> => {
  requireUnlimited(ctx.principal, ['applications:use']);
  if (count !== null && count < 0)
    throw fault('invalid_request', {
      issues: [{ pointer: '/count', message: 'must not be negative' }],
    });
  const { application, level } = await resolveApplication(ctx, text);
  return level === null ? [] : listHistory(ctx, application.id, count);
};

const listHistory = async (
  { db }: Pick<Context, 'db'>,
  applicationId: number,
  count: number | null,
): Promise<readonly Deployment[]> => {
  const rows = await listDeployments(db, applicationId, { beyond: null, limit: count });
  return rows.map(deploymentFromRow);
};

/** The deployment of a row. */
export const deploymentFromRow = (row: NumberedDeploymentRow): Deployment => ({
  id: row.id,
  version: row.version,
  kind: row.kind,
  command: row.kind === 'container' ? row.command : null,
  compose: composeOf(row),
  images: imagesOf(row),
  health: row.health,
  creator: row.creator,
  createdAt: row.created_at,
  status: row.status,
  outcome: row.outcome,
  isBad: row.is_bad,
});
