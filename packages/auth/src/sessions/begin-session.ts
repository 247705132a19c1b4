/** The beginning of a session, however its holder proved who they are. */
import { deleteSessionsByOwner, insertSession, type Trx } from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { allScopes } from '../scopes/catalogue.ts';
import { mintToken } from '../tokens/mint-token.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';

/** A session that began: the text of its token is the value of the cookie. */
export interface StartedSession {
  readonly id: string;
  readonly token: string;
  readonly username: string;
  readonly expiresAt: Date;
}

/** Whose session begins, by what proof. */
export interface SessionBeginning {
  readonly keys: TokenKeys;
  readonly user: { readonly id: string; readonly username: string };
  /** What the audit record says beside the session itself: the provider that vouched for the holder, say. */
  readonly evidence?: Readonly<Record<string, unknown>>;
}

/** How long a session lasts; using it does not prolong it. */
export const sessionLifetimeMs = 48 * 3_600_000;

/**
 * Begins a session of 48 hours for a user whose row the transaction holds locked and found active, and records it. A
 * session is the user: it may do whatever the user may at the time of each request.
 */
export const beginSession = async (
  trx: Trx,
  ctx: Context,
  { keys, user, evidence }: SessionBeginning,
): Promise<StartedSession> => {
  const createdAt = ctx.clock.now();
  const expiresAt = new Date(createdAt.getTime() + sessionLifetimeMs);
  await deleteSessionsByOwner(trx, user.id, createdAt);
  const draft = {
    kind: 'ses',
    ownerId: user.id,
    name: 'session',
    scopes: allScopes,
    parentId: null,
    createdAt,
    expiresAt,
  } as const;
  const { id, text } = await mintToken(trx, ctx, { keys, draft });
  await insertSession(trx, { tokenId: id, userAgent: ctx.userAgent ?? null });
  await recordAudit(trx, ctx, {
    action: 'session.started',
    targetKind: 'user',
    targetId: user.id,
    after: { username: user.username, sessionId: id, expiresAt, ...evidence },
  });
  return { id, token: text, username: user.username, expiresAt };
};
