/** `postmaster.pid`, by which a running server can be found; PostgreSQL alone writes and deletes it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the file says; the later lines come as the start goes on. */
export interface PostmasterFile {
  readonly pid: number;
  /** The folder of the Unix socket; null until the server listens, or if it listens on none. */
  readonly socketFolder: string | null;
  readonly isReady: boolean;
}

/** Reads the file of a cluster; null when there is none, or none that is complete enough to name a process. */
export const readPostmasterFile = async (clusterDir: string): Promise<PostmasterFile | null> => {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  // Lines: pid, data directory, start time, port, socket folder, address, shared memory, status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const socketFolder = lines[4] === undefined || lines[4] === '' ? null : lines[4];
  return { pid, socketFolder, isReady: lines[7]?.trim() === 'ready' };
};

/** Whether a process with this number exists, whosoever it is. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
