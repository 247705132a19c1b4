/** How long this process may rely on what it holds without asking the store. */
import { askingMsMax, leaseMs } from './lease-terms.ts';

/** The right to serve from memory. */
export interface Lease {
  /** Everything committed before `sentAtMs` (monotonic) is applied here, up to this number of the feed. */
  confirm(sequence: number, sentAtMs: number): void;
  /** The number of the last confirmation. */
  confirmedThrough(): number;
  isHeld(): boolean;
  /** Without a lease: true while each request may be decided by asking the store. After that nobody is answered. */
  mayAsk(): boolean;
  /** How long ago the last confirmation was asked for, in milliseconds; Infinity before the first. */
  ageMs(): number;
  /** How long ago the lease ended; 0 or less while it is held. */
  lapsedMs(): number;
}

/** Makes a lease that nobody holds yet. It is checked against the monotonic clock at each request, never by a timer. */
export const createLease = (): Lease => {
  let confirmedAtMs = -Infinity;
  let through = 0;
  const ageMs = (): number => performance.now() - confirmedAtMs;
  return {
    confirm: (sequence, sentAtMs) => {
      through = sequence;
      confirmedAtMs = Math.max(confirmedAtMs, sentAtMs);
    },
    confirmedThrough: () => through,
    isHeld: () => ageMs() < leaseMs,
    mayAsk: () => ageMs() < askingMsMax,
    ageMs,
    lapsedMs: () => ageMs() - leaseMs,
  };
};
