/** What a run tries against the installation that it is built by, on the same host; and a runner that is killed. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { isolationHere } from '../support/runner-process.ts';
import { type BuildsGround, openBuildsGround, until } from './builds-ground.ts';

const isolation = await isolationHere();

/** The processes that have this user, as the kernel has it. */
const processesOf = async (userId: number): Promise<string[]> => {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (new RegExp(`^Uid:.*\\b${userId}\\b`, 'm').test(status)) found.push(pid);
  }
  return found;
};

declareWith(isolation, describe)('on the host of an installation', () => {
  let ground: BuildsGround;
  beforeAll(async () => {
    ground = await openBuildsGround({
      MOORGATE_RUNNER_ISOLATION: 'namespaces',
      MOORGATE_RUNNER_BUBBLEWRAP: isolation.isThere ? isolation.bubblewrap : '',
      MOORGATE_RUNNER_PROCESSES: '200',
    });
  }, 180_000);
  afterAll(() => ground?.close(), 60_000);

  const probe = (name: string, command: string): string =>
    `if ${command} >/tmp/out 2>&1; then echo "THROUGH ${name}: $(head -c 200 /tmp/out)"; fi\n`;
  const throughIn = (console: string): string[] =>
    console.split('\n').filter((line) => line.startsWith('THROUGH'));

  test('a script reaches neither the database, nor data, keys and tokens, nor the API', async () => {
    const { dataDir, databaseUrl, adminUrl, gatewayUrl, pids } = ground.product.ready;
    const { searchParams } = new URL(databaseUrl);
    const socket = searchParams.get('host') ?? '/var/run/postgresql';
    const ports = [adminUrl, gatewayUrl].map((url) => new URL(url).port);
    const script = [
      '#!/bin/bash',
      probe('socket of PostgreSQL', `ls ${socket}`),
      probe('data directory', `ls ${dataDir}`),
      probe('keys', `ls ${dataDir}/keys`),
      probe('token of the runner', `cat ${join(ground.folder, 'token')}`),
      probe('folder of the runner', `ls ${ground.folder}/work`),
      ...[...ports, '5432'].map((port) =>
        probe(`port ${port}`, `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`),
      ),
      ...Object.values(pids).map((pid) => probe(`process ${pid}`, `ls /proc/${pid}`)),
      probe('environment of others', `grep -lz MOORGATE /proc/*/environ`),
      'echo end; echo "the secret is $(cat /secrets/deploy-key)"; env | sort',
    ].join('\n');
    const secrets = { 'deploy-key': 'q1w2e3r4t5z6' };
    const { status, console } = await ground.execute({ name: 'tries', script }, secrets);
    expect(throughIn(console)).toEqual([]);
    expect(console).toContain('\nend\nthe secret is [secret]\n');
    expect(console).not.toContain('q1w2e3r4t5z6');
    expect(console).not.toMatch(/MOORGATE_|DATABASE_/);
    expect(status).toBe('PASSED');
  }, 120_000);

  test('a run goes on while the server is started again, and its console has no gap', async () => {
    const script = '#!/bin/bash\nfor i in $(seq 60); do echo line $i; sleep 0.2; done';
    const build = await ground.start({ name: 'steady', script });
    await until(`it did not begin:\n${ground.runnerLog()}`, async () =>
      (await ground.consoleOf(build, 'steady')).includes('line 3\n'),
    );
    await ground.restartProduct('SIGTERM');
    await until(
      `it did not end:\n${ground.runnerLog()}`,
      async () => (await ground.statusOf(build)) === 'PASSED',
    );
    const lines = (await ground.consoleOf(build, 'steady')).match(/^line \d+$/gm);
    expect(lines).toEqual(Array.from({ length: 60 }, (_one, index) => `line ${index + 1}`));
  }, 180_000);

  /** What the kernel holds for runs of this runner: mounts, and control groups of either version. */
  const heldByKernel = async (): Promise<string[]> => {
    const work = join(ground.folder, 'work');
    const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n');
    const mark = createHash('sha256')
      .update(await realpath(work))
      .digest('hex')
      .slice(0, 12);
    const places = ['.', 'pids', 'memory', 'cpu'].map((one) =>
      join('/sys/fs/cgroup', one, 'moorgate-runner'),
    );
    const groups = await Promise.all(places.map((place) => readdir(place).catch(() => [])));
    return [
      ...mounts.filter((line) => line.includes(work.replaceAll(' ', '\\040'))),
      ...groups.flat().filter((name) => name.includes(mark)),
    ];
  };

  test('a runner that is killed takes its runs with it, and the next one leaves nothing of them', async () => {
    const script = [
      '#!/bin/bash',
      'echo user $(id -u)',
      `setsid bash -c 'trap "" TERM; while :; do sleep 1; done' &`,
      'for i in $(seq 20); do sleep 900 & done',
      'echo begun; wait',
    ].join('\n');
    const build = await ground.start({ name: 'long', script });
    await until(`it did not begin:\n${ground.runnerLog()}`, async () =>
      (await ground.consoleOf(build, 'long')).includes('begun'),
    );
    const console = await ground.consoleOf(build, 'long');
    const userId = Number(/^user (\d+)$/m.exec(console)?.[1]);
    expect((await processesOf(userId)).length).toBeGreaterThan(20);
    if (console.includes('control groups')) expect(await heldByKernel()).not.toEqual([]);
    ground.runner().kill('SIGKILL');
    await once(ground.runner(), 'exit');
    // Without anybody who clears away: what isolates the run ends with the runner.
    await until('its processes go on', async () => (await processesOf(userId)).length === 0);
    await ground.startRunner();
    expect(await processesOf(userId)).toEqual([]);
    expect(await heldByKernel()).toEqual([]);
    const work = join(ground.folder, 'work');
    expect(await readdir(join(work, 'runs'))).toEqual([]);
    expect(await readdir(join(work, 'state'))).toEqual([]);
    // It takes up the next run at once.
    const { status } = await ground.execute({ name: 'next', script: 'echo on' });
    expect(status).toBe('PASSED');
  }, 180_000);
});
