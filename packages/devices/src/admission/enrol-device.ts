/** Enrolment at first contact. */
import { type Context, type DeviceIdentity, recordAudit } from '@moorgate/auth';
import { insertEnrolledDevice, insertEnrolledKey, inTransaction } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/**
 * Makes the device with its key, its first check-in and the audit record of it, all or nothing. False when the device
 * exists by now, or its CA no longer enrols: the records decide then. Of two that enrol one device at once, one does.
 * Throws `device_key_purged` for a key that a deletion buried in the meantime.
 */
export const enrolDevice = (ctx: Context, identity: DeviceIdentity): Promise<boolean> =>
  inTransaction(ctx.db, async (trx) => {
    const at = ctx.clock.now();
    const { uuid, factory, isProduction, spki, spkiSha256 } = identity;
    const isNew = await insertEnrolledDevice(trx, {
      uuid,
      factory,
      deviceCaId: identity.ca.id,
      isProduction,
      at,
    });
    if (!isNew) return false;
    if (!(await insertEnrolledKey(trx, { deviceUuid: uuid, spkiSha256, spki, at }))) {
      throw fault('device_key_purged');
    }
    await recordAudit(trx, ctx, {
      action: 'device.enrolled',
      targetKind: 'device',
      targetId: uuid,
      after: { factory, isProduction, keySha256: spkiSha256.toString('hex') },
    });
    return true;
  });
