/** Processes of the product, as the system sees them. */
import { readFileSync } from 'node:fs';

/** True while a process of this id runs, or is stopped; one that has ended, and only waits to be asked how, does not. */
export const existsProcess = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
};
