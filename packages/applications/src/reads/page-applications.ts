/** Applications and what is done to them, in pages: for scripts, and for administrators, who see all of them. */
import {
  type Context,
  decodeCursor,
  holdsFor,
  type Page,
  pageOf,
  requireUnlimited,
} from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import {
  findApplicationById,
  findOperationById,
  listApplicationIds,
  listDeployments,
  listOperationIds,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { resolveApplication } from '../find-application.ts';
import { type Operation, operationFromRow } from '../operations/find-operation.ts';
import {
  type Application,
  applicationFromRow,
  type Deployment,
  deploymentFromRow,
} from './list-applications.ts';

/** Which page of a list. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const numberPattern = /^\d{1,15}$/;

const beyondOf = ({ cursor }: PageRequest): number | null =>
  cursor === undefined ? null : Number(decodeCursor(cursor, [numberPattern])[0]);

const seesAll = ({ principal }: Context): boolean => holdsFor(principal, 'applications:read', null);

/** The row of an application that whoever asks may see. Throws `application_not_found`, for every other one as for none. */
const requireVisible = async (ctx: Context, text: string) => {
  requireUnlimited(ctx.principal, ['applications:use']);
  const { application, level } = await resolveApplication(ctx, text);
  if (level === null && !seesAll(ctx)) throw fault('application_not_found');
  return application;
};

/**
 * Lists the applications on which whoever asks has a level, or all of them with `applications:read`, in the order of their
 * ids. Throws `scope_missing` without `applications:use`, and `cursor_invalid`.
 */
export const pageApplications = async (
  ctx: Context,
  request: PageRequest,
): Promise<Page<Application>> => {
  requireUnlimited(ctx.principal, ['applications:use']);
  const userId = callerIdOf(ctx);
  if (userId === null && !seesAll(ctx)) return { items: [], nextCursor: null };
  const { db } = ctx;
  const { limit } = request;
  const page = { beyond: beyondOf(request), limit: limit + 1 };
  const ids = await listApplicationIds(db, seesAll(ctx) ? null : userId, page);
  const applications: Application[] = [];
  for (const id of ids) {
    const row = await findApplicationById(db, id);
    if (row !== undefined) applications.push(await applicationFromRow(ctx, row));
  }
  return pageOf(applications, limit, ({ id }) => [String(id)]);
};

/** An application that whoever asks may see. Throws `scope_missing` and `application_not_found`. */
export const findVisibleApplication = async (ctx: Context, text: string): Promise<Application> =>
  applicationFromRow(ctx, await requireVisible(ctx, text));

/** Lists the deployments of an application, newest first. Throws `scope_missing`, `application_not_found` and `cursor_invalid`. */
export const pageDeployments = async (
  ctx: Context,
  text: string,
  request: PageRequest,
): Promise<Page<Deployment>> => {
  const { id } = await requireVisible(ctx, text);
  const { limit } = request;
  const rows = await listDeployments(ctx.db, id, { beyond: beyondOf(request), limit: limit + 1 });
  return pageOf(rows.map(deploymentFromRow), limit, (one) => [String(one.id)]);
};

/** Lists what was done to an application, newest first. Throws as `pageDeployments` does. */
export const pageOperations = async (
  ctx: Context,
  text: string,
  request: PageRequest,
): Promise<Page<Operation>> => {
  const { id } = await requireVisible(ctx, text);
  const { limit } = request;
  const page = { beyond: beyondOf(request), limit: limit + 1 };
  const places = await listOperationIds(ctx.db, id, page);
  const { items, nextCursor } = pageOf(places, limit, ({ ordinal }) => [String(ordinal)]);
  const operations: Operation[] = [];
  for (const place of items) {
    const row = await findOperationById(ctx.db, place.id);
    if (row !== undefined) operations.push(await operationFromRow(ctx, row));
  }
  return { items: operations, nextCursor };
};
