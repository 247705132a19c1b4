/** SQL on `oauth_clients`, joined with the tokens that their secrets are. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { tokenColumns, type TokenRow } from './tokens.ts';

/** What a client has beside what every token has. */
export interface OAuthClientColumns {
  readonly is_public: boolean;
  readonly redirect_uris: string[];
  readonly certificate_thumbprint: string | null;
  readonly requires_binding: boolean;
}

/** A client, with the token that its secret is. */
export interface OAuthClientRow extends TokenRow, OAuthClientColumns {}

/** Which clients: those of one owner, or of all. */
export interface OAuthClientPage {
  readonly ownerId: string | undefined;
  readonly after: { readonly createdAt: Date; readonly id: string } | null;
  readonly limit: number;
}

const clientColumns = [
  'oauth_clients.is_public',
  'oauth_clients.redirect_uris',
  'oauth_clients.certificate_thumbprint',
  'oauth_clients.requires_binding',
] as const;

const selectClients = (db: Db) =>
  db
    .selectFrom('oauth_clients')
    .innerJoin('tokens', 'tokens.id', 'oauth_clients.token_id')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(tokenColumns)
    .select(clientColumns);

/** The client of this id, ended or not. */
export const findOAuthClientById = (db: Db, id: string): Promise<OAuthClientRow | undefined> =>
  selectClients(db).where('tokens.id', '=', id).executeTakeFirst();

/** Clients, oldest first, ended ones too, from behind `after`. */
export const listOAuthClients = (db: Db, page: OAuthClientPage): Promise<OAuthClientRow[]> => {
  const { ownerId, after, limit } = page;
  let query = selectClients(db);
  if (ownerId !== undefined) query = query.where('tokens.owner_id', '=', ownerId);
  if (after !== null)
    query = query.where(
      sql<boolean>`(tokens.created_at, tokens.id) > (${after.createdAt}, ${after.id})`,
    );
  return query.orderBy('tokens.created_at').orderBy('tokens.id').limit(limit).execute();
};

/** Makes a token of kind `app` a client. */
export const insertOAuthClient = async (
  trx: Trx,
  id: string,
  client: Readonly<OAuthClientColumns>,
): Promise<void> => {
  await trx
    .insertInto('oauth_clients')
    .values({ token_id: id, ...client })
    .execute();
};

/** Replaces what a client has beside its token, which is locked by whoever calls it. */
export const updateOAuthClient = async (
  trx: Trx,
  id: string,
  client: Readonly<OAuthClientColumns>,
): Promise<void> => {
  await trx.updateTable('oauth_clients').set(client).where('token_id', '=', id).execute();
};
