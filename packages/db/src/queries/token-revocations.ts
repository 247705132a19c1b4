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
  readonly ids?: readonly string[] | undefined;
  /** Tokens that have ended by this time have no need to be revoked; null: those too. */
  readonly now: Date | null;
}

/**
 * Locks the first token of each family that has a token in `line`, in the order of their ids, as everything that changes
 * several tokens of one family does.
 */
const lockFamilies = async (trx: Trx, line: RawBuilder<unknown>): Promise<void> => {
  await sql`
    ${line} select id from tokens where id in (select family_id from line) order by id for update`.execute(
    trx,
  );
};

/** Revokes what is in `line` and was not revoked before; answers the ids, sorted. */
const revokeLine = async (
  trx: Trx,
  line: RawBuilder<unknown>,
  revocation: TokenRevocation,
): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    ${line}
    update tokens
    set revoked_at = ${revocation.at}, revoked_by = ${revocation.by}, revoke_reason = ${revocation.reason}
    where id in (select id from line) and revoked_at is null
    returning id`.execute(trx);
  return rows.map((row) => row.id).sort();
};

/**
 * Revokes a token and everything that was made with it, however indirectly; what was revoked before keeps its date.
 * Answers the ids that this call revoked, sorted. Whoever calls it has locked the token with `lockTokenById`, and with it
 * the family.
 */
export const updateTokenRevoked = (
  trx: Trx,
  id: string,
  revocation: TokenRevocation,
): Promise<string[]> =>
  revokeLine(
    trx,
    sql`
      with recursive line as (
        select id, family_id from tokens where id = ${id}
        union
        select tokens.id, tokens.family_id
        from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
      )`,
    revocation,
  );

const conditions = (selection: TokenSelection): RawBuilder<unknown> => {
  const { ownerId, dialect, scopes, createdBefore, familyId, ids, now } = selection;
  const all = [
    sql`kind <> 'ses' and revoked_at is null`,
    now !== null && sql`coalesce(expires_at > ${now}, true)`,
    ids !== undefined && sql`id = any(${[...ids]}::text[])`,
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
 * call revoked, sorted.
 */
export const updateTokensRevoked = async (
  trx: Trx,
  selection: TokenSelection,
  revocation: TokenRevocation,
): Promise<string[]> => {
  await lockFamilies(trx, selected(selection));
  return revokeLine(trx, selected(selection), revocation);
};

/** What an owner has, of one kind only if it is given, but for one id. */
export interface OwnerSelection {
  readonly ownerId: string;
  readonly kind?: TokenKind;
  readonly exceptId?: string | null;
}

/** The tokens of the selection, and whatever was made with one of them for a service account, unless revoked already. */
const held = ({ ownerId, kind, exceptId }: OwnerSelection): RawBuilder<unknown> => sql`
  with recursive line as (
    select id, family_id from tokens
    where owner_id = ${ownerId} and revoked_at is null
      and kind = coalesce(${kind ?? null}::text, kind)
      and id is distinct from ${exceptId ?? null}
    union
    select tokens.id, tokens.family_id
    from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    where tokens.revoked_at is null
  )`;

/** Revokes what an owner has, with whatever was made with it; answers how many tokens that were. */
export const updateTokensRevokedByOwner = async (
  trx: Trx,
  selection: OwnerSelection,
  revocation: TokenRevocation,
): Promise<number> => {
  await lockFamilies(trx, held(selection));
  return (await revokeLine(trx, held(selection), revocation)).length;
};

/** The tokens of a service account that were made with a token of its owner, with whatever was made with one of them. */
const madeByOthers = (ownerId: string): RawBuilder<unknown> => sql`
  with recursive line as (
    select tokens.id, tokens.family_id
    from tokens join tokens as parents on parents.id = tokens.parent_id
    where tokens.owner_id = ${ownerId} and tokens.revoked_at is null and parents.owner_id <> tokens.owner_id
    union
    select tokens.id, tokens.family_id
    from tokens join line on tokens.parent_id = line.id and tokens.family_id = line.family_id
    where tokens.revoked_at is null
  )`;

/**
 * Revokes the tokens of a service account that were made with a token of its owner: they end when that one does, and when
 * the account gets another owner. Answers the ids that this call revoked, sorted.
 */
export const updateTokensRevokedMadeByOthers = async (
  trx: Trx,
  ownerId: string,
  revocation: TokenRevocation,
): Promise<string[]> => {
  await lockFamilies(trx, madeByOthers(ownerId));
  return revokeLine(trx, madeByOthers(ownerId), revocation);
};
