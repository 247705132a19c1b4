/** A known device with a key that is not its own is never enrolled again by itself. */
import type { Check } from './check.ts';

/** Refuses with `device_key_mismatch` and shows the key to operators. */
export const otherKey: Check = ({ row }) =>
  row.device === null
    ? null
    : { kind: 'refuse', code: 'device_key_mismatch', record: 'pending_key' };
