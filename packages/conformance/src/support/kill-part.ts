/** The parts of a running product, killed as a crash or an impatient operator would. */
import { setTimeout as delay } from 'node:timers/promises';
import { readdirSync, readFileSync } from 'node:fs';
import type { SeededRandom } from '@moorgate/testing';
import type { Product } from './product.ts';

/** What can be killed. */
export const parts = ['admin API', 'gateway', 'gateway worker', 'PostgreSQL'] as const;
export type Part = (typeof parts)[number];

/** The text of a file of a process; empty for a process that has gone. */
const readOf = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
};

/** The state and the parent of a process, after its name, which may contain anything (proc(5)). */
const statOf = (pid: number): { state: string; parent: number } => {
  const [state = '', parent = ''] = readOf(pid, 'stat').split(') ').at(-1)!.split(' ');
  return { state, parent: Number(parent) };
};

/** The processes that this one has started and that have not ended. */
const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat.parent === parent && stat.state !== 'Z';
    });

const serviceOf = (product: Product, name: string): number[] =>
  childrenOf(product.ready.pids['up']!).filter((pid) =>
    readOf(pid, 'cmdline').includes(`/${name}/dist/bundle/main.js`),
  );

const postmasterOf = (product: Product): number =>
  Number(readFileSync(`${product.ready.dataDir}/postgres/postmaster.pid`, 'utf8').split('\n')[0]);

/** The processes that make up a part at this moment; none while it is being started again. */
const processesOf = (product: Product, part: Part, random: SeededRandom): number[] => {
  switch (part) {
    case 'admin API':
      return serviceOf(product, 'admin-api');
    case 'gateway':
      return serviceOf(product, 'device-gateway');
    case 'gateway worker': {
      const workers = serviceOf(product, 'device-gateway').flatMap(childrenOf);
      return workers.length === 0 ? [] : [random.pick(workers)];
    }
    case 'PostgreSQL': {
      const postmaster = postmasterOf(product);
      return [postmaster, ...childrenOf(postmaster)];
    }
  }
};

/** Kills every process of the part by SIGKILL, one of them where it is a worker. Throws when none runs. */
export const killPart = (product: Product, part: Part, random: SeededRandom): void => {
  const pids = processesOf(product, part, random);
  if (pids.length === 0) throw new Error(`no process of the ${part} runs`);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // One that has ended by itself, as a server process does when the first of them is killed.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};

/** Kills it once it is there: what was killed again and again is started again after a while. */
export const killOnceThere = async (
  product: Product,
  part: Part,
  random: SeededRandom,
): Promise<void> => {
  while (processesOf(product, part, random).length === 0) await delay(20);
  killPart(product, part, random);
};
