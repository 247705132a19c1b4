/** Deleting a denied device fully. */
import { commitChange, type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  deleteDevice,
  deleteDeviceData,
  insertKeyTombstones,
  listAdmittedKeyHashes,
  lockDeviceByUuid,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Deletes a denied device, after which its UUID enrols as new with another key. The hashes of every key that ever admitted
 * it or was announced, before an earlier denial too, stay behind, so that those keys go on being refused.
 * Faults: device_not_denied, for a device that was denied in a foreign group too; committed_unconfirmed.
 */
export const purgeDevice = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'device_not_denied');
  await commitChange(ctx, async (trx, announce) => {
    const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:delete'));
    if (device === undefined || device.denied_at === null) throw fault('device_not_denied');
    const hashes = await listAdmittedKeyHashes(trx, uuid);
    await deleteDeviceData(trx, uuid);
    await deleteDevice(trx, uuid);
    await insertKeyTombstones(trx, hashes, {
      device_uuid: uuid,
      created_at: ctx.clock.now(),
      created_by: principalName(ctx.principal),
    });
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
    announce({ kind: 'device', deviceUuid: uuid });
  });
};
