/** Deleting a role. */
import {
  countActiveUsersByRole,
  deleteRole as deleteRoleRow,
  deleteUserRolesByRole,
  inTransaction,
  lockRoleByName,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { requireUnlimited } from '../rights.ts';
import { requireRoleHeld, type Role, roleFromRow } from './role.ts';

/**
 * Deletes a role that no active user has: what takes rights away from people names those people. Whoever asks holds all
 * that it gives. `require` is called with the role as it is, and throws to keep it. Throws `scope_missing` without
 * `users:read-update` for everything, `role_not_found`, `scope_not_held` and `role_in_use`.
 */
export const deleteRole = async (
  ctx: Context,
  input: { readonly name: string; require?(present: Role): void },
): Promise<void> => {
  requireUnlimited(ctx.principal, ['users:read-update']);
  await inTransaction(ctx.db, async (trx) => {
    const row = await lockRoleByName(trx, input.name);
    if (row === undefined) throw fault('role_not_found');
    const role = roleFromRow(row);
    input.require?.(role);
    requireRoleHeld(ctx.principal, row);
    const holders = await countActiveUsersByRole(trx, row.id);
    if (holders > 0) throw fault('role_in_use', { detail: `Active users who have it: ${holders}` });
    await deleteUserRolesByRole(trx, row.id);
    await deleteRoleRow(trx, row.id);
    const { name, description, scopes, groups } = role;
    await recordAudit(trx, ctx, {
      action: 'role.deleted',
      targetKind: 'role',
      targetId: row.id,
      before: { name, description, scopes, groups },
    });
  });
};
