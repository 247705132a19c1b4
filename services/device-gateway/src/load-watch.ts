/** Whether this process still keeps up with the handshakes that it gets. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The bounds. What strangers can bring about, such as connections that never finish a handshake, is no signal. */
export interface LoadLimits {
  /** How late the event loop may be on average. */
  readonly loopDelayMsMax: number;
  /** How long a new connection may wait for its handshake to begin. */
  readonly handshakeDelayMsMax: number;
  /** How many new connections may wait for the store at once. */
  readonly waitingVerdictsMax: number;
}

/** Watches the load. */
export interface LoadWatch {
  /** True while new connections are turned away. */
  isOverloaded(): boolean;
  /** Notes how long the handshake that begins now has waited. */
  noteHandshakeDelay(milliseconds: number): void;
  /** Counts a verdict as waiting until its promise is settled. */
  whileWaiting<T>(verdict: Promise<T>): Promise<T>;
  waitingVerdicts(): number;
  stop(): void;
}

const resolutionMs = 50;
const windowMs = 500;
const nanosecondsPerMs = 1e6;

/**
 * Begins to watch. The delay is that of the last half second: what has passed does not keep anybody out, and one long
 * pause alone is not taken for a load that lasts.
 */
export const watchLoad = (limits: LoadLimits): LoadWatch => {
  const { loopDelayMsMax, handshakeDelayMsMax, waitingVerdictsMax } = limits;
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  let isLate = false;
  let handshakeDelayMs = 0;
  let waiting = 0;
  const reading = setInterval(() => {
    const meanMs = histogram.count === 0 ? 0 : histogram.mean / nanosecondsPerMs - resolutionMs;
    isLate = meanMs > loopDelayMsMax;
    histogram.reset();
  }, windowMs);
  reading.unref();

  return {
    isOverloaded: () =>
      isLate || handshakeDelayMs > handshakeDelayMsMax || waiting >= waitingVerdictsMax,
    noteHandshakeDelay: (milliseconds) => {
      handshakeDelayMs = milliseconds;
    },
    whileWaiting: async (verdict) => {
      waiting += 1;
      try {
        return await verdict;
      } finally {
        waiting -= 1;
      }
    },
    waitingVerdicts: () => waiting,
    stop: () => {
      clearInterval(reading);
      histogram.disable();
    },
  };
};
