/** A denied device is refused whatever key it shows. */
import type { Check } from './check.ts';

/** The words that existing clients print. */
export const describeDenial = (uuid: string): string => `Device(${uuid}) is on the denied list`;

/** Refuses with `device_denied`. */
export const deniedList: Check = ({ identity, row }) =>
  row.device?.isDenied === true
    ? {
        kind: 'refuse',
        code: 'device_denied',
        detail: describeDenial(identity.uuid),
      }
    : null;
