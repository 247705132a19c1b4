/** Deleting a denied device fully. */
import { commitChange, type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  deleteDevice,
  type DeviceKeyRow,
  insertKeyTombstones,
  listDeviceKeysByDevice,
  lockDeviceByUuid,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Deletes a denied device, after which its UUID enrols as new with another key. The hashes of the keys that admitted it
 * stay behind, so that the old key goes on being refused.
 * Faults: device_not_denied, committed_unconfirmed.
 */
export const purgeDevice = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'device_not_denied');
  await commitChange(ctx, async (trx, announce) => {
    const device = await lockDeviceByUuid(trx, uuid);
    if (device === undefined || device.denied_at === null) throw fault('device_not_denied');
    const keys = await listDeviceKeysByDevice(trx, uuid);
    await deleteDevice(trx, uuid);
    await insertKeyTombstones(trx, keys.filter(hasAdmitted).map(hashOf), {
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

const hasAdmitted = (key: DeviceKeyRow): boolean => key.state === 'live' || key.state === 'retired';
const hashOf = (key: DeviceKeyRow): Buffer => key.spki_sha256;
