/** Taking an account out of use. */
import {
  lockActiveUserByUsername,
  type Trx,
  updateTokensRevoked,
  updateTokensRevokedByOwner,
  updateUserDeactivated,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { announceTokens } from '../tokens/revoke-token.ts';
import { keepAdministrator } from './keep-administrator.ts';
import { requireRightsOf } from './require-rights-of.ts';

/**
 * Deactivates a user and revokes all their tokens and sessions; when it returns, none is accepted anywhere. The account
 * stays as a record, and its name taken. Whoever asks must have every right that the user has: nobody removes somebody above
 * them. Throws `user_not_found`, `user_is_self`, `scope_not_held`, `last_administrator` and `committed_unconfirmed`.
 */
export const deactivateUser = (ctx: Context, username: string): Promise<void> =>
  commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const { userId, tokenIds } = await deactivate(trx, ctx, username);
      announce({ kind: 'user', userId });
      announceTokens(announce, tokenIds);
    }),
  );

/** Whose account it was, and what was revoked: tokens of programs too, where they were made with one of the user's. */
interface Deactivated {
  readonly userId: string;
  readonly tokenIds: readonly string[];
}

const deactivate = async (trx: Trx, ctx: Context, username: string): Promise<Deactivated> => {
  const row = await lockActiveUserByUsername(trx, username);
  if (row === undefined) throw fault('user_not_found');
  if (ctx.principal.kind === 'user' && ctx.principal.userId === row.id) throw fault('user_is_self');
  await requireRightsOf(trx, ctx.principal, row);
  const at = ctx.clock.now();
  const by = principalName(ctx.principal);
  await updateUserDeactivated(trx, row.id, { at, by });
  const revocation = { at, by, reason: 'owner deactivated' };
  const tokenIds = await updateTokensRevoked(trx, { ownerId: row.id, now: at }, revocation);
  const ended = await updateTokensRevokedByOwner(trx, { ownerId: row.id }, revocation);
  await recordAudit(trx, ctx, {
    action: 'user.deactivated',
    targetKind: 'user',
    targetId: row.id,
    after: { username, tokensRevoked: tokenIds.length + ended },
  });
  return { userId: row.id, tokenIds };
};
