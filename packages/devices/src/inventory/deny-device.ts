/** Putting a device on the denied list. */
import { commitChange, type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  deleteDeviceKeysButLive,
  deleteDeviceData,
  lockDeviceByUuid,
  updateDeviceAsDenied,
  updateDeviceCheckInAsDenied,
  updateOpenRekeyPermitsAsRevoked,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Denies a device. What stays is its record: the UUID, the one key that admits it, when it was created and last seen, and
 * who denied it, when and why. Labels (its name is free again), the assigned update, all that it reported, every other key
 * and every permit for another one go in the same transaction, and nothing that was judged before can be written after it.
 * Of the keys that admitted it earlier, or were announced, the hashes are kept, for nothing but a full deletion, which
 * buries them. When this returns, no gateway starts a request of the device any more.
 * The group that it was in decides who sees the denial and may take it back.
 * Faults: device_not_found, for a device that is denied already and one of a foreign group too; committed_unconfirmed.
 */
export const denyDevice = async (
  ctx: Context,
  input: { uuid: string; reason?: string | undefined },
): Promise<void> => {
  const uuid = parseUuid(input.uuid, 'device_not_found');
  const reason = input.reason ?? null;
  await commitChange(ctx, async (trx, announce) => {
    const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, 'devices:delete'));
    if (device === undefined || device.denied_at !== null) throw fault('device_not_found');
    const [at, by] = [ctx.clock.now(), principalName(ctx.principal)];
    await updateDeviceAsDenied(trx, uuid, {
      denied_at: at,
      denied_by: by,
      denial_reason: reason,
      former_key_hashes: await deleteDeviceKeysButLive(trx, uuid),
    });
    await updateDeviceCheckInAsDenied(trx, uuid);
    await deleteDeviceData(trx, uuid);
    await updateOpenRekeyPermitsAsRevoked(trx, uuid, { revoked_at: at, revoked_by: by });
    await recordAudit(trx, ctx, {
      action: 'device.denied',
      targetKind: 'device',
      targetId: uuid,
      before: { labels: device.labels, updateId: device.update_id },
      after: { reason },
    });
    announce({ kind: 'device', deviceUuid: uuid });
  });
};
