/** Coming with the key that was announced as the next one. */
import type { Context, DeviceIdentity } from '@moorgate/auth';
import { updateNextKeyAsLive } from '@moorgate/db';

/**
 * Makes the presented key the only live one of its device, with the audit record of it, all or nothing; every gateway
 * closes the connections of the key before. False, with nothing done, when another connection was faster, or the device,
 * the key or the CA may no longer connect: the records decide then.
 */
export const rotateKey = async (
  ctx: Pick<Context, 'db' | 'log'>,
  identity: DeviceIdentity,
  address: string,
): Promise<boolean> => {
  const { uuid, spki, ca } = identity;
  const isDone = await updateNextKeyAsLive(ctx.db, { uuid, deviceCaId: ca.id, spki, address });
  if (isDone) ctx.log.info({ uuid }, 'a device has come with its next key');
  return isDone;
};
