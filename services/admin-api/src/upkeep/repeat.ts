/** Housekeeping that is done again and again for as long as a service runs. */
import type { Context } from '@moorgate/auth';

/** What is repeated. */
export interface Repeated {
  readonly log: Context['log'];
  /** How long after the end of one round the next one begins, in milliseconds. */
  readonly everyMs: number;
  /** What the log says when rounds begin to fail. */
  readonly trouble: string;
  work(): Promise<unknown>;
}

/**
 * Does the work now and then again and again, one round at a time. When rounds begin to fail, that is logged once, and they go
 * on. Answers what ends it, which waits for the round that is under way.
 */
export const repeat = ({ log, everyMs, trouble, work }: Repeated): (() => Promise<void>) => {
  let isFailing = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    try {
      await work();
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, trouble);
      isFailing = true;
    }
    if (isOver) return;
    timer = setTimeout(() => {
      running = round();
    }, everyMs);
  };
  let running = round();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await running;
  };
};
