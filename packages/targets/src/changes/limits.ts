/** What holds for every change of targets. */
import { fault } from '@moorgate/errors';

/** Every tool reads all targets at once, and each change signs them all. */
const targetsMax = 10_000;

/** Throws `targets_full` where a factory would have more targets than are kept. */
export const requireRoom = (count: number): void => {
  if (count > targetsMax)
    throw fault('targets_full', {
      detail: `A factory has at most ${String(targetsMax)} targets; prune some first.`,
    });
};
