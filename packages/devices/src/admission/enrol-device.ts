/** Enrolment at first contact. */
import type { Context, DeviceIdentity } from '@moorgate/auth';
import { type EnrolmentOutcome, insertEnrolledDevice } from '@moorgate/db';

/**
 * Makes the device with its key, its first check-in and the audit record of it, all or nothing. `not_enrolled` when the
 * device exists by now, or its CA no longer enrols: the records decide then. Of two that enrol one device at once, one
 * does. `key_purged` for a key that a deletion has buried.
 */
export const enrolDevice = (
  ctx: Pick<Context, 'db' | 'clock'>,
  identity: DeviceIdentity,
  address: string,
): Promise<EnrolmentOutcome> => {
  const { uuid, factory, isProduction, spki, ca } = identity;
  const at = ctx.clock.now();
  const device = { uuid, factory, deviceCaId: ca.id, isProduction, spki, at, address };
  return insertEnrolledDevice(ctx.db, device);
};
