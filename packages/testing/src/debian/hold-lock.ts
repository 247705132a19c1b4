/** A lock between processes, which ends with the process that holds it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs `work` while no other process on this host holds the lock of this file. */
export const holdLock = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  // It holds the lock until its input closes, which the system does for a process that is killed.
  const holder = spawn('flock', [path, 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  const isHeld = await Promise.race([
    once(holder.stdout, 'data').then(() => true),
    ended.then(() => false),
  ]);
  if (!isHeld) throw new Error(`${path} cannot be locked`);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
};
