/** The CPU time of processes, as the Linux kernel accounts for it in /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** What one line of /proc/<pid>/stat says; times are user and system time of all threads together, in milliseconds. */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  readonly cpuMs: number;
  /** Of children that have ended and been waited for, with theirs. */
  readonly endedChildrenCpuMs: number;
}

/** USER_HZ of proc(5): 100 wherever Node runs. The sum that is reported in it is exact, not sampled. */
const ticksPerSecond = 100;

/** Reads the text of /proc/<pid>/stat (proc(5), fields 1, 4 and 14 to 17). The name of a process may contain anything. */
export const parseProcessStat = (text: string): ProcessStat => {
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  const ticks = (first: number, second: number): number =>
    ((Number(fields[first]) + Number(fields[second])) * 1_000) / ticksPerSecond;
  const stat = {
    pid: Number.parseInt(text, 10),
    parentPid: Number(fields[1]),
    cpuMs: ticks(11, 12),
    endedChildrenCpuMs: ticks(13, 14),
  };
  if (nameEnd < 0 || Object.values(stat).some(Number.isNaN))
    throw new Error('this is not the status of a process');
  return stat;
};

/**
 * The CPU time of a process and of all its descendants, those that have ended included. It only grows while the process
 * lives, but for a child that ends between two readings of /proc, which counts from the next call on.
 */
export const sumProcessTree = (stats: readonly ProcessStat[], rootPid: number): number => {
  const root = stats.find(({ pid }) => pid === rootPid);
  if (root === undefined) throw new Error(`process ${rootPid} does not run`);
  const children = Map.groupBy(stats, ({ parentPid }) => parentPid);
  const sum = (stat: ProcessStat): number =>
    (children.get(stat.pid) ?? []).reduce(
      (total, child) => total + sum(child),
      stat.cpuMs + stat.endedChildrenCpuMs,
    );
  return sum(root);
};

/** A running process and all its descendants. */
export const listProcessTree = (rootPid: number): readonly number[] => {
  const children = Map.groupBy(readProcessStats(), ({ parentPid }) => parentPid);
  const listFrom = (pid: number): readonly number[] => [
    pid,
    ...(children.get(pid) ?? []).flatMap((child) => listFrom(child.pid)),
  ];
  return listFrom(rootPid);
};

/** The CPU time of a running process and its descendants so far, in milliseconds. */
export const readTreeCpuMs = (rootPid: number): number =>
  sumProcessTree(readProcessStats(), rootPid);

const readProcessStats = (): readonly ProcessStat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStatOf)
    .filter((stat) => stat !== null);

/** Null for a process that has ended since it was listed. */
const readStatOf = (pid: string): ProcessStat | null => {
  try {
    return parseProcessStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
};
