/** The resident memory of processes, as the Linux kernel tells it in /proc. */
import { readFileSync } from 'node:fs';
import { listProcessTree } from './process-cpu.ts';

/** Reads VmRSS of the text of /proc/<pid>/status, in KB; 0 where there is none, as in a process that has just ended. */
export const parseResidentKb = (text: string): number =>
  Number(/^VmRSS:\s*(\d+) kB$/m.exec(text)?.[1] ?? 0);

/** The resident memory of a process alone, in KB; 0 for one that has ended. */
export const readMemoryKb = (pid: number): number => {
  try {
    return parseResidentKb(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return 0;
    throw error;
  }
};

/**
 * The resident memory of a process and of all its descendants, in KB. Pages that they share are counted for each: it is
 * for differences.
 */
export const readTreeMemoryKb = (rootPid: number): number =>
  listProcessTree(rootPid).reduce((sum, pid) => sum + readMemoryKb(pid), 0);

const lookEveryMs = 20;

/** Carries out `work`, and answers the most that `read` told meanwhile, in KB. */
export const watchPeakKb = async <T>(
  read: () => number,
  work: () => Promise<T>,
): Promise<{ readonly peakKb: number; readonly result: T }> => {
  let peakKb = read();
  const watch = setInterval(() => {
    peakKb = Math.max(peakKb, read());
  }, lookEveryMs);
  try {
    const result = await work();
    return { peakKb, result };
  } finally {
    clearInterval(watch);
  }
};
