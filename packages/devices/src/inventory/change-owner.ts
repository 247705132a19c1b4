/** Saying whose a device is. */
import { type Context, recordAudit } from '@moorgate/auth';
import {
  findDeviceByUuid,
  findUserByUsername,
  inTransaction,
  lockDeviceByUuid,
  updateDeviceOwner,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Gives a device to an active user, for people to know whom to ask: it gives that user no right.
 * Faults: device_not_found, for a denied device and one of a foreign group too; user_not_found.
 */
export const changeOwner = async (
  ctx: Context,
  { owner, ...device }: { readonly uuid: string; readonly owner: string },
): Promise<void> => {
  const uuid = parseUuid(device.uuid, 'device_not_found');
  await inTransaction(ctx.db, async (trx) => {
    const locked = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:read-update'));
    if (locked === undefined || locked.denied_at !== null) throw fault('device_not_found');
    const user = await findUserByUsername(trx, owner);
    if (user === undefined || user.deactivated_at !== null) throw fault('user_not_found');
    const before = (await findDeviceByUuid(trx, uuid))?.owner ?? null;
    if (before === user.username) return;
    await updateDeviceOwner(trx, uuid, user.id);
    await recordAudit(trx, ctx, {
      action: 'device.owner_changed',
      targetKind: 'device',
      targetId: uuid,
      before: { owner: before },
      after: { owner: user.username },
    });
  });
};
