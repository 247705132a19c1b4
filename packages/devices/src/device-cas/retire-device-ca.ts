/** Taking a device CA out of use. */
import { type Context, principalName } from '@moorgate/auth';
import { changeLockedCa } from './change-locked-ca.ts';
import type { DeviceCa } from './device-ca.ts';

/**
 * Refuses the devices of a CA from now on, until somebody reinstates it: that cas.pem has its certificate does not. A CA
 * that was retired because it had left cas.pem is held back in the same way afterwards.
 * Faults: device_ca_not_found, committed_unconfirmed.
 */
export const retireDeviceCa = (ctx: Context, id: string): Promise<DeviceCa> =>
  changeLockedCa(ctx, {
    id,
    action: 'device_ca.retired',
    apply: (ca) =>
      ca.retired_by === null
        ? {
            retired_at: ca.retired_at ?? ctx.clock.now(),
            retired_by: principalName(ctx.principal),
          }
        : null,
  });
