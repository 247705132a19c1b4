/** A key that the device announced with the one before takes its place when it is first shown. */
import type { Check } from './check.ts';

/** Has a key in state `next` made live, whatever the enrolment policy of the CA, within the device's factory. */
export const nextKey: Check = ({ identity, row }) =>
  row.keyState === 'next' && row.device?.factory === identity.factory ? { kind: 'rotate' } : null;
