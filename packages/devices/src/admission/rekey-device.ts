/** Coming back with another key, which an operator has permitted. */
import type { Context, DeviceIdentity } from '@moorgate/auth';
import { updateRekeyPermitAsUsed } from '@moorgate/db';

/**
 * Uses up a permit and makes the presented key the only live one of its device, with the audit record of it, all or
 * nothing; every gateway closes the connections of the key before. False, with nothing done, when another device was
 * faster, the permit has ended, or the device, the key or the CA may no longer connect: the records decide then.
 */
export const rekeyDevice = async (
  ctx: Pick<Context, 'db' | 'log'>,
  identity: DeviceIdentity,
  address: string,
): Promise<boolean> => {
  const { uuid, spki, ca } = identity;
  const permitId = await updateRekeyPermitAsUsed(ctx.db, {
    uuid,
    deviceCaId: ca.id,
    spki,
    address,
  });
  if (permitId === null) return false;
  ctx.log.info({ uuid, permitId }, 'a device came back with another key, as permitted');
  return true;
};
