/** Work that is done when somebody says so, and now and then without a word, for as long as a service runs. */
import type { Context } from '@moorgate/auth';

/** Who works. */
export interface Worker {
  /** Says that there is something to do; it begins at once, or after what is under way. */
  wake(): void;
  /** Ends it, after what is under way. */
  close(): Promise<void>;
}

/** What is done. */
export interface Work {
  readonly log: Context['log'];
  /** How often it begins without a word, in milliseconds. */
  readonly everyMs: number;
  /** What the log says when rounds begin to fail. */
  readonly trouble: string;
  /**
   * One round. It may ask between its steps whether all is to end, and answers for how many milliseconds the next one begins on
   * a word alone.
   */
  round(isOver: () => boolean): Promise<number>;
}

/**
 * Does a round now, whenever it is woken, and every so often, one at a time. Where rounds fail, that is logged once, and the next
 * one begins in its time.
 */
export const keepWorking = ({ log, everyMs, trouble, round }: Work): Worker => {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isFailing = false;
  let isOver = false;
  let restsUntilMs = 0;
  const rounds = async (): Promise<void> => {
    try {
      do {
        isWoken = false;
        const restMs = await round(() => isOver);
        restsUntilMs = restMs === 0 ? 0 : performance.now() + restMs;
      } while (isWoken && !isOver);
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, trouble);
      isFailing = true;
    }
  };
  const wake = (): void => {
    if (isOver) return;
    isWoken = true;
    running ??= rounds().finally(() => {
      running = null;
      if (isWoken && !isFailing) wake();
    });
  };
  wake();
  const timer = setInterval(() => {
    if (performance.now() >= restsUntilMs) wake();
  }, everyMs);
  return {
    wake,
    close: async () => {
      isOver = true;
      clearInterval(timer);
      await running;
    },
  };
};
