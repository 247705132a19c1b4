/** SQL on `tokens`, sessions included. */
import { sql } from 'kysely';
import type { Db, TokenKind, Trx } from '../database.ts';
import { type GrantedRoleRow, rolesOfUser } from './user-roles.ts';

export interface TokenRow {
  readonly id: string;
  readonly kind: TokenKind;
  readonly owner_id: string;
  readonly owner: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly scopes: string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly disabled_at: Date | null;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
}

/** A token, its owner and one version of its secret: all that a check needs. */
export interface TokenCredentialRow {
  readonly kind: TokenKind;
  readonly owner_id: string;
  readonly username: string;
  readonly deactivated_at: Date | null;
  readonly token_scopes: string[];
  readonly owner_scopes: string[];
  readonly owner_roles: GrantedRoleRow[];
  readonly not_before: Date | null;
  readonly expires_at: Date | null;
  readonly disabled_at: Date | null;
  readonly revoked_at: Date | null;
  readonly hash: Buffer;
  readonly key_version: number;
  readonly secret_expires_at: Date | null;
  readonly secret_retired_at: Date | null;
}

export interface TokenInsert {
  readonly id: string;
  readonly kind: TokenKind;
  readonly ownerId: string;
  readonly dialect: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly createdIp: string | null;
  readonly expiresAt: Date;
}

/** Who ends a token, when and why. */
export interface TokenRevocation {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

const columns = [
  'tokens.id',
  'tokens.kind',
  'tokens.owner_id',
  'users.username as owner',
  'tokens.parent_id',
  'tokens.name',
  'tokens.scopes',
  'tokens.created_at',
  'tokens.created_by',
  'tokens.expires_at',
  'tokens.last_used_at',
  'tokens.disabled_at',
  'tokens.revoked_at',
  'tokens.revoked_by',
] as const;

/** Everything that decides about a token, in one lookup by primary keys: a row for each version of its secret. */
export const listTokenCredentialsById = (db: Db, id: string): Promise<TokenCredentialRow[]> =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .innerJoin('token_secrets', 'token_secrets.token_id', 'tokens.id')
    .select([
      'tokens.kind',
      'tokens.owner_id',
      'users.username',
      'users.deactivated_at',
      'tokens.scopes as token_scopes',
      'users.scopes as owner_scopes',
      rolesOfUser('users.id').as('owner_roles'),
      'tokens.not_before',
      'tokens.expires_at',
      'tokens.disabled_at',
      'tokens.revoked_at',
      'token_secrets.hash',
      'token_secrets.key_version',
      'token_secrets.expires_at as secret_expires_at',
      'token_secrets.retired_at as secret_retired_at',
    ])
    .where('tokens.id', '=', id)
    .execute();

/** The token of this id, ended or not, locked against every other change until the end of the transaction. */
export const lockTokenById = (trx: Trx, id: string): Promise<TokenRow | undefined> =>
  trx
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(columns)
    .where('tokens.id', '=', id)
    .forUpdate('tokens')
    .executeTakeFirst();

/** The tokens of an owner that are no sessions, oldest first, from behind `after`. */
export const listTokensByOwner = (
  db: Db,
  ownerId: string,
  page: {
    readonly after: { readonly createdAt: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<TokenRow[]> => {
  let query = db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(columns)
    .where('tokens.owner_id', '=', ownerId)
    .where('tokens.kind', '<>', 'ses');
  if (page.after !== null)
    query = query.where(
      sql<boolean>`(tokens.created_at, tokens.id) > (${page.after.createdAt}, ${page.after.id})`,
    );
  return query.orderBy('tokens.created_at').orderBy('tokens.id').limit(page.limit).execute();
};

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
      note: null,
      scopes: [...token.scopes],
      resources: null,
      cidrs: null,
      rate_limit: null,
      max_uses: null,
      cnf: null,
      parent_id: token.parentId,
      family_id: null,
      created_at: token.createdAt,
      created_by: token.createdBy,
      created_ip: token.createdIp,
      not_before: null,
      expires_at: token.expiresAt,
      last_used_at: null,
      last_used_ip: null,
      last_used_ua: null,
      disabled_at: null,
      revoked_at: null,
      revoked_by: null,
      revoke_reason: null,
    })
    .execute();
};

/**
 * Revokes a token and everything that was made with it, however indirectly; what was revoked before keeps its date.
 * Answers the ids that this call revoked. A token's descendants have its owner, which is what makes the search short.
 */
export const updateTokenFamilyRevoked = async (
  trx: Trx,
  token: { readonly id: string; readonly ownerId: string },
  revocation: TokenRevocation,
): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with recursive family as (
      select id from tokens where id = ${token.id}
      union
      select tokens.id from tokens join family on tokens.parent_id = family.id
      where tokens.owner_id = ${token.ownerId}
    )
    update tokens
    set revoked_at = ${revocation.at}, revoked_by = ${revocation.by}, revoke_reason = ${revocation.reason}
    where id in (select id from family) and revoked_at is null
    returning id`.execute(trx);
  return rows.map((row) => row.id);
};

/** Revokes what an owner has, of some kinds only if they are given, but for one id; answers how many that were. */
export const updateTokensRevokedByOwner = async (
  trx: Trx,
  selection: {
    readonly ownerId: string;
    readonly kind?: TokenKind;
    readonly exceptId?: string | null;
  },
  revocation: TokenRevocation,
): Promise<number> => {
  let query = trx
    .updateTable('tokens')
    .set({
      revoked_at: revocation.at,
      revoked_by: revocation.by,
      revoke_reason: revocation.reason,
    })
    .where('owner_id', '=', selection.ownerId)
    .where('revoked_at', 'is', null);
  if (selection.kind !== undefined) query = query.where('kind', '=', selection.kind);
  if (selection.exceptId != null) query = query.where('id', '<>', selection.exceptId);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
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
