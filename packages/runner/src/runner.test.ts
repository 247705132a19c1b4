import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { namespacesHere, type RunnerGround, startGround } from './test-support/runner-ground.ts';

const namespaces = await namespacesHere();

declareWith(namespaces, describe)('a runner', () => {
  let ground: RunnerGround;
  beforeAll(async () => {
    ground = await startGround(namespaces.isThere ? namespaces.bubblewrap : '');
  });
  afterAll(() => ground.close());

  test('executes a script with its parameters and secrets, and says how it was isolated', async () => {
    const script = `#!/bin/sh
echo "param $GREETING in build $H_BUILD of $FACTORY"
echo "secret $(cat /secrets/npm-token), $(id -u) in $(pwd)"
echo to stderr >&2
echo done`;
    const { console, completion, run } = await ground.execute(script, {
      params: { GREETING: 'hello' },
      secrets: { 'npm-token': 'hunter22secret' },
    });
    expect(console).toMatch(
      /^== Run build-test of build 7: namespaces by bubblewrap.*\nparam hello in build 7 of acme\nsecret \[secret\], 1950000\d{3} in \/repo\nto stderr\ndone\n$/,
    );
    expect(completion).toEqual({ status: 'PASSED' });
    expect(run.statuses).toEqual(['RUNNING', 'UPLOADING']);
    expect(ground.server.vacancies[0]).toEqual({
      hostTags: ['test'],
      isolation: 'namespaces',
      engine: false,
      freeSlots: 1,
    });
  });

  test('leaves nothing of a run behind', async () => {
    const { vacancies } = ground.server;
    await ground.server.until(() => vacancies.length > 1);
    const before = vacancies.length;
    await ground.execute('echo x >/repo/file');
    // It asks for another one when there is nothing left of this one.
    await ground.server.until(() => vacancies.length > before);
    expect(await readdir(join(ground.workDir, 'runs'))).toEqual([]);
    expect(await readdir(join(ground.workDir, 'state'))).toEqual([]);
  });

  test('a script that fails makes the run fail, and its artifacts are kept', async () => {
    const { completion, run, console } = await ground.execute(
      'mkdir -p /archive/a/b; echo log >/archive/a/b/x.log; ln -s /etc/passwd /archive/link; exit 3',
    );
    expect(completion).toEqual({
      status: 'FAILED',
      message: 'The script ended with exit code 3.',
    });
    expect([...run.artifacts].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
      ['a/b/x.log', 'log\n'],
    ]);
    expect(console).toContain('link is no regular file; it is left out.');
  });

  test('a script that takes too long is asked to end, and ends', async () => {
    const { completion, console } = await ground.execute(
      `trap 'echo asked; exit 0' TERM; while :; do sleep 0.1; done`,
      { timeoutSeconds: 1 },
    );
    expect(console).toContain('asked\n');
    expect(completion['message']).toMatch(/longer than the 1 seconds/);
  });

  test('a cancelled run ends', async () => {
    const run = ground.order('echo started; while :; do echo on; sleep 0.1; done');
    await ground.server.until(() => run.console.includes('started'));
    run.cancel = true;
    expect(await ground.server.completed(run)).toEqual({
      status: 'FAILED',
      message: 'The run was cancelled.',
    });
  });
});
