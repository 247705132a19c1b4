/** Taking a service account out of use. */
import {
  lockServiceAccountByName,
  updateTokensRevokedByOwner,
  updateUserDeactivated,
} from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { requireUnlimited } from '../rights.ts';
import { scopeSet } from '../scopes/scope-set.ts';
import { requireHeld } from '../users/user.ts';
import { isOwnerInPerson, requireKnown } from './service-account.ts';

/**
 * Takes a service account out of use and revokes its tokens; when it returns, none is accepted anywhere. Its name stays
 * taken. Its owner does it with a session; anybody else needs `users:delete` and every scope of the account. Throws
 * `service_account_not_found`, `scope_missing`, `scope_not_held` and `committed_unconfirmed`.
 */
export const deleteServiceAccount = (ctx: Context, name: string): Promise<void> =>
  commitChange(ctx, async (trx, announce) => {
    const row = requireKnown(ctx.principal, await lockServiceAccountByName(trx, name));
    if (!isOwnerInPerson(ctx.principal, row)) {
      requireUnlimited(ctx.principal, ['users:delete']);
      requireHeld(ctx.principal, scopeSet(row.scopes));
    }
    const at = ctx.clock.now();
    const by = principalName(ctx.principal);
    await updateUserDeactivated(trx, row.id, { at, by });
    const reason = 'service account deleted';
    const tokensRevoked = await updateTokensRevokedByOwner(
      trx,
      { ownerId: row.id },
      { at, by, reason },
    );
    await recordAudit(trx, ctx, {
      action: 'service_account.deleted',
      targetKind: 'user',
      targetId: row.id,
      after: { name, tokensRevoked },
    });
    announce({ kind: 'user', userId: row.id });
  });
