/** Taking a permit back that nobody has used. */
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  inTransaction,
  lockDeviceByUuid,
  lockRekeyPermitById,
  updateRekeyPermitAsRevoked,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';

/**
 * Ends a permit. Once this returns it admits nobody: it is used in the store alone, under the lock that this takes, so no
 * gateway has to be waited for. One that was taken back already stays as it is.
 * Faults: device_not_found, for one of a foreign group too, and for a denied one, whose permits ended with its denial;
 * rekey_permit_not_found;
 * rekey_permit_used, where it is too late.
 */
export const revokeRekeyPermit = async (
  ctx: Context,
  permit: { readonly uuid: string; readonly id: string },
): Promise<void> => {
  const deviceUuid = parseUuid(permit.uuid, 'device_not_found');
  const id = parseUuid(permit.id, 'rekey_permit_not_found');
  await inTransaction(ctx.db, async (trx) => {
    const device = await lockDeviceByUuid(trx, deviceUuid, groupLimitOf(ctx, 'devices:create'));
    if (device === undefined || device.denied_at !== null) throw fault('device_not_found');
    const row = await lockRekeyPermitById(trx, { deviceUuid, id });
    if (row === undefined) throw fault('rekey_permit_not_found');
    if (row.used_at !== null) throw fault('rekey_permit_used');
    if (row.revoked_at !== null) return;
    await updateRekeyPermitAsRevoked(trx, id, {
      revoked_at: ctx.clock.now(),
      revoked_by: principalName(ctx.principal),
    });
    await recordAudit(trx, ctx, {
      action: 'device.rekey_permit_revoked',
      targetKind: 'device',
      targetId: deviceUuid,
      before: { permitId: id, keySha256: row.spki_sha256?.toString('hex') ?? null },
    });
  });
};
