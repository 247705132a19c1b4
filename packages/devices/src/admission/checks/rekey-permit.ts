/** An operator can permit a known device to come back with another key, once. */
import type { Check } from './check.ts';

/** Has an open permit used that fits the key, whatever the enrolment policy of the CA, within the device's factory. */
export const rekeyPermit: Check = ({ identity, row }) =>
  row.hasRekeyPermit && row.device?.factory === identity.factory ? { kind: 'rekey' } : null;
