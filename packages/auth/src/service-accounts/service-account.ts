/** A service account: a user that is a program, and for which a person answers. */
import { type Db, listRoleNamesByUsers, type ServiceAccountRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Principal } from '../principal.ts';
import { groupsWith } from '../rights.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';

export interface ServiceAccount {
  readonly name: string;
  /** The person who answers for it. */
  readonly owner: string;
  /** False where the owner was deactivated: none of its tokens is accepted then. */
  readonly isUsable: boolean;
  /** What it was given; what it can do is never more than its owner’s present rights. */
  readonly scopes: readonly Scope[];
  /** The names of its roles, sorted. */
  readonly roles: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

const fromRow = (row: ServiceAccountRow, roles: readonly string[]): ServiceAccount => ({
  name: row.username,
  owner: row.owner,
  isUsable: row.owner_deactivated_at === null,
  scopes: listScopes(scopeSet(row.scopes)),
  roles,
  createdAt: row.created_at,
  createdBy: row.created_by,
});

/** The rows as entities, with the names of their roles. */
export const serviceAccountsFromRows = async (
  db: Db,
  rows: readonly ServiceAccountRow[],
): Promise<ServiceAccount[]> => {
  const ids = rows.map(({ id }) => id);
  const roles = await listRoleNamesByUsers(db, ids);
  return rows.map((row) => fromRow(row, roles.get(row.id) ?? []));
};

/** The row as an entity, with the names of its roles. */
export const serviceAccountFromRow = async (
  db: Db,
  row: ServiceAccountRow,
): Promise<ServiceAccount> => (await serviceAccountsFromRows(db, [row]))[0]!;

/** True for the person who answers for the account. */
export const isOwner = (principal: Principal, row: ServiceAccountRow): boolean =>
  principal.kind === 'user' && row.owner_id === principal.userId;

/** True for the owner with a session: a token of theirs that leaked must not reach what they answer for. */
export const isOwnerInPerson = (principal: Principal, row: ServiceAccountRow): boolean =>
  isOwner(principal, row) && principal.kind === 'user' && principal.credential.kind === 'session';

/**
 * The account, if there is one that whoever asks may know of: their own, or with `users:read` any. Throws
 * `service_account_not_found` otherwise.
 */
export const requireKnown = (
  principal: Principal,
  row: ServiceAccountRow | undefined,
): ServiceAccountRow => {
  const isKnown =
    row !== undefined && (isOwner(principal, row) || groupsWith(principal, 'users:read') === 'all');
  if (!isKnown) throw fault('service_account_not_found');
  return row;
};
