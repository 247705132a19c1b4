/** Listing tokens. */
import { findAccountByName, listTokens as listTokenRows, type TokenFilter } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireUnlimited } from '../rights.ts';
import { listScopesGiving } from './scope-criterion.ts';
import { type Token, tokenFromRow } from './token.ts';
import { tokenIdPattern } from './token-text.ts';

/** Which tokens, and which page of them. */
export interface TokenListRequest extends Omit<TokenFilter, 'ownerId' | 'scopes'> {
  /** The owner; whoever asks, unless said. */
  readonly username?: string | undefined;
  /** True: whoever owns them, where no owner is named. */
  readonly isOfEverybody?: boolean | undefined;
  /** Tokens that have this scope, by name or because another one implies it. */
  readonly scope?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Lists the tokens of one user or service account, or of all of them, oldest first, sessions not; ended ones too, unless the
 * request asks for one state. Those of others than oneself and the service accounts that one answers for need `tokens:read`.
 * Throws `scope_missing`, `user_not_found`, `invalid_request` for what is no scope, and `cursor_invalid`.
 */
export const listTokens = async (ctx: Context, request: TokenListRequest): Promise<Page<Token>> => {
  const { username, isOfEverybody = false, scope, cursor, limit, ...filter } = request;
  const isOfAll = isOfEverybody && username === undefined;
  if (isOfAll) requireUnlimited(ctx.principal, ['tokens:read']);
  const ownerId = isOfAll ? undefined : await ownerIdOf(ctx, username);
  const scopes = scope === undefined ? undefined : listScopesGiving(scope);
  const after = cursor === undefined ? null : keyOfCursor(cursor);
  const now = ctx.clock.now();
  const page = { after, limit: limit + 1, now };
  const rows = await listTokenRows(ctx.db, { ...filter, ownerId, scopes }, page);
  return pageOf(
    rows.map((row) => tokenFromRow(row, now)),
    limit,
    (token) => [token.createdAt.toISOString(), token.id],
  );
};

const ownerIdOf = async (ctx: Context, username: string | undefined): Promise<string> => {
  const { principal } = ctx;
  const isOneself =
    principal.kind === 'user' && (username === undefined || username === principal.username);
  if (isOneself) return principal.userId;
  const owner = username === undefined ? undefined : await findAccountByName(ctx.db, username);
  const isManaged = principal.kind === 'user' && owner?.owner_id === principal.userId;
  if (!isManaged) requireUnlimited(principal, ['tokens:read']);
  if (owner === undefined) throw fault('user_not_found');
  return owner.id;
};

const keyOfCursor = (cursor: string): { createdAt: Date; id: string } => {
  const [createdAt, id] = decodeCursor(cursor, [instantPattern, tokenIdPattern]);
  const instant = new Date(createdAt!);
  if (Number.isNaN(instant.getTime())) throw fault('cursor_invalid');
  return { createdAt: instant, id: id! };
};
