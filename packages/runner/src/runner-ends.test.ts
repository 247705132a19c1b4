/** How runs and runners end before their time, and what is left of them: nothing. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createLogger } from '@moorgate/observability';
import { declareWith } from '@moorgate/testing';
import { startRunner } from './start-runner.ts';
import {
  namespacesHere,
  type RunnerGround,
  startGround,
  testSettings,
} from './test-support/runner-ground.ts';
import type { ServedRun } from './test-support/fake-server.ts';
import { listProcessesOf } from './workspace/processes-of-user.ts';

const namespaces = await namespacesHere();
const bubblewrap = namespaces.isThere ? namespaces.bubblewrap : '';
const forever = '#!/bin/bash\necho user $(id -u)\nwhile :; do echo on; sleep 0.1; done';

declareWith(namespaces, describe)('a runner whose run goes on', () => {
  let ground: RunnerGround;
  let run: ServedRun;
  const begin = async (change = {}): Promise<void> => {
    ground = await startGround(bubblewrap, change);
    run = ground.order(forever);
    await ground.server.until(() => run.console.includes('on\n'));
  };
  afterEach(() => ground.close());

  const userId = (): number => Number(/^user (\d+)$/m.exec(run.console.toString())?.[1]);

  const expectNothingLeft = async (): Promise<void> => {
    expect(await listProcessesOf(userId())).toEqual([]);
    for (const one of ['runs', 'state'])
      expect(await readdir(join(ground.workDir, one))).toEqual([]);
  };

  test('kills it and forgets it when the lease is lost', async () => {
    await begin();
    run.isLost = true;
    const { vacancies } = ground.server;
    const before = vacancies.length;
    await ground.server.until(() => vacancies.length > before);
    expect(run.completion).toBeNull();
    expect(run.artifacts.size).toBe(0);
    await expectNothingLeft();
  });

  test('gives it back as failed, with a line, when it is stopped', async () => {
    await begin();
    await ground.runner.stop();
    expect(run.completion).toEqual({ status: 'FAILED', message: 'The runner was stopped.' });
    expect(run.console.toString()).toMatch(/== The runner was stopped\.\n$/);
    await expectNothingLeft();
  });

  test('lets it end within its grace when it is stopped, and takes no other one', async () => {
    ground = await startGround(bubblewrap, { graceSeconds: 30 });
    run = ground.order('#!/bin/bash\necho user $(id -u); sleep 1; echo end');
    await ground.server.until(() => run.console.includes('user'));
    const other = ground.order('echo never');
    await ground.runner.stop();
    expect(run.completion).toEqual({ status: 'PASSED' });
    expect(run.console.toString()).toContain('\nend\n');
    expect(other.console).toHaveLength(0);
    await expectNothingLeft();
  });

  test('loses nothing of its console to a server that is away, and goes on when it is back', async () => {
    ground = await startGround(bubblewrap);
    run = ground.order('#!/bin/bash\nfor i in $(seq 30); do echo line $i; sleep 0.1; done');
    await ground.server.until(() => run.console.includes('line 3\n'));
    ground.server.fault = () => 'hang-up';
    const isBack = new Promise<void>((resolve) => {
      setTimeout(() => {
        ground.server.fault = () => 'answer';
        resolve();
      }, 4_000);
    });
    await isBack;
    expect(await ground.server.completed(run)).toEqual({ status: 'PASSED' });
    const lines = run.console
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('line'));
    expect(lines).toEqual(Array.from({ length: 30 }, (_, index) => `line ${index + 1}`));
  });
});

declareWith(namespaces, describe)('a run whose server cannot be reached', () => {
  let ground: RunnerGround;
  beforeEach(async () => {
    ground = await startGround(bubblewrap);
  });
  afterEach(() => ground.close());

  test('is killed and forgotten where its lease has lapsed by the time that it can', async () => {
    const run = ground.order(forever);
    await ground.server.until(() => run.console.includes('on\n'));
    ground.server.fault = () => 'hang-up';
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    run.isLost = true;
    ground.server.fault = () => 'answer';
    const { vacancies } = ground.server;
    const before = vacancies.length;
    await ground.server.until(() => vacancies.length > before);
    expect([run.completion, run.artifacts.size]).toEqual([null, 0]);
    expect(await readdir(join(ground.workDir, 'runs'))).toEqual([]);
  });

  test('sends an artifact again from its beginning, until it was taken whole', async () => {
    const faults = ['hang-up', 503, 'store-and-hang-up', 'answer'] as const;
    let uploads = 0;
    ground.server.fault = ({ method }) =>
      method === 'PUT' ? (faults[uploads++] ?? 'answer') : 'answer';
    const script = 'head -c 8M /dev/zero | tr "\\0" x >/archive/large; echo end >/archive/small';
    const { run, completion } = await ground.execute(script);
    expect(completion).toEqual({ status: 'PASSED' });
    expect(uploads).toBe(5);
    expect(run.artifacts.get('large')?.equals(Buffer.alloc(8 * 1024 * 1024, 'x'))).toBe(true);
    expect(run.artifacts.get('small')?.toString()).toBe('end\n');
  });

  test('fails with the reason where an artifact is refused before it is read', async () => {
    ground.server.fault = ({ method }) => (method === 'PUT' ? 'refuse-unread' : 'answer');
    const script = 'truncate -s 32M /archive/large';
    const { completion, console } = await ground.execute(script);
    expect(completion['message']).toBe('Not all artifacts could be stored.');
    expect(console).toContain('The artifact large was refused: ');
  }, 30_000);
});

declareWith(namespaces, describe)('a runner that cannot start', () => {
  let ground: RunnerGround;
  beforeAll(async () => {
    ground = await startGround(bubblewrap);
  });
  afterAll(() => ground.close());
  const log = createLogger({ service: 'runner', level: 'silent' });

  test('says that another one works in its folder', async () => {
    const settings = testSettings(ground.server, ground.workDir, bubblewrap);
    await expect(startRunner(settings, log)).rejects.toMatchObject({
      code: 'runner_work_folder_taken',
    });
  });

  test('says what is missing for each way of isolating scripts, and executes none', async () => {
    const settings = {
      ...testSettings(ground.server, join(ground.workDir, 'other'), '/nonexistent/bwrap'),
      isolation: 'auto' as const,
    };
    await expect(startRunner(settings, log)).rejects.toMatchObject({
      code: 'runner_no_isolation',
      message:
        'Scripts cannot be isolated. Containers: no engine answers at /nonexistent/engine.sock (ENOENT). Namespaces: there is no /nonexistent/bwrap.',
    });
  });
});
