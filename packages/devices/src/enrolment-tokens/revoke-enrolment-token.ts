/** Taking an enrolment token back. */
import { type Context, holdsFor, principalName, recordAudit, tokenIdPattern } from '@moorgate/auth';
import { inTransaction, lockEnrolmentTokenById, updateEnrolmentTokenAsRevoked } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/**
 * Ends a token. Once this returns nothing registers with it: each use is counted in the store, under the lock that this
 * takes, so no gateway has to be waited for. One that was taken back already stays as it is.
 * Faults: enrolment_token_not_found, for one of a foreign group too.
 */
export const revokeEnrolmentToken = async (
  ctx: Context,
  token: { readonly id: string; readonly factory: string },
): Promise<void> => {
  const { id } = token;
  if (!tokenIdPattern.test(id)) throw fault('enrolment_token_not_found');
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockEnrolmentTokenById(trx, token);
    if (row === undefined || !holdsFor(ctx.principal, 'devices:create', row.group_name))
      throw fault('enrolment_token_not_found');
    if (row.revoked_at !== null) return;
    await updateEnrolmentTokenAsRevoked(trx, id, {
      revoked_at: ctx.clock.now(),
      revoked_by: principalName(ctx.principal),
    });
    await recordAudit(trx, ctx, {
      action: 'enrolment_token.revoked',
      targetKind: 'enrolment_token',
      targetId: id,
      before: { name: row.name, uses: row.uses },
    });
  });
};
