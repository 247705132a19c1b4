/** Deleting a denied device fully. */
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  appendChange,
  deleteDevice,
  insertKeyTombstonesOfDevice,
  inTransaction,
  lockDeviceByUuid,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Deletes a denied device, after which its UUID enrols as new with another key. The hashes of the keys that admitted it
 * stay behind, so that the old key goes on being refused.
 * Faults: device_not_denied.
 */
export const purgeDevice = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'device_not_denied');
  await inTransaction(ctx.db, async (trx) => {
    const device = await lockDeviceByUuid(trx, uuid);
    if (device === undefined || device.denied_at === null) throw fault('device_not_denied');
    await insertKeyTombstonesOfDevice(trx, uuid, {
      created_at: ctx.clock.now(),
      created_by: principalName(ctx.principal),
    });
    await deleteDevice(trx, uuid);
    await recordAudit(trx, ctx, {
      action: 'device.purged',
      targetKind: 'device',
      targetId: uuid,
      before: {
        factory: device.factory,
        deniedAt: device.denied_at,
        deniedBy: device.denied_by,
        reason: device.denial_reason,
      },
    });
    await appendChange(trx, { kind: 'device', deviceUuid: uuid });
  });
};
