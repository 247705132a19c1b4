/** A key that a fully deleted device had stays out, whatever device shows it. */
import type { Check } from './check.ts';

/** Refuses with `device_key_purged`. */
export const purgedKey: Check = ({ row }) =>
  row.isKeyPurged ? { kind: 'refuse', code: 'device_key_purged' } : null;
