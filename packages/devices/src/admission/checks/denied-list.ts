/** A denied device is refused whatever key it shows. */
import type { Check } from './check.ts';

/** Refuses with `device_denied`, in words that existing clients print. */
export const deniedList: Check = ({ identity, row }) =>
  row.device?.isDenied === true
    ? {
        kind: 'refuse',
        code: 'device_denied',
        detail: `Device(${identity.uuid}) is on the denied list`,
      }
    : null;
