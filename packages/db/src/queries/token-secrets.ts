/** SQL on `token_secrets`: the keyed hashes of a token's secrets, one row for each version. */
import { sql } from 'kysely';
import type { Db, DerivedForm, TokenKind, Trx } from '../database.ts';

/** What a secret is made from again, beside its token, its version and a key outside of the database. */
export interface SecretDerivation {
  readonly salt: Buffer;
  readonly keyVersion: number;
  readonly form: DerivedForm;
}

export interface TokenSecretInsert {
  readonly tokenId: string;
  readonly version: number;
  readonly hash: Buffer;
  readonly keyVersion: number;
  /** Null for a random secret. */
  readonly derivation: SecretDerivation | null;
  readonly createdAt: Date;
}

/** One version of a secret, without its hash. */
export interface TokenVersionRow {
  readonly version: number;
  readonly expires_at: Date | null;
  readonly retired_at: Date | null;
  /** Of a text that is made again; null for a random one. */
  readonly form: DerivedForm | null;
}

/** The hash of one version, and the token that it is of. */
export interface TokenSecretHashRow {
  readonly token_id: string;
  readonly kind: TokenKind;
  readonly version: number;
  readonly hash: Buffer;
  readonly key_version: number;
  readonly expires_at: Date | null;
  readonly retired_at: Date | null;
}

/** Inserts one version of a token's secret, which counts until it is retired or the token ends. */
export const insertTokenSecret = async (trx: Trx, secret: TokenSecretInsert): Promise<void> => {
  await trx
    .insertInto('token_secrets')
    .values({
      token_id: secret.tokenId,
      version: secret.version,
      hash: secret.hash,
      key_version: secret.keyVersion,
      created_at: secret.createdAt,
      expires_at: null,
      retired_at: null,
      reused_at: null,
      salt: secret.derivation?.salt ?? null,
      derivation_key_version: secret.derivation?.keyVersion ?? null,
      form: secret.derivation?.form ?? null,
    })
    .execute();
};

/** The versions of a token's secret, oldest first. The token is locked by whoever goes by them. */
export const listTokenVersions = (trx: Trx, tokenId: string): Promise<TokenVersionRow[]> =>
  trx
    .selectFrom('token_secrets')
    .select(['version', 'expires_at', 'retired_at', 'form'])
    .where('token_id', '=', tokenId)
    .orderBy('version')
    .execute();

/** Which secrets: those of tokens of these ids, and derived ones of these hashes. */
export interface SecretSelection {
  readonly tokenIds: readonly string[];
  readonly hashes: readonly Buffer[];
}

/** The hashes of every version of the tokens that are asked for, ended ones too; derived ones by their hash alone. */
export const listTokenSecretHashes = (
  db: Db,
  { tokenIds, hashes }: SecretSelection,
): Promise<TokenSecretHashRow[]> =>
  db
    .selectFrom('token_secrets')
    .innerJoin('tokens', 'tokens.id', 'token_secrets.token_id')
    .select([
      'token_secrets.token_id',
      'tokens.kind',
      'token_secrets.version',
      'token_secrets.hash',
      'token_secrets.key_version',
      'token_secrets.expires_at',
      'token_secrets.retired_at',
    ])
    .where((eb) =>
      eb.or([
        sql<boolean>`token_secrets.token_id = any(${[...tokenIds]}::text[])`,
        sql<boolean>`token_secrets.hash = any(${[...hashes]}::bytea[]) and token_secrets.salt is not null`,
      ]),
    )
    .execute();

/** Lets every version of a token's secret end at `end`, if it does not end before. */
export const updateTokenSecretsEnd = async (
  trx: Trx,
  tokenId: string,
  end: Date,
): Promise<void> => {
  await trx
    .updateTable('token_secrets')
    .set({ expires_at: sql<Date>`least(expires_at, ${end})` })
    .where('token_id', '=', tokenId)
    .execute();
};

/** Lets the versions of a token's secret up to this one end at `end`, if they do not end before; later ones stay. */
export const updateTokenSecretsEndUpTo = async (
  trx: Trx,
  tokenId: string,
  versions: { readonly version: number; readonly end: Date },
): Promise<void> => {
  await trx
    .updateTable('token_secrets')
    .set({ expires_at: sql<Date>`least(expires_at, ${versions.end})` })
    .where('token_id', '=', tokenId)
    .where('version', '<=', versions.version)
    .execute();
};

/** Deletes the versions of a token's secret up to this one: copies of them are not recognised any more. */
export const deleteTokenSecretsUpTo = async (
  trx: Trx,
  tokenId: string,
  version: number,
): Promise<void> => {
  await trx
    .deleteFrom('token_secrets')
    .where('token_id', '=', tokenId)
    .where('version', '<=', version)
    .execute();
};

/** Marks a version as presented after its end; false when it was marked before. */
export const updateTokenSecretReused = async (
  trx: Trx,
  secret: { readonly tokenId: string; readonly version: number; readonly at: Date },
): Promise<boolean> => {
  const { numUpdatedRows } = await trx
    .updateTable('token_secrets')
    .set({ reused_at: secret.at })
    .where('token_id', '=', secret.tokenId)
    .where('version', '=', secret.version)
    .where('reused_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};
