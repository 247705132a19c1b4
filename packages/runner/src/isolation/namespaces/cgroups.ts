/** Limits by control groups, version 1 and 2, each as far as this host lets us make them. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { RunLimits } from '../isolation.ts';

/** The groups of one run. */
export interface RunCgroup {
  /** Files to which a process writes its id to become a member. */
  readonly memberFiles: readonly string[];
  /** Whether the kernel ended a member for want of memory. */
  wasOutOfMemory(): Promise<boolean>;
  /** Ends what is in it, and removes it. */
  remove(): Promise<void>;
}

/** Makes them. */
export interface Cgroups {
  /** What is limited by them here. */
  readonly controllers: readonly Controller[];
  create(runId: string, limits: RunLimits): Promise<RunCgroup>;
  /** Ends what runs of this mark left. */
  sweep(): Promise<void>;
}

export type Controller = 'pids' | 'memory' | 'cpu';

const allControllers: readonly Controller[] = ['pids', 'memory', 'cpu'];
const parent = 'moorgate-runner';
const cpuPeriodUs = 100_000;

/** A file and its value; one that must be there, unless it is optional. */
type Value = readonly [file: string, value: string, isOptional?: 'optional'];

const valuesOfV1 = (controller: Controller, limits: RunLimits): Value[] => {
  const memory = String(limits.memoryBytes);
  if (controller === 'pids') return [['pids.max', String(limits.processes)]];
  if (controller === 'cpu')
    return [
      ['cpu.cfs_period_us', String(cpuPeriodUs)],
      ['cpu.cfs_quota_us', String(Math.round(limits.cpus * cpuPeriodUs))],
    ];
  return [
    ['memory.limit_in_bytes', memory],
    ['memory.memsw.limit_in_bytes', memory, 'optional'],
  ];
};

const valuesOfV2 = (controller: Controller, limits: RunLimits): Value[] => {
  if (controller === 'pids') return [['pids.max', String(limits.processes)]];
  if (controller === 'cpu')
    return [['cpu.max', `${Math.round(limits.cpus * cpuPeriodUs)} ${cpuPeriodUs}`]];
  return [
    ['memory.max', String(limits.memoryBytes)],
    ['memory.swap.max', '0', 'optional'],
    ['memory.oom.group', '1', 'optional'],
  ];
};

const write = async (folder: string, values: readonly Value[]): Promise<void> => {
  for (const [file, value, isOptional] of values)
    await writeFile(join(folder, file), value).catch((error: unknown) => {
      if (isOptional === undefined) throw error;
    });
};

/** The counter is in another file in each version. */
const countOfKills = async (folder: string): Promise<number> => {
  for (const file of ['memory.events', 'memory.oom_control']) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => '');
    const [, count] = /^oom_kill (\d+)$/m.exec(text) ?? [];
    if (count !== undefined) return Number(count);
  }
  return 0;
};

const killMembers = async (folder: string): Promise<void> => {
  const members = await readFile(join(folder, 'cgroup.procs'), 'utf8').catch(() => '');
  for (const pid of members.split('\n').filter(Boolean)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
};

const waitMs = 20;
const roundsMax = 500;

/** A group is busy until the last member has been waited for. */
const removeGroup = async (folder: string): Promise<void> => {
  for (let round = 0; round < roundsMax; round += 1) {
    await killMembers(folder);
    const isGone = await rmdir(folder).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (isGone) return;
    await after(waitMs);
  }
  throw new Error(`the control group ${folder} cannot be removed`);
};

/** Where the groups of runs stand, one folder for each hierarchy. */
interface Hierarchy {
  readonly folder: string;
  readonly controllers: readonly Controller[];
  valuesOf(controller: Controller, limits: RunLimits): Value[];
}

const succeeds = (attempt: Promise<unknown>): Promise<boolean> =>
  attempt.then(
    () => true,
    () => false,
  );

const findV1 = async (root: string): Promise<Hierarchy[]> => {
  const found: Hierarchy[] = [];
  for (const controller of allControllers) {
    const folder = join(root, controller, parent);
    if (!existsSync(join(root, controller, 'cgroup.procs'))) continue;
    if (!(await succeeds(mkdir(folder, { recursive: true })))) continue;
    found.push({ folder, controllers: [controller], valuesOf: valuesOfV1 });
  }
  return found;
};

const findV2 = async (root: string): Promise<Hierarchy[]> => {
  const folder = join(root, parent);
  if (!(await succeeds(mkdir(folder, { recursive: true })))) return [];
  const enabled: Controller[] = [];
  for (const controller of allControllers) {
    const isEnabled = async (path: string): Promise<boolean> => {
      await writeFile(join(path, 'cgroup.subtree_control'), `+${controller}`).catch(
        () => undefined,
      );
      const text = await readFile(join(path, 'cgroup.subtree_control'), 'utf8').catch(() => '');
      return text.split(/\s+/).some((one) => one.replace('+', '') === controller);
    };
    if ((await isEnabled(root)) && (await isEnabled(folder))) enabled.push(controller);
  }
  return enabled.length === 0 ? [] : [{ folder, controllers: enabled, valuesOf: valuesOfV2 }];
};

/**
 * Finds what can be limited. `mark` tells the runs of one work folder from those of others. Where nothing can be, groups are
 * empty, and limits of processes (`prlimit`) have to do.
 */
export const createCgroups = async (mark: string, root = '/sys/fs/cgroup'): Promise<Cgroups> => {
  const isV2 = existsSync(join(root, 'cgroup.controllers'));
  const hierarchies = isV2 ? await findV2(root) : await findV1(root);
  return {
    controllers: hierarchies.flatMap(({ controllers }) => controllers),
    create: async (runId, limits) => {
      const folders = hierarchies.map(({ folder }) => join(folder, `${mark}-${runId}`));
      for (const [index, { controllers, valuesOf }] of hierarchies.entries()) {
        const folder = folders[index] ?? '';
        await mkdir(folder, { recursive: true });
        for (const one of controllers) await write(folder, valuesOf(one, limits));
      }
      return {
        memberFiles: folders.map((folder) => join(folder, 'cgroup.procs')),
        wasOutOfMemory: async () => {
          for (const folder of folders) if ((await countOfKills(folder)) > 0) return true;
          return false;
        },
        remove: async () => {
          for (const folder of folders) await removeGroup(folder);
        },
      };
    },
    sweep: async () => {
      for (const { folder } of hierarchies)
        for (const name of await readdir(folder))
          if (name.startsWith(`${mark}-`)) await removeGroup(join(folder, name));
    },
  };
};
