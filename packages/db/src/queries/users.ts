/**
 * SQL on those `users` that are people; programs are found by the queries on service accounts. An account that was
 * deactivated keeps its row, so that its name stays readable and taken.
 */
import type { Db, Trx } from '../database.ts';

export interface UserRow {
  readonly id: string;
  readonly username: string;
  readonly scopes: string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly password_changed_at: Date | null;
  readonly deactivated_at: Date | null;
}

/** What a check of a password needs. */
export interface UserPasswordRow {
  readonly id: string;
  readonly username: string;
  readonly password_hash: string | null;
}

export interface UserInsert {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string | null;
  /** Whether the password was chosen by somebody else and must be changed. */
  readonly passwordIsTemporary?: boolean;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
}

const columns = [
  'id',
  'username',
  'scopes',
  'created_at',
  'created_by',
  'password_changed_at',
  'deactivated_at',
] as const;

/** The account of this name, deactivated or not. */
export const findUserByUsername = (db: Db, username: string): Promise<UserRow | undefined> =>
  db
    .selectFrom('users')
    .select(columns)
    .where('username', '=', username)
    .where('kind', '=', 'person')
    .executeTakeFirst();

/** The active account of this name with its password hash. */
export const findUserPasswordByUsername = (
  db: Db,
  username: string,
): Promise<UserPasswordRow | undefined> =>
  db
    .selectFrom('users')
    .select(['id', 'username', 'password_hash'])
    .where('username', '=', username)
    .where('kind', '=', 'person')
    .where('deactivated_at', 'is', null)
    .executeTakeFirst();

/** The active account of this name, locked against every other change until the end of the transaction. */
export const lockActiveUserByUsername = (
  trx: Trx,
  username: string,
): Promise<UserRow | undefined> =>
  trx
    .selectFrom('users')
    .select(columns)
    .where('username', '=', username)
    .where('kind', '=', 'person')
    .where('deactivated_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();

/** The account of this name, deactivated or not, locked against every other change until the end of the transaction. */
export const lockUserByUsername = (trx: Trx, username: string): Promise<UserRow | undefined> =>
  trx
    .selectFrom('users')
    .select(columns)
    .where('username', '=', username)
    .where('kind', '=', 'person')
    .forUpdate()
    .executeTakeFirst();

/** The active account of this id with its password hash, locked against a change of either until the transaction ends. */
export const lockUserPasswordById = (trx: Trx, id: string): Promise<UserPasswordRow | undefined> =>
  trx
    .selectFrom('users')
    .select(['id', 'username', 'password_hash'])
    .where('id', '=', id)
    .where('kind', '=', 'person')
    .where('deactivated_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();

/** Accounts that are in use, or those that were deactivated, in the order of their names, from behind `after`. */
export const listUsersByState = (
  db: Db,
  page: { readonly isActive: boolean; readonly after: string | null; readonly limit: number },
): Promise<UserRow[]> => {
  let query = db
    .selectFrom('users')
    .select(columns)
    .where('kind', '=', 'person')
    .where('deactivated_at', page.isActive ? 'is' : 'is not', null);
  if (page.after !== null) query = query.where('username', '>', page.after);
  return query.orderBy('username').limit(page.limit).execute();
};

/** The accounts in use that have the role, in the order of their names. */
export const listUsersByRole = (db: Db, roleId: string): Promise<UserRow[]> =>
  db
    .selectFrom('users')
    .select(columns)
    .where('kind', '=', 'person')
    .where('deactivated_at', 'is', null)
    .where('id', 'in', (eb) =>
      eb.selectFrom('user_roles').select('user_id').where('role_id', '=', roleId),
    )
    .orderBy('username')
    .execute();

/** How many accounts there are, deactivated ones included. */
export const countUsers = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom('users')
    .select((builder) => builder.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

/** Inserts an account; answers false, and inserts nothing, when the name is taken. */
export const insertUser = async (trx: Trx, user: UserInsert): Promise<boolean> => {
  const inserted = await trx
    .insertInto('users')
    .values({
      id: user.id,
      username: user.username,
      password_hash: user.passwordHash,
      password_changed_at: user.passwordHash === null ? null : user.createdAt,
      password_is_temporary: user.passwordIsTemporary ?? false,
      scopes: [...user.scopes],
      created_at: user.createdAt,
      created_by: user.createdBy,
      deactivated_at: null,
      deactivated_by: null,
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/** Replaces the scopes of an account. */
export const updateUserScopes = async (
  trx: Trx,
  id: string,
  scopes: readonly string[],
): Promise<void> => {
  await trx
    .updateTable('users')
    .set({ scopes: [...scopes] })
    .where('id', '=', id)
    .execute();
};

/** Marks an account as out of use; the check of every token of its owner reads this mark. */
export const updateUserDeactivated = async (
  trx: Trx,
  id: string,
  deactivation: { readonly at: Date; readonly by: string },
): Promise<void> => {
  await trx
    .updateTable('users')
    .set({ deactivated_at: deactivation.at, deactivated_by: deactivation.by })
    .where('id', '=', id)
    .execute();
};

/** Takes an account into use again. */
export const updateUserReactivated = async (trx: Trx, id: string): Promise<void> => {
  await trx
    .updateTable('users')
    .set({ deactivated_at: null, deactivated_by: null })
    .where('id', '=', id)
    .execute();
};
