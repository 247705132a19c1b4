/** SQL on the tokens that an owner has for one dialect, with what their secrets are made from again. */
import { sql } from 'kysely';
import type { Db, DerivedForm, DialectTerms, Trx } from '../database.ts';
import { tokenColumns, type TokenRow } from './tokens.ts';

/** A token with the newest of its live secrets that can be made again; null members where it has none. */
export interface DialectTokenRow extends TokenRow {
  readonly dialect_terms: DialectTerms | null;
  readonly version: number | null;
  readonly salt: Buffer | null;
  readonly derivation_key_version: number | null;
  readonly form: DerivedForm | null;
}

/** Whose tokens, and for which dialect. */
export interface DialectTokenOwner {
  readonly ownerId: string;
  readonly dialect: string;
}

const selectTokens = (db: Db, { ownerId, dialect }: DialectTokenOwner, now: Date) =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .leftJoinLateral(
      (builder) =>
        builder
          .selectFrom('token_secrets')
          .select(['version', 'salt', 'derivation_key_version', 'form'])
          .whereRef('token_id', '=', 'tokens.id')
          .where('salt', 'is not', null)
          .where('retired_at', 'is', null)
          .where(sql<boolean>`coalesce(token_secrets.expires_at > ${now}, true)`)
          .orderBy('version', 'desc')
          .limit(1)
          .as('secret'),
      (join) => join.onTrue(),
    )
    .select(tokenColumns)
    .select([
      'tokens.dialect_terms',
      'secret.version',
      'secret.salt',
      'secret.derivation_key_version',
      'secret.form',
    ])
    .where('tokens.owner_id', '=', ownerId)
    .where('tokens.dialect', '=', dialect)
    .where('tokens.kind', '<>', 'ses')
    .where('tokens.revoked_at', 'is', null);

/** Which of the tokens that can be used now, and how many; what is left out does not matter. */
export interface UsableTokens {
  readonly now: Date;
  readonly limit: number;
  /** Those of exactly these terms; null stands for none. */
  readonly terms?: DialectTerms | null;
  readonly note?: string;
}

/** The newest tokens that can be used now, newest first. */
export const listUsableDialectTokens = (
  db: Db,
  owner: DialectTokenOwner,
  { now, limit, terms, note }: UsableTokens,
): Promise<DialectTokenRow[]> => {
  let query = selectTokens(db, owner, now)
    .where('tokens.disabled_at', 'is', null)
    .where(sql<boolean>`coalesce(tokens.expires_at > ${now}, true)`);
  if (terms !== undefined)
    query = query.where(
      sql<boolean>`tokens.dialect_terms is not distinct from ${terms === null ? null : JSON.stringify(terms)}::jsonb`,
    );
  if (note !== undefined) query = query.where('tokens.note', '=', note);
  return query
    .orderBy('tokens.created_at', 'desc')
    .orderBy('tokens.id', 'desc')
    .limit(limit)
    .execute();
};

/** The token of this id, unless it was revoked; `now` decides which of its secrets live. */
export const findDialectTokenById = (
  db: Db,
  owner: DialectTokenOwner,
  token: { readonly id: string; readonly now: Date },
): Promise<DialectTokenRow | undefined> =>
  selectTokens(db, owner, token.now).where('tokens.id', '=', token.id).executeTakeFirst();

/** The ids and terms of every token that was not revoked, ended or not, in the order of the ids. */
export const listDialectTerms = (
  trx: Trx,
  { ownerId, dialect }: DialectTokenOwner,
): Promise<{ readonly id: string; readonly dialect_terms: DialectTerms | null }[]> =>
  trx
    .selectFrom('tokens')
    .select(['id', 'dialect_terms'])
    .where('owner_id', '=', ownerId)
    .where('dialect', '=', dialect)
    .where('kind', '<>', 'ses')
    .where('revoked_at', 'is', null)
    .orderBy('id')
    .execute();
