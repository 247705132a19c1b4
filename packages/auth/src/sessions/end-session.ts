/** Logging out. */
import { fault } from '@moorgate/errors';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { announceTokens, revokeWithDescendants } from '../tokens/revoke-token.ts';

/** Ends the session that asks. Throws `session_required` when the credential is no session. */
export const endSession = async (ctx: Context): Promise<void> => {
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  const { tokenId } = principal.credential;
  await commitChange(ctx, async (trx, announce) => {
    announceTokens(
      announce,
      await revokeWithDescendants(trx, ctx, { id: tokenId, reason: 'logged out' }),
    );
  });
};
