/** Logging out. */
import { inTransaction } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { revokeFamily } from '../tokens/revoke-token.ts';

/** Ends the session that asks. Throws `session_required` when the credential is no session. */
export const endSession = async (ctx: Context): Promise<void> => {
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  const { tokenId } = principal.credential;
  await inTransaction(ctx.db, (trx) =>
    revokeFamily(trx, ctx, { id: tokenId, ownerId: principal.userId, reason: 'logged out' }),
  );
};
