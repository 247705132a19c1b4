/** A device that asks without a pause, to see from when to when it is served. */
import { setTimeout as after } from 'node:timers/promises';
import type { KeptConnection, Outcome } from './kept-connection.ts';

/** An answer, and when it was asked for and came, on the monotonic clock in milliseconds. */
export interface Asked {
  readonly askedMs: number;
  readonly answeredMs: number;
  readonly outcome: Outcome;
}

/** A look at the service. */
export interface ServiceWatch {
  readonly seen: readonly Asked[];
  /** The first that fits of those that are asked from now on. */
  until(fits: (asked: Asked) => boolean): Promise<Asked>;
  stop(): Promise<void>;
}

const pauseMs = 20;

/** Begins to ask. A connection that was closed is made again. */
export const followService = (connection: KeptConnection, path: string): ServiceWatch => {
  const seen: Asked[] = [];
  const waiting = new Set<{ fits: (asked: Asked) => boolean; found: (asked: Asked) => void }>();
  let isOver = false;
  const run = async (): Promise<void> => {
    while (!isOver) {
      const askedMs = performance.now();
      const outcome = await connection.ask(path);
      const asked = { askedMs, answeredMs: performance.now(), outcome };
      seen.push(asked);
      for (const one of [...waiting]) if (one.fits(asked)) one.found(asked);
      await after(pauseMs);
    }
  };
  const running = run();
  return {
    seen,
    until: (fits) =>
      new Promise((resolve) => {
        const fromMs = performance.now();
        const one = {
          fits: (asked: Asked) => asked.askedMs >= fromMs && fits(asked),
          found: (asked: Asked) => {
            waiting.delete(one);
            resolve(asked);
          },
        };
        waiting.add(one);
      }),
    stop: () => {
      isOver = true;
      return running;
    },
  };
};
