/** Whether a key is one that a device has or will have. */
import type { Context } from '@moorgate/auth';
import { listDeviceKeysByDevice } from '@moorgate/db';
import type { HeldDevice } from '../admission/held-device.ts';

/** True for a key (SubjectPublicKeyInfo in DER) that admits the device or is announced as its next one. */
export const isOwnKey = async (
  ctx: Pick<Context, 'db'>,
  { device, spki }: { readonly device: Pick<HeldDevice, 'uuid'>; readonly spki: Buffer },
): Promise<boolean> => {
  const keys = await listDeviceKeysByDevice(ctx.db, device.uuid);
  return keys.some(
    (key) => (key.state === 'live' || key.state === 'next') && key.spki.equals(spki),
  );
};
