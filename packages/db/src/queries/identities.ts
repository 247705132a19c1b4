/** SQL on `identities`: who people are at the providers that they log in with. */
import type { Db, Trx } from '../database.ts';

export interface IdentityRow {
  readonly provider: string;
  readonly subject: string;
  readonly issuer: string;
  readonly user_id: string;
  readonly login: string;
  readonly linked_at: Date;
  readonly last_login_at: Date | null;
}

/** An identity with what a login must know of the account that it opens. */
export interface IdentityAccountRow extends IdentityRow {
  readonly username: string;
  readonly has_password: boolean;
  readonly deactivated_at: Date | null;
}

/** The key of an identity: whom a provider means. */
export interface IdentityKey {
  readonly provider: string;
  readonly subject: string;
}

const columns = [
  'identities.provider',
  'identities.subject',
  'identities.issuer',
  'identities.user_id',
  'identities.login',
  'identities.linked_at',
  'identities.last_login_at',
] as const;

/** The identity of this key. */
export const findIdentityByKey = (
  db: Db,
  { provider, subject }: IdentityKey,
): Promise<IdentityRow | undefined> =>
  db
    .selectFrom('identities')
    .select(columns)
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .executeTakeFirst();

/**
 * The identity of this key with its account, deactivated or not. The account is locked until the end of the transaction;
 * whoever changes its identities holds that lock, but one may have been deleted while this waited for it.
 */
export const lockIdentityAccountByKey = (
  trx: Trx,
  { provider, subject }: IdentityKey,
): Promise<IdentityAccountRow | undefined> =>
  trx
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .select(columns)
    .select((builder) => [
      'users.username',
      'users.deactivated_at',
      builder('users.password_hash', 'is not', null).$castTo<boolean>().as('has_password'),
    ])
    .where('identities.provider', '=', provider)
    .where('identities.subject', '=', subject)
    .forUpdate('users')
    .executeTakeFirst();

/** The identities of an account in the order of their providers' names. */
export const listIdentitiesByUser = (db: Db, userId: string): Promise<IdentityRow[]> =>
  db
    .selectFrom('identities')
    .select(columns)
    .where('user_id', '=', userId)
    .orderBy('provider')
    .execute();

/** Inserts an identity; a unique violation means that it, or another of this provider for the account, is there. */
export const insertIdentity = async (trx: Trx, identity: IdentityRow): Promise<void> => {
  await trx.insertInto('identities').values(identity).execute();
};

/** Notes a login, and the name that the person has at the provider now; false when the account has no such identity. */
export const updateIdentityLogin = async (
  trx: Trx,
  { provider, subject, userId }: IdentityKey & { readonly userId: string },
  login: { readonly login: string; readonly at: Date },
): Promise<boolean> => {
  const updated = await trx
    .updateTable('identities')
    .set({ login: login.login, last_login_at: login.at })
    .where('provider', '=', provider)
    .where('subject', '=', subject)
    .where('user_id', '=', userId)
    .returning('subject')
    .executeTakeFirst();
  return updated !== undefined;
};

/** Deletes the identity that an account has at a provider, and answers it; undefined when there is none. */
export const deleteIdentityByUser = (
  trx: Trx,
  userId: string,
  provider: string,
): Promise<IdentityRow | undefined> =>
  trx
    .deleteFrom('identities')
    .where('user_id', '=', userId)
    .where('provider', '=', provider)
    .returning(columns)
    .executeTakeFirst();
