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
import { requireRightsOf } from '../users/require-rights-of.ts';
import {
  isOwnerInPerson,
  requireKnown,
  type ServiceAccount,
  serviceAccountFromRow,
} from './service-account.ts';

/** Which account, and what must hold of it. */
export interface ServiceAccountDeletion {
  readonly name: string;
  /** Called with the account as it is, which nobody else changes meanwhile; throws to leave it so. */
  require?(present: ServiceAccount): void;
}

/**
 * Takes a service account out of use and revokes its tokens; when it returns, none is accepted anywhere. Its name stays
 * taken. Its owner does it with a session; anybody else needs `users:delete` and every right of the account. Throws
 * `service_account_not_found`, `scope_missing`, `scope_not_held` and `committed_unconfirmed`.
 */
export const deleteServiceAccount = (
  ctx: Context,
  { name, require }: ServiceAccountDeletion,
): Promise<void> =>
  commitChange(ctx, async (trx, announce) => {
    const row = requireKnown(ctx.principal, await lockServiceAccountByName(trx, name));
    if (!isOwnerInPerson(ctx.principal, row)) {
      requireUnlimited(ctx.principal, ['users:delete']);
      await requireRightsOf(trx, ctx.principal, row);
    }
    require?.(await serviceAccountFromRow(trx, row));
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
