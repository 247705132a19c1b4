/** What a device does again and again until it is stopped. */
import { setTimeout as delay } from 'node:timers/promises';

/** How often something is done again. */
export interface Rhythm {
  readonly intervalMs: number;
  /** By how much each interval differs, as a share of it (0 to 1); a fifth unless given. */
  readonly jitter?: number;
}

/** At most one thing at a time. */
export interface Repetition {
  /** Begins within one interval. Throws while something else goes on. */
  start(rhythm: Rhythm, round: () => Promise<unknown>): void;
  /** For rounds: waits, and throws once it has been stopped. */
  wait(milliseconds: number): Promise<void>;
  /** For rounds: throws once it has been stopped. */
  check(): void;
  /** Makes the present round throw where it waits or checks. */
  interrupt(): void;
  /** Resolves when nothing goes on any more; rejects with whatever a round threw before it was interrupted. */
  ended(): Promise<void>;
}

const jitterDefault = 0.2;

/** Makes one that does nothing yet; `random` is evenly distributed from 0 to 1, without 1. */
export const createRepetition = (random: () => number): Repetition => {
  let going: Promise<void> | null = null;
  let stopping = new AbortController();

  const wait = (milliseconds: number): Promise<void> =>
    delay(milliseconds, undefined, { signal: stopping.signal });
  const repeat = async (
    { intervalMs, jitter = jitterDefault }: Rhythm,
    round: () => Promise<unknown>,
  ): Promise<never> => {
    await wait(intervalMs * random());
    for (;;) {
      await round();
      await wait(intervalMs * (1 + jitter * (2 * random() - 1)));
    }
  };
  return {
    start: (rhythm, round) => {
      if (going !== null) throw new Error('it has to be stopped before it does something else');
      stopping = new AbortController();
      const { signal } = stopping;
      going = repeat(rhythm, round).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    wait,
    check: () => stopping.signal.throwIfAborted(),
    interrupt: () => stopping.abort(),
    ended: async () => {
      await going;
      going = null;
    },
  };
};
