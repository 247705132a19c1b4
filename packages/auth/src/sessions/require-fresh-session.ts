/** What only somebody may do who logged in a moment ago: a session left open must not change how its owner logs in. */
import { findTokenById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import type { UserPrincipal } from '../principal.ts';

/** How long ago the login of a fresh session may be. */
export const freshnessMs = 15 * 60_000;

/**
 * Answers the user whose session asks, if it began within the last fifteen minutes. Throws `session_required` for a token
 * and `session_not_fresh` for an older session.
 */
export const requireFreshSession = async (ctx: Context): Promise<UserPrincipal> => {
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  const session = await findTokenById(ctx.db, principal.credential.tokenId);
  const oldest = ctx.clock.now().getTime() - freshnessMs;
  if (session === undefined || session.created_at.getTime() < oldest)
    throw fault('session_not_fresh');
  return principal;
};
