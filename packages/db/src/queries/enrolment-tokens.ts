/** Statements about tokens with which devices register. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import type { GroupLimit } from '../group-limit.ts';

/** What decides about a use; a gateway may read it, and nothing else of a token. */
export interface EnrolmentCredentialRow {
  readonly id: string;
  readonly secret_hash: Buffer;
  readonly key_version: number;
  readonly factory: string;
  readonly group_name: string | null;
  readonly name_prefix: string | null;
  readonly device_uuid: string | null;
  readonly cidrs: string[] | null;
  readonly max_uses: number;
  readonly uses: number;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly permitted_groups: string[] | null;
}

const credentialColumns = [
  'id',
  'secret_hash',
  'key_version',
  'factory',
  'group_name',
  'name_prefix',
  'device_uuid',
  'max_uses',
  'uses',
  'expires_at',
  'revoked_at',
  'permitted_groups',
] as const;

const cidrs = sql<string[] | null>`cidrs::text[]`.as('cidrs');

/** What decides about a use of the token, by its public id. */
export const findEnrolmentCredentialById = (
  db: Db,
  id: string,
): Promise<EnrolmentCredentialRow | undefined> =>
  db
    .selectFrom('enrolment_tokens')
    .select(credentialColumns)
    .select(cidrs)
    .where('id', '=', id)
    .executeTakeFirst();

/** Whose token it is. */
export const findEnrolmentTokenOwnerById = (
  db: Db,
  id: string,
): Promise<{ id: string; username: string } | undefined> =>
  db
    .selectFrom('enrolment_tokens as t')
    .innerJoin('users as u', 'u.id', 't.owner_id')
    .select(['u.id', 'u.username'])
    .where('t.id', '=', id)
    .executeTakeFirst();

/** A token as operators see it. */
export interface EnrolmentTokenRow {
  readonly id: string;
  readonly name: string;
  readonly factory: string;
  readonly group_name: string | null;
  readonly name_prefix: string | null;
  readonly cidrs: string[] | null;
  readonly max_uses: number;
  readonly uses: number;
  readonly created_at: Date;
  readonly created_by: string;
  readonly expires_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
  readonly revoked_by: string | null;
  readonly permitted_groups: string[] | null;
}

const columns = [
  'id',
  'name',
  'factory',
  'group_name',
  'name_prefix',
  'max_uses',
  'uses',
  'created_at',
  'created_by',
  'expires_at',
  'last_used_at',
  'revoked_at',
  'revoked_by',
  'permitted_groups',
] as const;

/** What a token starts with; what its owner may is written with it. */
export interface NewEnrolmentTokenRow extends Pick<
  EnrolmentTokenRow,
  | 'id'
  | 'name'
  | 'factory'
  | 'group_name'
  | 'name_prefix'
  | 'max_uses'
  | 'created_at'
  | 'created_by'
  | 'expires_at'
> {
  readonly cidrs: readonly string[] | null;
  readonly device_uuid?: string | null;
  readonly secret_hash: Buffer;
  readonly key_version: number;
  readonly owner_id: string;
  readonly parent_id: string | null;
}

/** Inserts a token and returns it. */
export const insertEnrolmentToken = (
  trx: Trx,
  { cidrs: networks, ...token }: NewEnrolmentTokenRow,
): Promise<EnrolmentTokenRow> =>
  trx
    .insertInto('enrolment_tokens')
    .values({
      ...token,
      cidrs: sql<string[] | null>`${networks === null ? null : [...networks]}::text[]::inet[]`,
    })
    .returning(columns)
    .returning(cidrs)
    .executeTakeFirstOrThrow();

/** A place in the list of tokens. */
export interface EnrolmentTokenPosition {
  readonly created_at: Date;
  readonly id: string;
}

/** A page of the tokens of a factory, newest first, from the first one after `after`; with a limit, those for its groups. */
export const listEnrolmentTokens = (
  db: Db,
  page: {
    readonly factory: string;
    readonly groups: GroupLimit;
    readonly after: EnrolmentTokenPosition | null;
    readonly limit: number;
  },
): Promise<EnrolmentTokenRow[]> => {
  const { groups, after } = page;
  let query = db
    .selectFrom('enrolment_tokens')
    .select(columns)
    .select(cidrs)
    .where('factory', '=', page.factory)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (groups !== null) query = query.where('group_name', 'in', [...groups, '']);
  if (after !== null)
    query = query.where(sql<boolean>`(created_at, id) < (${after.created_at}, ${after.id})`);
  return query.execute();
};

/** Locks one token of a factory. */
export const lockEnrolmentTokenById = (
  trx: Trx,
  token: { readonly id: string; readonly factory: string },
): Promise<EnrolmentTokenRow | undefined> =>
  trx
    .selectFrom('enrolment_tokens')
    .select(columns)
    .select(cidrs)
    .where('id', '=', token.id)
    .where('factory', '=', token.factory)
    .forUpdate()
    .executeTakeFirst();

/** Takes a token back. */
export const updateEnrolmentTokenAsRevoked = async (
  trx: Trx,
  id: string,
  revocation: { readonly revoked_at: Date; readonly revoked_by: string },
): Promise<void> => {
  await trx.updateTable('enrolment_tokens').set(revocation).where('id', '=', id).execute();
};

/**
 * Counts one use of a token for a device of this group (null: of none). False, with nothing done, when none is left, or the
 * token has ended, or its owner may not register such a device any more: of two at once with one use left, one wins.
 */
export const updateEnrolmentTokenAsUsed = async (
  trx: Trx,
  use: { readonly id: string; readonly group: string | null; readonly at: Date },
): Promise<boolean> => {
  const { id, group, at } = use;
  const { numUpdatedRows } = await trx
    .updateTable('enrolment_tokens')
    .set({ uses: sql`uses + 1`, last_used_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    .where(sql<boolean>`uses < max_uses`)
    .where(sql<boolean>`(permitted_groups is null or ${group}::text = any (permitted_groups))`)
    .where(sql<boolean>`(group_name is null or group_name = ${group}::text)`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/**
 * Deletes at most so many tokens that were revoked or used up, or have expired, before that time; those that somebody has
 * locked are left out. Answers how many.
 */
export const deleteEndedEnrolmentTokens = async (
  trx: Trx,
  { endedBefore, limit }: { readonly endedBefore: Date; readonly limit: number },
): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from enrolment_tokens where id in (
      select id from enrolment_tokens
      where least(revoked_at, expires_at, case when uses >= max_uses then last_used_at end) < ${endedBefore}
      limit ${limit} for update skip locked
    )`.execute(trx);
  return Number(numAffectedRows);
};
