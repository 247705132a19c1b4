/** A device is the one on record when it proves possession of a live key of it. */
import type { Check } from './check.ts';

/** Admits a key in state `live`. */
export const storedKey: Check = ({ row }) => (row.keyState === 'live' ? { kind: 'admit' } : null);
