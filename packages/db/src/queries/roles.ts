/** SQL on `roles`. */
import type { Db, Trx } from '../database.ts';

export interface RoleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: string[];
  readonly device_groups: string[] | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly changed_at: Date;
  readonly version: number;
}

/** What a new role is. */
export interface RoleInsert {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  /** Null: for every device. */
  readonly groups: readonly string[] | null;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** What a changed role is. */
export type RoleUpdate = Pick<RoleInsert, 'description' | 'scopes' | 'groups'> & {
  readonly changedAt: Date;
};

const columns = [
  'id',
  'name',
  'description',
  'scopes',
  'device_groups',
  'created_at',
  'created_by',
  'changed_at',
  'version',
] as const;

const mutable = (groups: readonly string[] | null): string[] | null =>
  groups === null ? null : [...groups];

/** Roles in the order of their names, from behind `after`. */
export const listRoles = (
  db: Db,
  page: { readonly after: string | null; readonly limit: number },
): Promise<RoleRow[]> => {
  let query = db.selectFrom('roles').select(columns);
  if (page.after !== null) query = query.where('name', '>', page.after);
  return query.orderBy('name').limit(page.limit).execute();
};

/** The role of this name. */
export const findRoleByName = (db: Db, name: string): Promise<RoleRow | undefined> =>
  db.selectFrom('roles').select(columns).where('name', '=', name).executeTakeFirst();

/** The role of this name, locked against every change, and against being given to anybody, until the end of the transaction. */
export const lockRoleByName = (trx: Trx, name: string): Promise<RoleRow | undefined> =>
  trx.selectFrom('roles').select(columns).where('name', '=', name).forUpdate().executeTakeFirst();

/**
 * Those of the names that are roles, by name; what they are stays as it is until the end of the transaction, so that what
 * is judged by it is what is given.
 */
export const lockRoleDefinitionsByNames = async (
  trx: Trx,
  names: readonly string[],
): Promise<RoleRow[]> => {
  if (names.length === 0) return [];
  return trx
    .selectFrom('roles')
    .select(columns)
    .where('name', 'in', names)
    .orderBy('name')
    .forShare()
    .execute();
};

/** Inserts a role and answers it; answers undefined, and inserts nothing, when the name is taken. */
export const insertRole = (trx: Trx, role: RoleInsert): Promise<RoleRow | undefined> =>
  trx
    .insertInto('roles')
    .values({
      id: role.id,
      name: role.name,
      description: role.description,
      scopes: [...role.scopes],
      device_groups: mutable(role.groups),
      created_at: role.createdAt,
      created_by: role.createdBy,
      changed_at: role.createdAt,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(columns)
    .executeTakeFirst();

/** Gives a role another content, under the next version, and answers it. */
export const updateRole = (trx: Trx, id: string, role: RoleUpdate): Promise<RoleRow> =>
  trx
    .updateTable('roles')
    .set((builder) => ({
      description: role.description,
      scopes: [...role.scopes],
      device_groups: mutable(role.groups),
      changed_at: role.changedAt,
      version: builder('version', '+', 1),
    }))
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();

/** Deletes a role that nobody has. */
export const deleteRole = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('roles').where('id', '=', id).execute();
};
