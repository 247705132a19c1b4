import { findRunCredential } from './find-run-credential.ts';
import { deleteRunner } from '../runners/administer-runners.ts';
import { createTrigger } from '../triggers/trigger.ts';
import {
  type BuildGround,
  openBuildGround,
  testFactory,
  vacancy,
} from '../test-support/build-ground.ts';
import { createBuild } from '../creation/create-build.ts';
import { getBuild } from '../read-builds.ts';
import { cancelRuns } from './cancel.ts';
import { changeRunStatus, completeRun, heartbeat } from './keep-lease.ts';
import { leaseRun, leaseSeconds } from './lease-run.ts';
import { rerun } from './rerun.ts';
import { listUnpublishedResults, markPublished } from './results.ts';
import { sweepRuns } from './sweep-runs.ts';
import { appendConsole } from '../consoles/append-console.ts';
import { inTransaction } from '@moorgate/db';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const lost: unknown = expect.objectContaining({ code: 'run_lease_lost' });
const say = (held: Awaited<ReturnType<BuildGround['take']>>, text: string, offset = 0) =>
  appendConsole(ground.ctx, ground.services.limits, {
    lease: held.lease,
    piece: { offset, content: Buffer.from(text) },
  });

test('twenty who ask at once get as many runs, and none twice', async () => {
  const names = Array.from({ length: 12 }, (_one, index) => ({ name: `run-${index}` }));
  await ground.build(names);
  const runners = await Promise.all(Array.from({ length: 20 }, () => ground.addRunner()));
  const orders = await Promise.all(
    runners.map((runner) => leaseRun(ground.ctx, ground.services, { runner, vacancy })),
  );
  const taken = orders.filter((order) => order !== null).map(({ runId }) => runId);
  expect(taken).toHaveLength(12);
  expect(new Set(taken).size).toBe(12);
});

describe('the run that comes first', () => {
  test('is that of the highest priority, and then the oldest', async () => {
    const definition = { timeout: 5, triggers: [{ name: 't', runs: [{ name: 'a' }] }] };
    for (const queuePriority of [0, 5, 5])
      await createBuild(ground.ctx, ground.services, {
        factory: testFactory,
        definition,
        queuePriority,
      });
    const runner = await ground.addRunner();
    const order = [1, 2, 3].map(() => ground.take(runner));
    expect((await Promise.all(order)).map(({ buildId }) => buildId).sort()).toEqual([1, 2, 3]);
    await createBuild(ground.ctx, ground.services, { factory: testFactory, definition });
    await createBuild(ground.ctx, ground.services, {
      factory: testFactory,
      definition,
      queuePriority: 1,
    });
    expect((await ground.take(runner)).buildId).toBe(5);
    expect((await ground.take(runner)).buildId).toBe(4);
  });

  test('is one that the runner may take and can execute', async () => {
    await ground.build([
      { name: 'arm', 'host-tag': 'arm64' },
      { name: 'image', container: 'alpine' },
    ]);
    const plain = await ground.addRunner();
    const arm = await ground.addRunner(['arm64', 'big']);
    const take = (runner: typeof plain, offered: object) =>
      leaseRun(ground.ctx, ground.services, { runner, vacancy: { ...vacancy, ...offered } });
    expect(await take(plain, { isolation: 'namespaces', hostTags: ['arm64'] })).toBeNull();
    expect(await take(arm, { isolation: 'namespaces', hostTags: ['big'] })).toBeNull();
    expect(await take(arm, { freeSlots: 0 })).toBeNull();
    expect(await take(arm, { isolation: 'namespaces' })).toMatchObject({ name: 'arm' });
    expect(await take(plain, {})).toMatchObject({ name: 'image', container: 'alpine' });
  });
});

test('an order has what the run needs, and the secrets of its trigger and its build alone', async () => {
  const secret = (name: string, value: string) => ({ name, value });
  const of = { factory: testFactory, createdBy: 'ada' };
  const { ctx, services } = ground;
  await createTrigger(ctx, services, {
    ...of,
    secrets: [secret('shared', 's'), secret('own', 't')],
  });
  await createTrigger(ctx, services, { ...of, type: 'other', secrets: [secret('foreign', 'f')] });
  const run = { name: 'a', script: 'hello', params: { WHO: 'world', N: 7 } };
  const definition = {
    timeout: 5,
    params: { WHO: 'nobody', ALL: true },
    scripts: { hello: 'echo hello' },
    triggers: [{ name: 't', runs: [run] }],
  };
  const request = {
    factory: testFactory,
    definition,
    secrets: { own: 'b' },
    triggerType: 'simple',
  };
  await createBuild(ctx, services, { ...request, params: { MORE: 'x' } });
  expect(await ground.take(await ground.addRunner())).toMatchObject({
    leaseSeconds,
    timeoutSeconds: 300,
    script: 'echo hello',
    params: { WHO: 'world', N: '7', ALL: 'true', MORE: 'x' },
    secrets: { shared: 's', own: 'b', 'triggered-by': 'tester' },
    source: null,
    credential: { serverUrl: 'https://ci.example', registryHost: 'ci.example' },
    publishes: { apps: false, tags: [], network: false },
  });
});

describe('a lease', () => {
  test('lasts while its runner is heard of, and not a moment longer', async () => {
    const buildId = await ground.build();
    const held = await ground.take(await ground.addRunner());
    const services = { ...ground.ctx, tokenKeys: ground.services.tokenKeys };
    const credential = () => findRunCredential(services, held.credential.secret);
    for (let beat = 0; beat < 3; beat += 1) {
      ground.clock.advance((leaseSeconds - 1) * 1_000);
      expect(await heartbeat(ground.ctx, held.lease)).toEqual({ cancel: false });
      expect(await credential()).toMatchObject({ runId: held.runId, repositories: [] });
    }
    await say(held, 'half a line');
    ground.clock.advance(leaseSeconds * 1_000);
    expect(await credential()).toBeUndefined();
    await expect(heartbeat(ground.ctx, held.lease)).rejects.toEqual(lost);
    await expect(say(held, 'late', 11)).rejects.toEqual(lost);
    await expect(completeRun(ground.ctx, held.lease, { status: 'PASSED' })).rejects.toEqual(lost);
    expect(await sweepRuns(ground.ctx)).toBe(1);
    expect(await sweepRuns(ground.ctx)).toBe(0);
    expect(await ground.statusOf(buildId)).toBe('FAILED');
    const run = await ground.run(buildId, 'only');
    expect(await ground.consoleOf(run)).toMatch(/^half a line\n== Nothing was heard .* again\.\n$/);
    await expect(changeRunStatus(ground.ctx, held.lease, 'UPLOADING')).rejects.toEqual(lost);
  });

  test('is that of one runner: nobody else speaks of its run', async () => {
    await ground.build();
    const { lease } = await ground.take(await ground.addRunner());
    const foreign = { ...lease, runner: await ground.addRunner() };
    await expect(heartbeat(ground.ctx, foreign)).rejects.toEqual(lost);
    for (const leaseId of ['', 'x', '00000000-0000-4000-8000-000000000000'])
      await expect(heartbeat(ground.ctx, { ...lease, leaseId })).rejects.toEqual(lost);
  });

  test('ends with its runner, and so does the credential', async () => {
    const buildId = await ground.build();
    const runner = await ground.addRunner();
    const held = await ground.take(runner);
    await deleteRunner(ground.ctx, { factory: testFactory, id: runner.id });
    await expect(heartbeat(ground.ctx, held.lease)).rejects.toEqual(lost);
    expect(await ground.statusOf(buildId)).toBe('FAILED');
    const services = { ...ground.ctx, tokenKeys: ground.services.tokenKeys };
    expect(await findRunCredential(services, held.credential.secret)).toBeUndefined();
    expect((await ground.run(buildId, 'only')).runnerName).toBe(runner.name);
    expect(await leaseRun(ground.ctx, ground.services, { runner, vacancy })).toBeNull();
  });

  test('ends some time after the time of its run, though its runner is heard of', async () => {
    const buildId = await ground.build();
    const held = await ground.take(await ground.addRunner());
    for (let minute = 0; minute < 7; minute += 1) {
      await heartbeat(ground.ctx, held.lease);
      expect(await sweepRuns(ground.ctx)).toBe(0);
      ground.clock.advance(59_000);
    }
    await heartbeat(ground.ctx, held.lease);
    ground.clock.advance(8_000);
    expect(await sweepRuns(ground.ctx)).toBe(1);
    expect((await ground.run(buildId, 'only')).message).toBe('timeout');
  });
});

describe('the status of a build', () => {
  const runs = [{ name: 'a' }, { name: 'b' }];

  test('follows from its runs', async () => {
    const buildId = await ground.build(runs);
    const seen = [await ground.statusOf(buildId)];
    const runner = await ground.addRunner();
    const first = await ground.take(runner);
    seen.push(await ground.statusOf(buildId));
    await changeRunStatus(ground.ctx, first.lease, 'UPLOADING');
    await completeRun(ground.ctx, first.lease, { status: 'FAILED', message: 'no\u001b[2J good' });
    seen.push(await ground.statusOf(buildId));
    const second = await ground.take(runner);
    await completeRun(ground.ctx, second.lease, { status: 'PASSED' });
    seen.push(await ground.statusOf(buildId));
    expect(seen).toEqual(['QUEUED', 'RUNNING', 'RUNNING_WITH_FAILURES', 'FAILED']);
    expect((await ground.run(buildId, 'a')).message).toBe('no?[2J good');
    await rerun(ground.ctx, { factory: testFactory, buildId }, 'a');
    expect(await ground.statusOf(buildId)).toBe('RUNNING');
    await completeRun(ground.ctx, (await ground.take(runner)).lease, { status: 'PASSED' });
    expect(await ground.statusOf(buildId)).toBe('PASSED');
  });

  test('is right when its last runs end at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const buildId = await ground.build(runs);
      const runner = await ground.addRunner();
      const held = [await ground.take(runner), await ground.take(runner)];
      await Promise.all(
        held.map(({ lease }) => completeRun(ground.ctx, lease, { status: 'PASSED' })),
      );
      const build = await getBuild(ground.ctx, { factory: testFactory, buildId });
      expect([build.status, build.completedAt]).toEqual(['PASSED', ground.clock.now()]);
    }
  });
});

describe('what is cancelled', () => {
  test('has failed at once where it waits, and when its runner says so where it does not', async () => {
    const buildId = await ground.build([{ name: 'a' }, { name: 'b' }]);
    const held = await ground.take(await ground.addRunner());
    await say(held, 'begun\n');
    await cancelRuns(ground.ctx, { factory: testFactory, buildId });
    expect((await ground.run(buildId, 'b')).status).toBe('FAILED');
    expect((await ground.run(buildId, 'a')).status).toBe('CANCELLING');
    expect(await ground.statusOf(buildId)).toBe('RUNNING_WITH_FAILURES');
    expect(await heartbeat(ground.ctx, held.lease)).toEqual({ cancel: true });
    expect(await say(held, 'ending\n', 6)).toEqual({ bytes: 13, cancel: true });
    await completeRun(ground.ctx, held.lease, { status: 'PASSED' });
    const run = await ground.run(buildId, 'a');
    expect(run.status).toBe('FAILED');
    expect(await ground.consoleOf(run)).toBe('begun\nending\n== Cancelled by tester.\n');
    const again = cancelRuns(ground.ctx, { factory: testFactory, buildId });
    await expect(again).rejects.toMatchObject({ code: 'build_ended' });
  });
});

describe('a run that is begun anew', () => {
  test('writes behind what is there, and counts from its own beginning', async () => {
    const buildId = await ground.build();
    const runner = await ground.addRunner();
    const first = await ground.take(runner);
    await say(first, 'one\n');
    await completeRun(ground.ctx, first.lease, { status: 'FAILED' });
    await rerun(ground.ctx, { factory: testFactory, buildId }, 'only');
    const second = await ground.take(runner);
    expect(second.leaseId).not.toBe(first.leaseId);
    await expect(say(first, 'x', 4)).rejects.toEqual(lost);
    expect(await say(second, 'two\n')).toEqual({ bytes: 4, cancel: false });
    await completeRun(ground.ctx, second.lease, { status: 'PASSED' });
    const run = await ground.run(buildId, 'only');
    expect(run).toMatchObject({ status: 'PASSED', attempts: 2 });
    expect(await ground.consoleOf(run)).toBe('one\n== Started again by tester.\ntwo\n');
  });

  test('has ended before, and was a runner’s', async () => {
    const key = { factory: testFactory, buildId: await ground.build() };
    const code = { code: 'build_not_complete' };
    await expect(rerun(ground.ctx, key, 'only')).rejects.toMatchObject(code);
    await ground.take(await ground.addRunner());
    await expect(rerun(ground.ctx, key, 'only')).rejects.toMatchObject(code);
    await expect(rerun(ground.ctx, key, 'none')).rejects.toMatchObject({ code: 'build_not_found' });
  });
});

describe('what a run made', () => {
  const app = `ci.example/${testFactory}/shell@sha256:${'a'.repeat(64)}`;
  const publishing = [{ name: 'publish-compose-apps' }];

  test('waits for those who publish it, and is given to one of them', async () => {
    await ground.build(publishing);
    const held = await ground.take(await ground.addRunner());
    expect(held.publishes.apps).toBe(true);
    const result = { apps: { shell: app }, images: [app] };
    await completeRun(ground.ctx, held.lease, { status: 'PASSED', result });
    expect(await listUnpublishedResults(ground.db)).toMatchObject([
      { buildId: 1, tags: [], result },
    ]);
    const mark = () =>
      inTransaction(ground.db, (trx) => markPublished(trx, held.runId, ground.ctx));
    expect((await Promise.all([mark(), mark(), mark()])).filter(Boolean)).toHaveLength(1);
    expect(await listUnpublishedResults(ground.db)).toEqual([]);
  });

  test.each([
    ['of another factory', { apps: { shell: app.replace(testFactory, 'other') }, images: [] }],
    ['by a tag', { apps: { shell: `ci.example/${testFactory}/shell:latest` }, images: [] }],
    ['an image of elsewhere', { apps: {}, images: ['docker.io/library/alpine@sha256:00'] }],
    ['under a name that is none', { apps: { '../x': app }, images: [] }],
  ])('is refused: %s', async (_what, result) => {
    await ground.build(publishing);
    const { lease } = await ground.take(await ground.addRunner());
    const completed = completeRun(ground.ctx, lease, { status: 'PASSED', result });
    await expect(completed).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('is nothing where the run was to publish nothing, or has failed', async () => {
    const result = { apps: { shell: app }, images: [] };
    await ground.build();
    await ground.build(publishing);
    const runner = await ground.addRunner();
    await completeRun(ground.ctx, (await ground.take(runner)).lease, { status: 'PASSED', result });
    await completeRun(ground.ctx, (await ground.take(runner)).lease, { status: 'FAILED', result });
    expect(await listUnpublishedResults(ground.db)).toEqual([]);
  });
});

describe('those who wait', () => {
  const requireAccess = () => Promise.resolve();

  test('are woken by a run, and one of them gets it', async () => {
    const queue = ground.openQueue(10_000);
    const runners = await Promise.all([ground.addRunner(), ground.addRunner()]);
    const asked = runners.map((runner) =>
      queue.take(ground.ctx, ground.services, { runner, vacancy, requireAccess }),
    );
    await ground.build();
    const first = await Promise.race(asked);
    expect(first).toMatchObject({ buildId: 1 });
    queue.close();
    expect((await Promise.all(asked)).filter((order) => order !== null)).toHaveLength(1);
  });

  test('get nothing when their time is over, and when the queue closes', async () => {
    const runner = await ground.addRunner();
    const request = { runner, vacancy, requireAccess };
    const short = ground.openQueue(20);
    expect(await short.take(ground.ctx, ground.services, request)).toBeNull();
    short.close();
    const long = ground.openQueue(60_000);
    const asked = long.take(ground.ctx, ground.services, request);
    long.close();
    expect(await asked).toBeNull();
  });
});
