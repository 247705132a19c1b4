/** SQL for checking a token: everything that decides about it, in one look. */
import { sql } from 'kysely';
import type { Db, DialectTerms, TokenConfirmation, TokenKind, TokenRate } from '../database.ts';
import { type GrantedRoleRow, listRolesOfUser } from './user-roles.ts';

/** One version of a token's secret; times in milliseconds since 1970. */
export interface TokenSecretRow {
  readonly version: number;
  readonly hash: Buffer;
  readonly keyVersion: number;
  readonly expiresAtMs: number | null;
  readonly retiredAtMs: number | null;
}

/** What a user, or the person that a service account belongs to, may do at present. */
export interface TokenOwnerRow {
  readonly id: string;
  readonly username: string;
  readonly scopes: string[];
  readonly roles: GrantedRoleRow[];
  readonly isActive: boolean;
}

/** What decides whether a password is still good for everything; the time in milliseconds since 1970. */
export interface PasswordStateRow {
  readonly changedAtMs: number | null;
  /** True where somebody else chose it. */
  readonly isTemporary: boolean;
  /** True once its holder has shown a code. */
  readonly hasSecondFactor: boolean;
}

/** A token with its owner and every version of its secret. */
export interface TokenCredentialRow {
  readonly id: string;
  readonly kind: TokenKind;
  /** The API that it was made for. */
  readonly dialect: string;
  /** What that API says of it otherwise than in scopes. */
  readonly dialectTerms: DialectTerms | null;
  readonly scopes: string[];
  /** The groups of devices that it is limited to; null for no limit. */
  readonly deviceGroups: string[] | null;
  /** Addresses and networks that it may be used from; null for everywhere. */
  readonly cidrs: string[] | null;
  readonly maxUses: number | null;
  readonly rateLimit: TokenRate | null;
  /** The key that its sender has to have; null: whoever has it may use it. */
  readonly cnf: TokenConfirmation | null;
  readonly notBefore: Date | null;
  readonly expiresAt: Date | null;
  /** When it was used last, exact to ten seconds, or else when it was made. */
  readonly lastUsedAt: Date;
  readonly disabledAt: Date | null;
  readonly revokedAt: Date | null;
  readonly owner: TokenOwnerRow;
  /** The person behind the owner where that is a service account; null for a person. */
  readonly responsible: TokenOwnerRow | null;
  /** The password of the person whose session it is; null for every other token, and for a person without one. */
  readonly password: PasswordStateRow | null;
  readonly secrets: readonly TokenSecretRow[];
}

/** What was found, and up to which change of the feed that is the truth. */
export interface TokenCredential {
  readonly sequence: number;
  /** Null: there is no such token. */
  readonly row: TokenCredentialRow | null;
}

type SecretJson = Omit<TokenSecretRow, 'hash'> & { readonly hash: string };
type FlatRow = Omit<TokenCredentialRow, 'secrets' | 'kind'> & {
  readonly sequence: number;
  readonly kind: TokenKind | null;
  readonly secrets: readonly SecretJson[];
};

const secretFromJson = ({ hash, ...rest }: SecretJson): TokenSecretRow => ({
  ...rest,
  hash: Buffer.from(hash, 'hex'),
});

/** An expression: the row of `users` under this alias, as one object. */
const ownerAs = (alias: 'u' | 'p') => sql`jsonb_build_object(
  'id', ${sql.ref(`${alias}.id`)},
  'username', ${sql.ref(`${alias}.username`)},
  'scopes', ${sql.ref(`${alias}.scopes`)},
  'roles', ${listRolesOfUser(`${alias}.id`)},
  'isActive', ${sql.ref(`${alias}.deactivated_at`)} is null
)`;

/** An expression: the password of the row `u` of `users`, for the token `t` where that is a session. */
const passwordState = sql`case when t.kind = 'ses' and u.password_hash is not null then jsonb_build_object(
  'changedAtMs', (extract(epoch from u.password_changed_at) * 1000)::float8,
  'isTemporary', u.password_is_temporary,
  'hasSecondFactor', exists (
    select from second_factors sf where sf.user_id = u.id and sf.confirmed_at is not null
  )
) end`;

/** Which token: by its id, or by the keyed hashes of its text, one for each version of the key, where that has no id in it. */
export type TokenHandle = { readonly id: string } | { readonly hashes: readonly Buffer[] };

/** An expression: the id of the token, by one read of an index. */
const idOf = (handle: TokenHandle) =>
  'id' in handle
    ? sql`${handle.id}`
    : sql`(
        select d.token_id from token_secrets d
        where d.hash = any(${[...handle.hashes]}::bytea[]) and d.salt is not null limit 1
      )`;

/**
 * Looks a token up, by unique indexes alone. One statement, hence one snapshot: every change up to `sequence` is in it, and
 * nothing after.
 */
export const findTokenCredentialByHandle = async (
  db: Db,
  handle: TokenHandle,
): Promise<TokenCredential> => {
  const { rows } = await sql<FlatRow>`
    select f.sequence, t.id, t.kind, t.dialect, t.dialect_terms as "dialectTerms", t.scopes, t.device_groups as "deviceGroups", t.cidrs::text[] as cidrs,
      t.max_uses as "maxUses", t.rate_limit as "rateLimit", t.cnf, t.not_before as "notBefore", t.expires_at as "expiresAt",
      coalesce(t.last_used_at, t.created_at) as "lastUsedAt",
      t.disabled_at as "disabledAt", t.revoked_at as "revokedAt",
      ${ownerAs('u')} as owner,
      case when p.id is null then null else ${ownerAs('p')} end as responsible,
      ${passwordState} as password,
      (
        select coalesce(jsonb_agg(jsonb_build_object(
          'version', s.version,
          'hash', encode(s.hash, 'hex'),
          'keyVersion', s.key_version,
          'expiresAtMs', (extract(epoch from s.expires_at) * 1000)::float8,
          'retiredAtMs', (extract(epoch from s.retired_at) * 1000)::float8
        )), '[]') from token_secrets s where s.token_id = t.id
      ) as secrets
    from change_feed_counter f
    left join tokens t on t.id = ${idOf(handle)}
    left join users u on u.id = t.owner_id
    left join users p on p.id = u.owner_id`.execute(db);
  const { sequence, kind, secrets, ...rest } = rows[0]!;
  if (kind === null) return { sequence, row: null };
  return { sequence, row: { ...rest, kind, secrets: secrets.map(secretFromJson) } };
};

/** Counts one use of a token that has a number of them. False when none was left. */
export const updateTokenAsUsed = async (db: Db, id: string): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('tokens')
    .set({ uses: sql`uses + 1` })
    .where('id', '=', id)
    .where(sql<boolean>`(max_uses is null or uses < max_uses)`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** When, from where and by what a token was used last. */
export interface TokenUse {
  readonly id: string;
  readonly at: Date;
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** Writes the last uses of many tokens in one statement; a use that is not newer than what is there changes nothing. */
export const updateTokensLastUsed = async (db: Db, uses: readonly TokenUse[]): Promise<void> => {
  if (uses.length === 0) return;
  await sql`
    update tokens t set last_used_at = v.at, last_used_ip = v.address::inet, last_used_ua = v.user_agent
    from unnest(
      ${uses.map((use) => use.id)}::text[], ${uses.map((use) => use.at)}::timestamptz[],
      ${uses.map((use) => use.address)}::text[], ${uses.map((use) => use.userAgent)}::text[]
    ) as v (id, at, address, user_agent)
    where t.id = v.id and (t.last_used_at is null or t.last_used_at < v.at)`.execute(db);
};
