/** How long to wait before something that ended is started again. */

/** Delays of one thing that is kept running. */
export interface RestartDelay {
  /** The delay after an end, in milliseconds; `ranMs` is how long it had served, 0 if it did not come to that. */
  next(ranMs: number): number;
}

const firstMs = 50;
const longestMs = 10_000;
/** What served this long did not fail at once: its end is taken for the first. */
const settledMs = 5_000;

/** The first delay is short; it doubles, up to ten seconds, while it keeps ending soon after its start. */
export const createRestartDelay = (): RestartDelay => {
  let delayMs = firstMs;
  return {
    next: (ranMs) => {
      if (ranMs >= settledMs) delayMs = firstMs;
      const present = delayMs;
      delayMs = Math.min(delayMs * 2, longestMs);
      return present;
    },
  };
};
