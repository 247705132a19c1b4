/** Builds from outside: a real push or request, a runner that speaks the protocol, and what everybody else sees of it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { runStatement, seededRandom } from '@moorgate/testing';
import { ownerDatabaseUrl } from '../support/database.ts';
import { createToken } from '../support/fleet.ts';
import { type GitGround, openGitGround } from '../support/git-ground.ts';
import { holdTable } from '../support/hold-transaction.ts';
import { killPart } from '../support/kill-part.ts';
import { productFactory } from '../support/product.ts';
import {
  registerRunner,
  type ScriptedRun,
  registrarScopes,
  type ScriptedRunner,
} from '../support/scripted-runner.ts';

let ground: GitGround;
let adminUrl: string;
let operator: string;
beforeAll(async () => {
  ground = await openGitGround({ MOORGATE_RUN_CONSOLE_BYTES: '1048576' });
  ({ adminUrl } = ground.product.ready);
  operator = await createToken(ground.product, registrarScopes);
}, 120_000);
afterAll(() => ground.close());

const ask = (method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${adminUrl}${path}`, {
    method,
    headers: { 'OSF-TOKEN': operator, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const base = `/projects/${productFactory}/lmp`;
const start = async (definition: object, more: object = {}): Promise<number> => {
  const answer = await ask('POST', `${base}/builds/`, {
    'project-definition': definition,
    ...more,
  });
  const { data } = (await answer.json()) as { data: { build_id: number } };
  return data.build_id;
};
const definitionOf = (...names: string[]) => ({
  timeout: 5,
  triggers: [{ name: 'test', runs: names.map((name) => ({ name })) }],
});
interface Build {
  readonly status: string;
  readonly trigger_name: string;
  readonly runs: readonly { readonly name: string; readonly status: string }[];
}
const buildOf = async (buildId: number): Promise<Build> => {
  const answer = await ask('GET', `${base}/builds/${buildId}/`);
  return ((await answer.json()) as { data: { build: Build } }).data.build;
};
const tail = async (buildId: number, run: string, offset = 0): Promise<[string, string | null]> => {
  const answer = await fetch(`${adminUrl}${base}/builds/${buildId}/runs/${run}/console.log`, {
    headers: { 'OSF-TOKEN': operator, 'X-OFFSET': String(offset) },
  });
  return [await answer.text(), answer.headers.get('x-run-status')];
};
/** Whatever waits from tests before is out of the way. */
const take = async (runner: ScriptedRunner): Promise<ScriptedRun> => {
  const run = await runner.lease();
  if (run === null) throw new Error('there was no run');
  return run;
};
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error('it did not become so in a minute');
    await after(200);
  }
};

test('a run waits, is taken, says something, leaves something, and passes', async () => {
  const buildId = await start(definitionOf('only'));
  expect(await tail(buildId, 'only')).toEqual(['# Waiting for worker with tag: \n', 'QUEUED']);
  const run = await take(await registerRunner(adminUrl, operator));
  expect(run).toMatchObject({ buildId, name: 'only' });
  expect(await run.write(0, 'one\n')).toEqual({ status: 200, body: { bytes: 4, cancel: false } });
  expect(await tail(buildId, 'only')).toEqual(['one\n', 'RUNNING']);
  await run.write(4, 'two\n');
  expect(await tail(buildId, 'only', 4)).toEqual(['two\n', 'RUNNING']);
  expect((await run.upload('out/report.html', '<script>1</script>')).status).toBe(204);
  expect((await run.complete('PASSED')).status).toBe(204);
  expect(await tail(buildId, 'only', 8)).toEqual(['one\ntwo\n', null]);
  expect(await buildOf(buildId)).toMatchObject({ status: 'PASSED' });
  const artifact = await ask('GET', `${base}/builds/${buildId}/runs/only/out/report.html`);
  expect(await artifact.text()).toBe('<script>1</script>');
  expect(artifact.headers.get('content-disposition')).toBe('attachment');
  expect(artifact.headers.get('content-security-policy')).toContain('sandbox');
  expect(artifact.headers.get('content-length')).toBe('18');
});

test('of twenty runners that ask at once no two get one run', async () => {
  const names = Array.from({ length: 20 }, (_one, index) => `run-${index}`);
  const runners = await Promise.all(names.map(() => registerRunner(adminUrl, operator)));
  const asking = runners.map((runner) => runner.lease());
  const buildId = await start(definitionOf(...names));
  const runs = (await Promise.all(asking)).filter((run) => run !== null);
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(20);
  expect(runs.map(({ name }) => name).sort()).toEqual([...names].sort());
  const ended = await Promise.all(runs.map((run) => run.complete('PASSED')));
  expect(ended.every(({ status }) => status === 204)).toBe(true);
  expect((await buildOf(buildId)).status).toBe('PASSED');
});

test('of two who write to one console at one place one is told where to go on', async () => {
  const buildId = await start(definitionOf('only'));
  const run = await take(await registerRunner(adminUrl, operator));
  const answers = await Promise.all([run.write(0, 'aaaa\n'), run.write(0, 'bbbb\n')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = answers.find(({ status }) => status === 409)!;
  expect(refused.body).toMatchObject({ code: 'run_console_misplaced', bytes: 5 });
  await run.complete('PASSED');
  expect((await tail(buildId, 'only'))[0]).toMatch(/^(aaaa|bbbb)\n$/);
});

test('however much a run says, and whatever, no more than the limit is kept, and it steers no terminal', async () => {
  const buildId = await start(definitionOf('only'));
  const run = await take(await registerRunner(adminUrl, operator));
  const hostile = Buffer.from('\u001b]0;owned\u0007\u001b[2J\u009b31m'.repeat(4_000));
  let stored = 0;
  let last = 200;
  for (let round = 0; round < 100 && last === 200; round += 1) {
    const { status, body } = await run.write(stored, hostile);
    last = status;
    if (status === 200) stored = body['bytes'] as number;
  }
  expect(last).toBe(413);
  expect((await run.write(stored, 'more')).status).toBe(413);
  expect((await run.heartbeat()).body).toEqual({ cancel: false });
  await run.complete('PASSED');
  const [text] = await tail(buildId, 'only');
  expect(Buffer.byteLength(text)).toBeLessThan(1_048_576 + 200);
  expect(text).toMatch(/\n== The console is full after 1048576 bytes\.\n$/);
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});

test('paths of artifacts lead nowhere else', async () => {
  await start(definitionOf('only'));
  const run = await take(await registerRunner(adminUrl, operator));
  const hostile = [
    '%2e%2e/%2e%2e/x',
    'a%2f..%2fb',
    '...',
    'a%5cb',
    '%00',
    'a b',
    'console.log',
    '.',
  ];
  for (const path of hostile) {
    const { status } = await run.upload(path, 'x');
    expect([path, status === 204]).toEqual([path, false]);
  }
  expect((await run.upload('fine/path-1@2+3.txt', 'x')).status).toBe(204);
  await run.complete('PASSED');
});

test('a runner that vanishes loses its run, which keeps its console and can be started again', async () => {
  const buildId = await start(definitionOf('only'));
  const run = await take(await registerRunner(adminUrl, operator));
  await run.write(0, 'before the end\n');
  const owner = await ownerDatabaseUrl(ground.product);
  // As if a minute had passed in which nothing was heard of it.
  await runStatement(
    owner,
    `update build_runs set lease_expires_at = now() where id = '${run.runId}'`,
  );
  for (const late of [
    run.heartbeat(),
    run.write(15, 'late'),
    run.upload('late', 'x'),
    run.complete('PASSED'),
  ])
    expect(await late).toMatchObject({ status: 409, body: { code: 'run_lease_lost' } });
  const clone = await ground.makePlace();
  const cloned = await clone.git('clone', ground.urlOf(run.secret), 'copy');
  expect(cloned.code).not.toBe(0);
  await until(async () => (await buildOf(buildId)).status === 'FAILED');
  expect((await tail(buildId, 'only'))[0]).toMatch(/^before the end\n== Nothing was heard .*\n$/);
  expect((await ask('POST', `${base}/builds/${buildId}/runs/only/rerun`)).status).toBe(202);
  const again = await take(await registerRunner(adminUrl, operator));
  expect(again.runId).toBe(run.runId);
  expect((await run.heartbeat()).status).toBe(409);
  expect((await again.write(0, 'second\n')).body).toMatchObject({ bytes: 7 });
  await again.complete('PASSED');
  expect((await buildOf(buildId)).status).toBe('PASSED');
}, 120_000);

test('what is cancelled ends with the word of its runner, as failed', async () => {
  const buildId = await start(definitionOf('a', 'b'));
  const run = await take(await registerRunner(adminUrl, operator));
  expect((await ask('POST', `${base}/builds/${buildId}/cancel`)).status).toBe(202);
  expect((await run.heartbeat()).body).toEqual({ cancel: true });
  expect((await buildOf(buildId)).status).toBe('RUNNING_WITH_FAILURES');
  await run.complete('PASSED');
  expect((await buildOf(buildId)).status).toBe('FAILED');
});

describe('a push', () => {
  const triggers = async (): Promise<string[]> => {
    const answer = await ask('GET', `${base}/builds/?limit=1000`);
    const { data } = (await answer.json()) as { data: { builds: Build[] } };
    return data.builds.map((one) => one.trigger_name);
  };
  const builds = async (trigger: string): Promise<number> =>
    (await triggers()).filter((one) => one === trigger).length;

  test('says which build it started, and a repetition starts none', async () => {
    const place = await ground.makeRepository();
    const pushed = await place.git('push', ground.urlOf(ground.all), 'main:said');
    expect(pushed.output).toMatch(/remote: Build \d+: http:\/\/127\.0\.0\.1:\d+\/projects\//);
    await place.git('push', ground.urlOf(ground.all), 'main:said');
    expect(await builds('containers-said')).toBe(1);
    const skipped = await ground.makeRepository();
    await skipped.commit('second', 'second', 'second [skip ci]');
    await skipped.must('push', '-q', ground.urlOf(ground.all), 'main:skipped');
    expect(await builds('containers-skipped')).toBe(0);
  });

  test('is built once though the server is killed after the reference moved', async () => {
    const owner = await ownerDatabaseUrl(ground.product);
    const held = await holdTable(owner, 'build_moves');
    const place = await ground.makeRepository();
    const pushing = place.git('push', ground.urlOf(ground.all), 'main:killed');
    await until(async () => (await ground.present('refs/heads/killed')) !== '');
    killPart(ground.product, 'admin API', seededRandom(1));
    await pushing;
    await held.end();
    await until(async () => {
      const count = await builds('containers-killed').catch(() => 0);
      return count > 0;
    });
    await after(1_000);
    expect(await builds('containers-killed')).toBe(1);
  }, 180_000);

  test('of more branches than one push builds leaves the same ones out though the server is killed in between', async () => {
    const owner = await ownerDatabaseUrl(ground.product);
    const held = await holdTable(owner, 'build_moves');
    const place = await ground.makeRepository();
    const branches = Array.from({ length: 40 }, (_one, index) => `many-${index + 10}`);
    const refspecs = branches.map((name) => `main:refs/heads/${name}`);
    const pushing = place.git('push', ground.urlOf(ground.all), ...refspecs);
    await until(async () => (await ground.present('refs/heads/many-49')) !== '');
    killPart(ground.product, 'admin API', seededRandom(2));
    await pushing;
    await held.end();
    const first = branches.slice(0, 16).map((name) => `containers-${name}`);
    const built = async (): Promise<string[]> =>
      (await triggers()).filter((one) => one.startsWith('containers-many-')).sort();
    const seen = `select 1 from build_references where ref like 'refs/heads/many-%'`;
    await until(async () => (await runStatement(owner, seen)).length === branches.length);
    expect(await built()).toEqual(first);
    await after(1_000);
    expect(await built()).toEqual(first);
  }, 180_000);
});

describe('a webhook', () => {
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test('on this host, at a link-local address or behind a name of it is not called', async () => {
    const { port } = server.address() as AddressInfo;
    const urls = [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://0:${port}/`,
      'http://169.254.169.254/latest/meta-data/',
    ];
    const webhooks = urls.map((url) => ({ url, secret_name: 'hook' }));
    const buildId = await start({ ...definitionOf('only'), webhooks }, { secrets: { hook: 's' } });
    await ask('POST', `${base}/builds/${buildId}/cancel`);
    const owner = await ownerDatabaseUrl(ground.product);
    const waiting = `select 1 from webhook_deliveries where build_id = ${buildId} and next_attempt_at is not null`;
    await until(async () => (await runStatement(owner, waiting)).length === 0);
    expect(asked).toBe(0);
    const failures = await runStatement(
      owner,
      `select distinct failure from webhook_deliveries where build_id = ${buildId}`,
    );
    expect(failures).toEqual([
      { failure: expect.stringMatching(/policy of this installation/) as unknown },
    ]);
  });
});
