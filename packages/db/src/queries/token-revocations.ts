/** SQL that revokes tokens, alone, with what was made with them, or many at once. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, TokenKind, Trx } from '../database.ts';

/** Who ends a token, when and why. */
export interface TokenRevocation {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

/** What the tokens to be revoked have in common; what is left out does not matter. */
export interface TokenSelection {
  readonly ownerId?: string | undefined;
  readonly dialect?: string | undefined;
  /** Tokens with one of these scopes at least. */
  readonly scopes?: readonly string[] | undefined;
  readonly createdBefore?: Date | undefined;
  /** What descends from this token, which was made with none, and that one itself. */
  readonly familyId?: string | undefined;
  /** Tokens that have ended by this time have no need to be revoked. */
  readonly now: Date;
}

/**
 * Revokes a token and everything that was made with it, however indirectly; what was revoked before keeps its date.
 * Answers the ids that this call revoked, sorted.
 */
export const updateTokenFamilyRevoked = async (
  trx: Trx,
  id: string,
  revocation: TokenRevocation,
): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    with recursive line as (
      select id, family_id from tokens where id = ${id}
      union
      select tokens.id, tokens.family_id
      from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    )
    update tokens
    set revoked_at = ${revocation.at}, revoked_by = ${revocation.by}, revoke_reason = ${revocation.reason}
    where id in (select id from line) and revoked_at is null
    returning id`.execute(trx);
  return rows.map((row) => row.id).sort();
};

const conditions = (selection: TokenSelection): RawBuilder<unknown> => {
  const { ownerId, dialect, scopes, createdBefore, familyId, now } = selection;
  const all = [
    sql`kind <> 'ses' and revoked_at is null and coalesce(expires_at > ${now}, true)`,
    ownerId !== undefined && sql`owner_id = ${ownerId}`,
    dialect !== undefined && sql`dialect = ${dialect}`,
    scopes !== undefined && sql`scopes && ${[...scopes]}::text[]`,
    createdBefore !== undefined && sql`created_at < ${createdBefore}`,
    familyId !== undefined && sql`family_id = ${familyId}`,
  ];
  return sql.join(
    all.filter((one) => one !== false),
    sql` and `,
  );
};

/** The tokens of the selection that are no sessions, and whatever was made with one of them, unless revoked already. */
const selected = (selection: TokenSelection): RawBuilder<unknown> => sql`
  with recursive line as (
    select id, family_id from tokens where ${conditions(selection)}
    union
    select tokens.id, tokens.family_id
    from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    where tokens.revoked_at is null
  )`;

/** How many tokens `updateTokensRevoked` would revoke. */
export const countTokensToRevoke = async (db: Db, selection: TokenSelection): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    ${selected(selection)} select count(*) as count from line`.execute(db);
  return rows[0]!.count;
};

/**
 * Revokes the tokens of the selection that are no sessions, with whatever was made with them. Answers the ids that this
 * call revoked, sorted. Each family is locked at its first token, in the order of their ids, as everything that changes
 * several tokens of one does.
 */
export const updateTokensRevoked = async (
  trx: Trx,
  selection: TokenSelection,
  revocation: TokenRevocation,
): Promise<string[]> => {
  await sql`
    ${selected(selection)}
    select id from tokens where id in (select family_id from line) order by id for update`.execute(
    trx,
  );
  const { rows } = await sql<{ id: string }>`
    ${selected(selection)}
    update tokens
    set revoked_at = ${revocation.at}, revoked_by = ${revocation.by}, revoke_reason = ${revocation.reason}
    where id in (select id from line) and revoked_at is null
    returning id`.execute(trx);
  return rows.map((row) => row.id).sort();
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
