import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCgroups } from './cgroups.ts';

const limits = {
  memoryBytes: 1_048_576,
  cpus: 1.5,
  processes: 64,
  diskBytes: 1,
  files: 1,
  temporaryBytes: 1,
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'moorgate-cgroups-'));
});
afterEach(() => rm(root, { recursive: true }));

const read = (...path: string[]): Promise<string> => readFile(join(root, ...path), 'utf8');

test('where version 2 has the controllers, they are enabled downwards, and limit each run', async () => {
  await writeFile(join(root, 'cgroup.controllers'), 'cpu memory pids\n');
  const cgroups = await createCgroups('mark', root);
  expect(cgroups.controllers.length).toBeGreaterThan(0);
  const group = await cgroups.create('run', limits);
  const folder = join(root, 'moorgate-runner/mark-run');
  expect(group.memberFiles).toEqual([join(folder, 'cgroup.procs')]);
  expect(cgroups.controllers).toContain('cpu');
  expect(await read('moorgate-runner/mark-run/cpu.max')).toBe('150000 100000');
  await writeFile(join(folder, 'memory.events'), 'low 0\noom 1\noom_kill 1\n');
  expect(await group.wasOutOfMemory()).toBe(true);
});

test('in version 1 each controller that is there has a group of its own', async () => {
  for (const name of ['pids', 'memory']) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, 'cgroup.procs'), '');
  }
  const cgroups = await createCgroups('mark', root);
  expect(cgroups.controllers).toEqual(['pids', 'memory']);
  await cgroups.create('run', limits);
  expect(await read('pids/moorgate-runner/mark-run/pids.max')).toBe('64');
  expect(await read('memory/moorgate-runner/mark-run/memory.limit_in_bytes')).toBe('1048576');
});

test('where nothing can be limited, groups are empty', async () => {
  const cgroups = await createCgroups('mark', root);
  const group = await cgroups.create('run', limits);
  expect([cgroups.controllers, group.memberFiles]).toEqual([[], []]);
  expect(await group.wasOutOfMemory()).toBe(false);
  await group.remove();
  expect(await readdir(root)).toEqual([]);
});
