/** Taking a device CA into use again. */
import type { Context } from '@moorgate/auth';
import { changeLockedCa } from './change-locked-ca.ts';
import type { DeviceCa } from './device-ca.ts';

/**
 * Admits the devices of a retired CA again. If its certificate is not in cas.pem, the next reading of that file retires it
 * once more.
 * Faults: device_ca_not_found, committed_unconfirmed.
 */
export const reinstateDeviceCa = (ctx: Context, id: string): Promise<DeviceCa> =>
  changeLockedCa(ctx, {
    id,
    action: 'device_ca.reinstated',
    apply: (ca) => (ca.retired_at === null ? null : { retired_at: null, retired_by: null }),
  });
