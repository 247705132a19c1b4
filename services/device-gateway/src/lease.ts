/** How long this process may rely on what it holds without asking the store. */

/** The right to serve from memory. */
export interface Lease {
  /** Everything committed before `sentAtMs` (monotonic) is known here. */
  confirm(sentAtMs: number): void;
  isHeld(): boolean;
}

/** Longer than one poll of the feed takes to come round, and short enough for a denial to be waited for. */
const leaseMs = 400;

/** Makes a lease that nobody holds yet. It is checked against the monotonic clock at each request, never by a timer. */
export const createLease = (): Lease => {
  let confirmedAtMs = -Infinity;
  return {
    confirm: (sentAtMs) => {
      confirmedAtMs = Math.max(confirmedAtMs, sentAtMs);
    },
    isHeld: () => performance.now() - confirmedAtMs < leaseMs,
  };
};
