/** Ending rollouts: they take no more devices, or are gone. */
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  countRolloutDevices,
  deleteRollout as deleteRolloutRow,
  inTransaction,
  lockRolloutTurn,
  updateRolloutAsClosed,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  auditIdOfRollout,
  requireRollout,
  type RolloutName,
  type RolloutServices,
} from './rollout.ts';

/**
 * Closes a rollout: when this returns it takes no more devices, and those that it has keep their update. One that is closed
 * stays as it is; one that was not committed yet takes none.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found.
 */
export const closeRollout = async (
  ctx: Context,
  services: RolloutServices,
  names: RolloutName,
): Promise<void> => {
  await inTransaction(ctx.db, async (db) => {
    await lockRolloutTurn(db);
    const scoped = { ...services, scope: 'updates:read-update' } as const;
    const { id } = await requireRollout(ctx, scoped, { ...names, db });
    const closing = { closed_at: ctx.clock.now(), closed_by: principalName(ctx.principal) };
    if (!(await updateRolloutAsClosed(db, id, closing))) return;
    await recordAudit(db, ctx, {
      action: 'rollout.closed',
      targetKind: 'rollout',
      targetId: auditIdOfRollout(names),
    });
  });
};

/**
 * Deletes a rollout that no device has its update by any more; its name is free again. It is forgotten: a device that it had
 * may from now on be taken by an earlier rollout of the tag that is open.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found, rollout_in_use.
 */
export const deleteRollout = async (
  ctx: Context,
  services: RolloutServices,
  names: RolloutName,
): Promise<void> => {
  await inTransaction(ctx.db, async (db) => {
    await lockRolloutTurn(db);
    const scoped = { ...services, scope: 'updates:delete' } as const;
    const row = await requireRollout(ctx, scoped, { ...names, db });
    const { current } = await countRolloutDevices(db, row.id, null);
    if (current > 0) throw fault('rollout_in_use');
    await deleteRolloutRow(db, row.id);
    await recordAudit(db, ctx, {
      action: 'rollout.deleted',
      targetKind: 'rollout',
      targetId: auditIdOfRollout(names),
      before: { groups: row.group_names, createdAt: row.created_at, createdBy: row.created_by },
    });
  });
};
