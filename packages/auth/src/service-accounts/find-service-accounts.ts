/** Looking at service accounts. */
import { findServiceAccountByName, listServiceAccounts } from '@moorgate/db';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireUnlimited, groupsWith } from '../rights.ts';
import { usernamePattern } from '../users/user.ts';
import {
  requireKnown,
  type ServiceAccount,
  serviceAccountFromRow,
  serviceAccountsFromRows,
} from './service-account.ts';

/** Which page of the service accounts. */
export interface ServiceAccountListRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * Lists active service accounts in the order of their names: with `users:read` all of them, otherwise those that whoever
 * asks answers for. Throws `cursor_invalid`.
 */
export const findServiceAccounts = async (
  ctx: Context,
  request: ServiceAccountListRequest,
): Promise<Page<ServiceAccount>> => {
  const { principal } = ctx;
  const seesAll = groupsWith(principal, 'users:read') === 'all';
  if (!seesAll && principal.kind !== 'user') requireUnlimited(principal, ['users:read']);
  const ownerId = seesAll || principal.kind !== 'user' ? null : principal.userId;
  const after =
    request.cursor === undefined ? null : decodeCursor(request.cursor, [usernamePattern])[0]!;
  const rows = await listServiceAccounts(ctx.db, { ownerId, after, limit: request.limit + 1 });
  const accounts = await serviceAccountsFromRows(ctx.db, rows);
  return pageOf(accounts, request.limit, ({ name }) => [name]);
};

/** The active service account of this name. Throws `service_account_not_found`, for one that is hidden too. */
export const findServiceAccount = async (ctx: Context, name: string): Promise<ServiceAccount> => {
  const row = await findServiceAccountByName(ctx.db, name);
  return serviceAccountFromRow(ctx.db, requireKnown(ctx.principal, row));
};
