/** SQL on `user_roles`: who has which role. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** What a role gives to somebody who has it. */
export interface GrantedRoleRow {
  readonly scopes: string[];
  readonly device_groups: string[] | null;
}

/** A role that somebody has. */
export interface UserRoleRow extends GrantedRoleRow {
  readonly id: string;
  readonly name: string;
  /** The login provider that gave it; null where an operator did. */
  readonly source: string | null;
}

/** An expression: what the roles of the user give whose id is in this column, as one list, looked up by that id. */
export const listRolesOfUser = (userId: string): RawBuilder<GrantedRoleRow[]> =>
  sql<GrantedRoleRow[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('scopes', r.scopes, 'device_groups', r.device_groups)), '[]')
    from user_roles ur join roles r on r.id = ur.role_id
    where ur.user_id = ${sql.ref(userId)}
  )`;

/** The roles of a user, by name; one that two sources gave is there twice. */
export const listUserRolesByUser = (db: Db, userId: string): Promise<UserRoleRow[]> =>
  db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select(['roles.id', 'roles.name', 'roles.scopes', 'roles.device_groups', 'user_roles.source'])
    .where('user_roles.user_id', '=', userId)
    .orderBy('roles.name')
    .orderBy('user_roles.source')
    .execute();

/** The names of the roles of each of these users who has some, sorted. */
export const listRoleNamesByUsers = async (
  db: Db,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select(['user_roles.user_id', 'roles.name'])
    .distinct()
    .where('user_roles.user_id', 'in', userIds)
    .orderBy('roles.name')
    .execute();
  const byUser = Map.groupBy(rows, (row) => row.user_id);
  return new Map([...byUser].map(([id, held]) => [id, held.map((row) => row.name)]));
};

/** Whose roles change, given by operators and not by a provider. */
export interface UserRolesChange {
  readonly userId: string;
  readonly roleIds: readonly string[];
}

/** Gives a user roles that no operator has given them before. */
export const insertUserRoles = async (
  trx: Trx,
  { userId, roleIds }: UserRolesChange,
  grant: { readonly at: Date; readonly by: string },
): Promise<void> => {
  if (roleIds.length === 0) return;
  await trx
    .insertInto('user_roles')
    .values(
      roleIds.map((roleId) => ({
        user_id: userId,
        role_id: roleId,
        granted_at: grant.at,
        granted_by: grant.by,
        source: null,
      })),
    )
    .execute();
};

/** Takes roles from a user that operators gave; one that a provider gave as well stays. */
export const deleteUserRoles = async (
  trx: Trx,
  { userId, roleIds }: UserRolesChange,
): Promise<void> => {
  if (roleIds.length === 0) return;
  await trx
    .deleteFrom('user_roles')
    .where('user_id', '=', userId)
    .where('source', 'is', null)
    .where('role_id', 'in', roleIds)
    .execute();
};

/** How many active users have the role. */
export const countActiveUsersByRole = async (db: Db, roleId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('user_roles')
    .innerJoin('users', 'users.id', 'user_roles.user_id')
    .select((builder) => builder.fn.count<number>('users.id').distinct().as('count'))
    .where('user_roles.role_id', '=', roleId)
    .where('users.deactivated_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
};

/** Takes a role from everybody. */
export const deleteUserRolesByRole = async (trx: Trx, roleId: string): Promise<void> => {
  await trx.deleteFrom('user_roles').where('role_id', '=', roleId).execute();
};

/** What a role gives, and to whom. */
export interface HeldRoleRow {
  readonly user_id: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: string[];
  readonly device_groups: string[] | null;
}

/** The roles of these users, by name; one that two sources gave is there once. */
export const listRolesByUsers = async (
  db: Db,
  userIds: readonly string[],
): Promise<HeldRoleRow[]> => {
  if (userIds.length === 0) return [];
  return db
    .selectFrom('user_roles')
    .innerJoin('roles', 'roles.id', 'user_roles.role_id')
    .select([
      'user_roles.user_id',
      'roles.id',
      'roles.name',
      'roles.description',
      'roles.scopes',
      'roles.device_groups',
    ])
    .distinct()
    .where('user_roles.user_id', 'in', userIds)
    .orderBy('roles.name')
    .execute();
};
