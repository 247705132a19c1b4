/**
 * SQL on those `users` that are programs, and on what is common to them and to people.
 *
 * What a service account may do is at most what its owner may, at every request: whoever checks one of its tokens joins
 * `users` twice, on `tokens.owner_id` and from there on `users.owner_id`, and intersects the rights of both rows. An owner
 * who was deactivated leaves nothing of them.
 */
import type { Db, Trx, UserKind } from '../database.ts';
import { type GrantedRoleRow, listRolesOfUser } from './user-roles.ts';

/** What somebody may do: a person, or a program. */
export interface AccountRow {
  readonly id: string;
  readonly username: string;
  readonly kind: UserKind;
  readonly scopes: string[];
  readonly roles: GrantedRoleRow[];
  readonly deactivated_at: Date | null;
  /** The person who answers for a service account; null for a person. */
  readonly owner_id: string | null;
}

export interface ServiceAccountRow {
  readonly id: string;
  readonly username: string;
  readonly scopes: string[];
  /** The person who answers for it. */
  readonly owner_id: string;
  readonly owner: string;
  readonly owner_deactivated_at: Date | null;
  readonly created_at: Date;
  readonly created_by: string;
}

export interface ServiceAccountInsert {
  readonly id: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly ownerId: string;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const columns = [
  'users.id',
  'users.username',
  'users.scopes',
  'owners.id as owner_id',
  'owners.username as owner',
  'owners.deactivated_at as owner_deactivated_at',
  'users.created_at',
  'users.created_by',
] as const;

const selectAccounts = (db: Db) =>
  db
    .selectFrom('users')
    .select(['id', 'username', 'kind', 'scopes', 'deactivated_at', 'owner_id'])
    .select(listRolesOfUser('users.id').as('roles'));

/** The account of this name, of a person or a program, deactivated or not, with everything that it gives. */
export const findAccountByName = (db: Db, username: string): Promise<AccountRow | undefined> =>
  selectAccounts(db).where('username', '=', username).executeTakeFirst();

/** The account of this id, deactivated or not. */
export const findAccountById = (db: Db, id: string): Promise<AccountRow | undefined> =>
  selectAccounts(db).where('id', '=', id).executeTakeFirst();

/**
 * True for an account that is active, and stays so until the end of the transaction: whoever deactivates it, or hands it on,
 * waits, and finds what is made for it here. Locked before any token, as they do it.
 */
export const lockActiveAccountById = async (trx: Trx, id: string): Promise<boolean> => {
  const row = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .forKeyShare()
    .executeTakeFirst();
  return row !== undefined;
};

const selectServiceAccounts = (db: Db) =>
  db
    .selectFrom('users')
    .innerJoin('users as owners', 'owners.id', 'users.owner_id')
    .select(columns)
    .where('users.kind', '=', 'service')
    .where('users.deactivated_at', 'is', null);

/** The active service account of this name. */
export const findServiceAccountByName = (
  db: Db,
  username: string,
): Promise<ServiceAccountRow | undefined> =>
  selectServiceAccounts(db).where('users.username', '=', username).executeTakeFirst();

/**
 * The active service account of this name, locked against every other change until the end of the transaction. It is read
 * after the lock: a statement that waited would join it with the owner from before.
 */
export const lockServiceAccountByName = async (
  trx: Trx,
  username: string,
): Promise<ServiceAccountRow | undefined> => {
  await trx
    .selectFrom('users')
    .select('id')
    .where('username', '=', username)
    .where('kind', '=', 'service')
    .forUpdate()
    .execute();
  return findServiceAccountByName(trx, username);
};

/** Active service accounts, of one owner if one is given, in the order of their names, from behind `after`. */
export const listServiceAccounts = (
  db: Db,
  page: {
    readonly ownerId: string | null;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<ServiceAccountRow[]> => {
  let query = selectServiceAccounts(db);
  if (page.ownerId !== null) query = query.where('users.owner_id', '=', page.ownerId);
  if (page.after !== null) query = query.where('users.username', '>', page.after);
  return query.orderBy('users.username').limit(page.limit).execute();
};

/** Inserts a service account, which has no password; answers false, and inserts nothing, when the name is taken. */
export const insertServiceAccount = async (
  trx: Trx,
  account: ServiceAccountInsert,
): Promise<boolean> => {
  const inserted = await trx
    .insertInto('users')
    .values({
      id: account.id,
      username: account.username,
      kind: 'service',
      owner_id: account.ownerId,
      password_hash: null,
      password_changed_at: null,
      scopes: [...account.scopes],
      created_at: account.createdAt,
      created_by: account.createdBy,
      deactivated_at: null,
      deactivated_by: null,
    })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/** Gives a service account other rights, or another owner. */
export const updateServiceAccount = async (
  trx: Trx,
  id: string,
  account: { readonly scopes: readonly string[]; readonly ownerId: string },
): Promise<void> => {
  await trx
    .updateTable('users')
    .set({ scopes: [...account.scopes], owner_id: account.ownerId })
    .where('id', '=', id)
    .execute();
};
