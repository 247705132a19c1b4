/** Deleting an update. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  countAssignedDevices,
  deleteUpdate as deleteUpdateRow,
  inTransaction,
  lockUpdateByKey,
  updateContentsAsReleased,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { auditIdOf, requireUpdateName, type UpdateName } from './update.ts';

/**
 * Deletes an update that no device is assigned to; its name is free again. What it alone contained is removed by a job,
 * some hours later: whoever uploads the same meanwhile has it already.
 * Faults: update_name_invalid, update_not_found, update_in_use.
 */
export const deleteUpdate = async (
  ctx: Context,
  { factory }: { readonly factory: string },
  name: UpdateName,
): Promise<void> => {
  requireUpdateName(name);
  await inTransaction(ctx.db, async (trx) => {
    const id = await lockUpdateByKey(trx, { factory, ...name });
    if (id === undefined) throw fault('update_not_found');
    if ((await countAssignedDevices(trx, id)) > 0) throw fault('update_in_use');
    await updateContentsAsReleased(trx, id);
    await deleteUpdateRow(trx, id);
    await recordAudit(trx, ctx, {
      action: 'update.deleted',
      targetKind: 'update',
      targetId: auditIdOf(name),
    });
  });
};
