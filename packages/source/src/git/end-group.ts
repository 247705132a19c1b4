/** Ending a child with all that it has started; it was made the first of a group of its own. */
import type { ChildProcess } from 'node:child_process';

const killAfterMs = 3_000;

/** Ends them gently, so that what they have locked is free, and those that are left after a moment in any case. */
export const endGroup = (child: ChildProcess): void => {
  const { pid } = child;
  if (pid === undefined) return;
  const signalAll = (signal: NodeJS.Signals): void => {
    try {
      process.kill(-pid, signal);
    } catch {
      // They have ended.
    }
  };
  signalAll('SIGTERM');
  const timer = setTimeout(() => signalAll('SIGKILL'), killAfterMs);
  child.once('close', () => clearTimeout(timer));
};
