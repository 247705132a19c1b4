/** SQL on `tokens`, sessions included. */
import { sql } from 'kysely';
import type {
  Db,
  DialectTerms,
  DisableReason,
  TokenConfirmation,
  TokenKind,
  TokenRate,
  Trx,
} from '../database.ts';

export interface TokenRow {
  readonly id: string;
  readonly kind: TokenKind;
  readonly owner_id: string;
  readonly owner: string;
  /** The person who answers for an owner that is a service account. */
  readonly manager_id: string | null;
  readonly owner_deactivated_at: Date | null;
  readonly dialect: string;
  readonly parent_id: string | null;
  readonly family_id: string;
  readonly name: string;
  readonly note: string | null;
  readonly scopes: string[];
  readonly device_groups: string[] | null;
  readonly cidrs: string[] | null;
  readonly rate_limit: TokenRate | null;
  readonly max_uses: number | null;
  readonly uses: number;
  /** The key that its sender has to have; null: whoever has it may use it. */
  readonly cnf: TokenConfirmation | null;
  readonly dialect_terms: DialectTerms | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly not_before: Date | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly last_used_ip: string | null;
  readonly disabled_at: Date | null;
  readonly disabled_by: string | null;
  readonly disable_reason: DisableReason | null;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
  readonly revoke_reason: string | null;
}

export interface TokenInsert {
  readonly id: string;
  readonly kind: TokenKind;
  readonly ownerId: string;
  readonly dialect: string;
  readonly name: string;
  readonly note: string | null;
  readonly scopes: readonly string[];
  /** The only groups whose devices it is for; null: no limit. */
  readonly deviceGroups: readonly string[] | null;
  /** The only networks that it may be used from; null: no limit. */
  readonly cidrs: readonly string[] | null;
  readonly rateLimit: TokenRate | null;
  readonly maxUses: number | null;
  readonly cnf: TokenConfirmation | null;
  /** What its dialect says of it otherwise than in scopes. */
  readonly dialectTerms: DialectTerms | null;
  /** The token that it is made with; it joins the family of that one. */
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly createdIp: string | null;
  readonly notBefore: Date | null;
  /** Null: it lives until it is revoked. */
  readonly expiresAt: Date | null;
}

/** The columns of a `TokenRow`, of `tokens` joined with the owner in `users`. */
export const tokenColumns = [
  'tokens.id',
  'tokens.kind',
  'tokens.owner_id',
  'users.username as owner',
  'users.owner_id as manager_id',
  'users.deactivated_at as owner_deactivated_at',
  'tokens.dialect',
  'tokens.parent_id',
  'tokens.family_id',
  'tokens.name',
  'tokens.note',
  'tokens.scopes',
  'tokens.device_groups',
  'tokens.cidrs',
  'tokens.rate_limit',
  'tokens.max_uses',
  'tokens.uses',
  'tokens.cnf',
  'tokens.dialect_terms',
  'tokens.created_at',
  'tokens.created_by',
  'tokens.not_before',
  'tokens.expires_at',
  'tokens.last_used_at',
  'tokens.last_used_ip',
  'tokens.disabled_at',
  'tokens.disabled_by',
  'tokens.disable_reason',
  'tokens.revoked_at',
  'tokens.revoked_by',
  'tokens.revoke_reason',
] as const;

/**
 * The token of this id, ended or not, locked against every other change until the end of the transaction, with the first
 * token of its family before it: so two who change several tokens of one family never wait for each other in a circle.
 */
export const lockTokenById = async (trx: Trx, id: string): Promise<TokenRow | undefined> => {
  await sql`
    select id from tokens where id = (select family_id from tokens where id = ${id}) for update`.execute(
    trx,
  );
  return trx
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(tokenColumns)
    .where('tokens.id', '=', id)
    .forUpdate('tokens')
    .executeTakeFirst();
};

/** The token of this id, ended or not. */
export const findTokenById = (db: Db, id: string): Promise<TokenRow | undefined> =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(tokenColumns)
    .where('tokens.id', '=', id)
    .executeTakeFirst();

/** Inserts a token, which nobody can use before it has a secret. */
export const insertToken = async (trx: Trx, token: TokenInsert): Promise<void> => {
  await trx
    .insertInto('tokens')
    .values({
      id: token.id,
      kind: token.kind,
      owner_id: token.ownerId,
      dialect: token.dialect,
      name: token.name,
      note: token.note,
      scopes: [...token.scopes],
      resources: null,
      cidrs: token.cidrs === null ? null : [...token.cidrs],
      rate_limit: token.rateLimit,
      max_uses: token.maxUses,
      cnf: token.cnf,
      parent_id: token.parentId,
      family_id: sql<string>`coalesce((select family_id from tokens where id = ${token.parentId}), ${token.id})`,
      created_at: token.createdAt,
      created_by: token.createdBy,
      created_ip: token.createdIp,
      not_before: token.notBefore,
      expires_at: token.expiresAt,
      last_used_at: null,
      last_used_ip: null,
      last_used_ua: null,
      disabled_at: null,
      revoked_at: null,
      revoked_by: null,
      revoke_reason: null,
      device_groups: token.deviceGroups === null ? null : [...token.deviceGroups],
      disabled_by: null,
      disable_reason: null,
      enabled_at: null,
      expiry_warned_days: null,
      dialect_terms: token.dialectTerms,
    })
    .execute();
};

/**
 * Deletes the access tokens that were made with this token and ended before `before`, with whatever was made with one of
 * them, which ended no later. Whoever calls it has locked the token.
 */
export const deleteEndedAccessTokens = async (
  trx: Trx,
  parentId: string,
  before: Date,
): Promise<void> => {
  await sql`
    with recursive line as (
      select id, family_id from tokens where parent_id = ${parentId} and kind = 'oac' and expires_at < ${before}
      union
      select tokens.id, tokens.family_id
      from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    )
    delete from tokens where id in (select id from line)`.execute(trx);
};

/** Deletes the sessions of an owner that ended before `before`: nobody asks for them any more. */
export const deleteSessionsByOwner = async (
  trx: Trx,
  ownerId: string,
  before: Date,
): Promise<void> => {
  await trx
    .deleteFrom('tokens')
    .where('owner_id', '=', ownerId)
    .where('kind', '=', 'ses')
    .where('expires_at', '<', before)
    .execute();
};
