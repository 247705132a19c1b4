/** Limits of processes (setrlimit(2)), as arguments of `prlimit`. */
import { readFile } from 'node:fs/promises';
import type { RunLimits } from '../isolation.ts';
import type { Controller } from './cgroups.ts';

const hardLimit = (text: string, name: string): number => {
  const [, value = 'unlimited'] = new RegExp(`^${name}\\s+\\S+\\s+(\\S+)`, 'm').exec(text) ?? [];
  return value === 'unlimited' ? Infinity : Number(value);
};

/**
 * No more than the runner itself may have, which nobody can raise. Processes are counted by user, and each run has its own.
 * Memory is limited here for each process where no control group limits it for all of them.
 */
export const processLimits = async (
  limits: RunLimits,
  controllers: readonly Controller[],
): Promise<string[]> => {
  const own = await readFile('/proc/self/limits', 'utf8');
  const atMost = (wanted: number, name: string): number => Math.min(wanted, hardLimit(own, name));
  const data = controllers.includes('memory')
    ? []
    : [`--data=${atMost(limits.memoryBytes, 'Max data size')}`];
  return [
    '--core=0',
    `--nproc=${atMost(limits.processes, 'Max processes')}`,
    `--nofile=${atMost(16_384, 'Max open files')}`,
    `--fsize=${atMost(limits.diskBytes, 'Max file size')}`,
    '--msgqueue=0',
    '--rtprio=0',
    '--nice=0',
    ...data,
  ];
};
