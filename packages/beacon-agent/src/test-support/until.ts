/** Waiting for an outcome. */
import { setTimeout as after } from 'node:timers/promises';

const patienceMs = 20_000;

/** Asks until it is so; throws what was not so when it takes too long. */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> => {
  const endMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(`in vain: ${what}`);
    await after(10);
  }
};
