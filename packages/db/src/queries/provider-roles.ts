/** SQL on `user_roles` for logins: what a provider gives somebody, and takes away again, beside what operators gave. */
import type { Db, Trx } from '../database.ts';

export interface RoleNameRow {
  readonly id: string;
  readonly name: string;
}

/** Which roles, of whom, from where. */
export interface SourcedRoles {
  readonly userId: string;
  /** The provider; null for roles that stay whatever it says later. */
  readonly source: string | null;
  readonly roleIds: readonly string[];
}

/** The roles of these names, as far as there are any, locked against deletion until the end of the transaction. */
export const lockRolesByNames = async (
  trx: Trx,
  names: readonly string[],
): Promise<RoleNameRow[]> => {
  if (names.length === 0) return [];
  return trx
    .selectFrom('roles')
    .select(['id', 'name'])
    .where('name', 'in', names)
    .orderBy('name')
    .forKeyShare()
    .execute();
};

/** The roles that the user has from the provider. */
export const listProviderRolesByUser = (
  db: Db,
  userId: string,
  provider: string,
): Promise<RoleNameRow[]> =>
  db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select(['roles.id', 'roles.name'])
    .where('user_roles.user_id', '=', userId)
    .where('user_roles.source', '=', provider)
    .orderBy('roles.name')
    .execute();

/** Gives a user roles that they do not have from this source. */
export const insertSourcedRoles = async (
  trx: Trx,
  { userId, source, roleIds }: SourcedRoles,
  grant: { readonly at: Date; readonly by: string },
): Promise<void> => {
  if (roleIds.length === 0) return;
  const rows = roleIds.map((roleId) => ({
    user_id: userId,
    role_id: roleId,
    granted_at: grant.at,
    granted_by: grant.by,
    source,
  }));
  await trx.insertInto('user_roles').values(rows).execute();
};

/** Takes from the user roles that the provider gave. */
export const deleteProviderRoles = async (
  trx: Trx,
  { userId, source, roleIds }: SourcedRoles & { readonly source: string },
): Promise<void> => {
  if (roleIds.length === 0) return;
  await trx
    .deleteFrom('user_roles')
    .where('user_id', '=', userId)
    .where('source', '=', source)
    .where('role_id', 'in', roleIds)
    .execute();
};
