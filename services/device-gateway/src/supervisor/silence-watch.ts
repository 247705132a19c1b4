/** Who has been silent for too long, judged by a process that may have slept itself. */

/** Those under watch, by when they were last heard. */
export interface SilenceWatch<T> {
  /** Notes a sign of life. The watch of somebody begins with the first. */
  heard(one: T): void;
  forget(one: T): void;
  /**
   * Those who have been silent for longer than the limit. To be called regularly: a call that comes late means that this
   * process did not run, heard nobody, and gives everybody a whole new period.
   */
  look(): readonly T[];
}

/** Times are in milliseconds of a monotonic clock. */
export interface SilenceTerms {
  readonly limitMs: number;
  /** A look that comes this long after the one before it is late. */
  readonly lateMs: number;
  nowMs(): number;
}

/** Makes a watch over nobody. */
export const createSilenceWatch = <T>({
  limitMs,
  lateMs,
  nowMs,
}: SilenceTerms): SilenceWatch<T> => {
  const heardAtMs = new Map<T, number>();
  let lookedAtMs = nowMs();
  return {
    heard: (one) => void heardAtMs.set(one, nowMs()),
    forget: (one) => void heardAtMs.delete(one),
    look: () => {
      const now = nowMs();
      const isLate = now - lookedAtMs >= lateMs;
      lookedAtMs = now;
      if (isLate) for (const one of heardAtMs.keys()) heardAtMs.set(one, now);
      return [...heardAtMs].filter(([, atMs]) => now - atMs > limitMs).map(([one]) => one);
    },
  };
};
