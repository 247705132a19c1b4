/** Listing the sessions of a user that are open. */
import { findUserByUsername, listOpenSessionsByOwner, type SessionRow } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { tokenIdPattern } from '../tokens/token-text.ts';

/** A login that goes on. */
export interface Session {
  readonly id: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  /** Where it began; null outside of a request. */
  readonly address: string | null;
  /** What the browser called itself. */
  readonly userAgent: string | null;
  /** True for the session that asks. */
  readonly isCurrent: boolean;
}

/** Whose sessions, and which page of them; without a name those of whoever asks. */
export interface SessionListRequest {
  readonly username?: string;
  readonly cursor?: string;
  readonly limit: number;
}

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Lists open sessions, oldest first. Throws `user_not_found` and `cursor_invalid`. */
export const listSessions = async (
  ctx: Context,
  request: SessionListRequest,
): Promise<Page<Session>> => {
  const ownerId = await ownerOf(ctx, request.username);
  const rows = await listOpenSessionsByOwner(ctx.db, ownerId, {
    now: ctx.clock.now(),
    after: positionOf(request.cursor),
    limit: request.limit + 1,
  });
  const current = ctx.principal.kind === 'user' ? ctx.principal.credential.tokenId : null;
  const sessions = rows.map((row) => sessionFromRow(row, current));
  return pageOf(sessions, request.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
};

const ownerOf = async (ctx: Context, username: string | undefined): Promise<string> => {
  if (username === undefined) {
    if (ctx.principal.kind !== 'user') throw fault('user_not_found');
    return ctx.principal.userId;
  }
  const row = await findUserByUsername(ctx.db, username);
  if (row === undefined || row.deactivated_at !== null) throw fault('user_not_found');
  return row.id;
};

const positionOf = (cursor: string | undefined): { createdAt: Date; id: string } | null => {
  if (cursor === undefined) return null;
  const [createdAt, id] = decodeCursor(cursor, [instantPattern, tokenIdPattern]);
  return { createdAt: new Date(createdAt!), id: id! };
};

const sessionFromRow = (row: SessionRow, current: string | null): Session => ({
  id: row.id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  address: row.created_ip,
  userAgent: row.user_agent,
  isCurrent: row.id === current,
});
