/** Listing tokens. */
import { findUserByUsername, listTokensByOwner } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireScopes } from '../principal.ts';
import { type Token, tokenFromRow } from './token.ts';
import { tokenIdPattern } from './token-text.ts';

/** Which tokens, and which page of them. */
export interface TokenListRequest {
  /** The owner; whoever asks, unless said. */
  readonly username?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Lists the tokens of one user, oldest first, ended ones included, sessions not. Those of others need `tokens:read`.
 * Throws `scope_missing`, `user_not_found` and `cursor_invalid`.
 */
export const listTokens = async (ctx: Context, request: TokenListRequest): Promise<Page<Token>> => {
  const ownerId = await ownerIdOf(ctx, request.username);
  const after = request.cursor === undefined ? null : keyOfCursor(request.cursor);
  const rows = await listTokensByOwner(ctx.db, ownerId, { after, limit: request.limit + 1 });
  return pageOf(rows.map(tokenFromRow), request.limit, (token) => [
    token.createdAt.toISOString(),
    token.id,
  ]);
};

const ownerIdOf = async (ctx: Context, username: string | undefined): Promise<string> => {
  const { principal } = ctx;
  const isOwn =
    principal.kind === 'user' && (username === undefined || username === principal.username);
  if (isOwn) return principal.userId;
  requireScopes(principal, ['tokens:read']);
  const owner = username === undefined ? undefined : await findUserByUsername(ctx.db, username);
  if (owner === undefined) throw fault('user_not_found');
  return owner.id;
};

const keyOfCursor = (cursor: string): { createdAt: Date; id: string } => {
  const [createdAt, id] = decodeCursor(cursor, [instantPattern, tokenIdPattern]);
  const instant = new Date(createdAt!);
  if (Number.isNaN(instant.getTime())) throw fault('cursor_invalid');
  return { createdAt: instant, id: id! };
};
