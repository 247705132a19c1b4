/** SQL that lists tokens, page by page. */
import {
  type Expression,
  expressionBuilder,
  type ExpressionBuilder,
  sql,
  type SqlBool,
} from 'kysely';
import type { Database, Db } from '../database.ts';
import { tokenColumns, type TokenRow } from './tokens.ts';

/** Where a token stands; each has exactly one state at a time. */
export type TokenState = 'active' | 'expired' | 'revoked' | 'disabled';

/** What the tokens of a list have in common; what is left out does not matter. */
export interface TokenFilter {
  readonly ownerId?: string | undefined;
  /** The API that they were made for. */
  readonly dialect?: string | undefined;
  /** Tokens with one of these scopes at least. */
  readonly scopes?: readonly string[] | undefined;
  readonly createdBefore?: Date | undefined;
  readonly state?: TokenState | undefined;
  /** Used at this time or later. */
  readonly usedSince?: Date | undefined;
  /** Made before this time, and not used then or later. */
  readonly unusedSince?: Date | undefined;
  /** A part of the name or the note, in any case. */
  readonly search?: string | undefined;
}

/** Where a page begins and ends. */
export interface TokenPage {
  readonly after: { readonly createdAt: Date; readonly id: string } | null;
  readonly limit: number;
  /** The time by which states are told. */
  readonly now: Date;
}

type Builder = ExpressionBuilder<Database, 'tokens'>;

const isOver = (now: Date): Expression<SqlBool> =>
  sql<boolean>`coalesce(tokens.expires_at <= ${now} or tokens.uses >= tokens.max_uses, false)`;

const inState = (state: TokenState, now: Date): Expression<SqlBool> => {
  const eb: Builder = expressionBuilder();
  if (state === 'revoked') return eb('tokens.revoked_at', 'is not', null);
  const isUnrevoked = eb('tokens.revoked_at', 'is', null);
  if (state === 'expired') return eb.and([isUnrevoked, isOver(now)]);
  const isDisabled = eb('tokens.disabled_at', state === 'disabled' ? 'is not' : 'is', null);
  return eb.and([isUnrevoked, eb.not(isOver(now)), isDisabled]);
};

const isEqual = (
  column: 'owner_id' | 'dialect',
  value: string | undefined,
): Expression<SqlBool> | undefined => {
  const eb: Builder = expressionBuilder();
  return value === undefined ? undefined : eb(`tokens.${column}`, '=', value);
};

const contains = (text: string): Expression<SqlBool> => {
  const pattern = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(tokens.name ilike ${pattern} or tokens.note ilike ${pattern})`;
};

const conditions = (filter: TokenFilter, { after, now }: TokenPage): Expression<SqlBool>[] => {
  const { ownerId, dialect, scopes, createdBefore, state, usedSince, unusedSince, search } = filter;
  const all = [
    isEqual('owner_id', ownerId),
    isEqual('dialect', dialect),
    scopes && sql<boolean>`tokens.scopes && ${[...scopes]}::text[]`,
    createdBefore && sql<boolean>`tokens.created_at < ${createdBefore}`,
    state && inState(state, now),
    usedSince && sql<boolean>`tokens.last_used_at >= ${usedSince}`,
    unusedSince && sql<boolean>`coalesce(tokens.last_used_at, tokens.created_at) < ${unusedSince}`,
    search === undefined ? undefined : contains(search),
    after && sql<boolean>`(tokens.created_at, tokens.id) > (${after.createdAt}, ${after.id})`,
  ];
  return all.filter((one) => one !== undefined && one !== null);
};

/** The tokens that are no sessions, oldest first, from behind `after`: a range of an index, of one owner or of all. */
export const listTokens = (db: Db, filter: TokenFilter, page: TokenPage): Promise<TokenRow[]> =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(tokenColumns)
    .where(sql<boolean>`tokens.kind <> 'ses'`)
    .where((eb) => eb.and(conditions(filter, page)))
    .orderBy('tokens.created_at')
    .orderBy('tokens.id')
    .limit(page.limit)
    .execute();
