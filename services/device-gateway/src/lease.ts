/** How long this process may rely on what it holds without asking the store. */

/** The right to serve from memory. */
export interface Lease {
  /** Everything committed before `sentAtMs` (monotonic) is applied here, up to this number of the feed. */
  confirm(sequence: number, sentAtMs: number): void;
  /** The number of the last confirmation. */
  confirmedThrough(): number;
  isHeld(): boolean;
}

/** Longer than one poll of the feed takes to come round, and short enough for a denial to be waited for. */
const leaseMs = 400;

/** Makes a lease that nobody holds yet. It is checked against the monotonic clock at each request, never by a timer. */
export const createLease = (): Lease => {
  let confirmedAtMs = -Infinity;
  let through = 0;
  return {
    confirm: (sequence, sentAtMs) => {
      through = sequence;
      confirmedAtMs = Math.max(confirmedAtMs, sentAtMs);
    },
    confirmedThrough: () => through,
    isHeld: () => performance.now() - confirmedAtMs < leaseMs,
  };
};
