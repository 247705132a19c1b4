/** Taking a device off the denied list. */
import { commitChange, type Context, recordAudit } from '@moorgate/auth';
import {
  lockDeviceByUuid,
  lockSharedConfigurationClock,
  updateDeviceAsUndenied,
  updateDeviceCheckInAsUndenied,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Lets a denied device connect again, with the key that it had. Only the record comes back: neither its name nor anything
 * else that the denial destroyed, its group included: whoever sees some groups alone does not see it afterwards.
 * Faults: device_not_denied, for a device that was denied in a foreign group too; committed_unconfirmed.
 */
export const undenyDevice = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'device_not_denied');
  await commitChange(ctx, async (trx, announce) => {
    const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:delete'));
    if (device === undefined || device.denied_at === null) throw fault('device_not_denied');
    await lockSharedConfigurationClock(trx);
    await updateDeviceAsUndenied(trx, uuid, Math.floor(ctx.clock.now().getTime() / 1_000));
    await updateDeviceCheckInAsUndenied(trx, uuid);
    await recordAudit(trx, ctx, {
      action: 'device.undenied',
      targetKind: 'device',
      targetId: uuid,
      before: {
        deniedAt: device.denied_at,
        deniedBy: device.denied_by,
        reason: device.denial_reason,
      },
    });
    announce({ kind: 'device', deviceUuid: uuid });
  });
};
