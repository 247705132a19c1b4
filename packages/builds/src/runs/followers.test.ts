import {
  type BuildGround,
  openBuildGround,
  testFactory,
  vacancy,
} from '../test-support/build-ground.ts';
import { createBuild } from '../creation/create-build.ts';
import { listStatusEvents } from '../read-builds.ts';
import { cancelRuns } from './cancel.ts';
import { completeRun } from './keep-lease.ts';
import { leaseRun } from './lease-run.ts';
import { rerun } from './rerun.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

/** `a` and `b`; behind `a` comes `c`, behind that `d`; behind all of them `e`. */
const triggers = [
  {
    name: 'test',
    runs: [{ name: 'a', params: { WHO: 'a' }, triggers: [{ name: 'second' }] }, { name: 'b' }],
    triggers: [{ name: 'last' }],
  },
  { name: 'second', runs: [{ name: 'c', triggers: [{ name: 'third' }] }] },
  { name: 'third', runs: [{ name: 'd' }] },
  { name: 'last', runs: [{ name: 'e' }] },
];
const start = async () => {
  const { buildId } = await createBuild(ground.ctx, ground.services, {
    factory: testFactory,
    triggerName: 'test',
    definition: { timeout: 5, triggers },
  });
  const key = { factory: testFactory, buildId };
  const runner = await ground.addRunner();
  const finish = async (name: string, status: 'PASSED' | 'FAILED' = 'PASSED') => {
    const held = await ground.take(runner);
    expect(held.name).toBe(name);
    await completeRun(ground.ctx, held.lease, { status });
    return held;
  };
  const statuses = async (): Promise<string> => {
    const runs = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((one) => ground.run(buildId, one)),
    );
    return runs.map(({ name, status }) => `${name} ${status}`).join(', ');
  };
  const next = () => leaseRun(ground.ctx, ground.services, { runner, vacancy });
  return { buildId, key, runner, finish, statuses, next };
};

test('a run that follows others is given away when they have passed, and told which', async () => {
  const { buildId, finish, next } = await start();
  const build = `https://ci.example/projects/acme/lmp/builds/${buildId}/`;
  await finish('a');
  expect((await finish('c')).params).toEqual({ WHO: 'a', H_TRIGGER_URL: `${build}runs/a/` });
  expect((await finish('d')).params).toMatchObject({ H_TRIGGER_URL: `${build}runs/c/` });
  expect(await ground.statusOf(buildId)).toBe('RUNNING');
  expect((await finish('b')).params).toEqual({});
  expect((await finish('e')).params).toEqual({ H_TRIGGER_URL: build });
  expect(await next()).toBeNull();
  expect(await ground.statusOf(buildId)).toBe('PASSED');
});

test('whatever comes behind a run that fails is skipped, and says why', async () => {
  const { buildId, key, finish, statuses, next } = await start();
  await finish('a', 'FAILED');
  expect(await statuses()).toBe('a FAILED, b QUEUED, c SKIPPED, d SKIPPED, e SKIPPED');
  await finish('b');
  expect(await next()).toBeNull();
  expect(await ground.statusOf(buildId)).toBe('FAILED');
  const skipped = await ground.run(buildId, 'd');
  expect(await ground.consoleOf(skipped)).toBe('== Skipped: c has not passed.\n');
  const events = await listStatusEvents(ground.ctx, key, skipped.id);
  expect(events.map(({ status }) => status)).toEqual(['QUEUED', 'SKIPPED']);
});

test('a run that is begun anew, and passes, lets those begin that were skipped', async () => {
  const { buildId, key, finish, statuses } = await start();
  await finish('a', 'FAILED');
  await finish('b', 'FAILED');
  await rerun(ground.ctx, key, 'a');
  expect(await statuses()).toBe('a QUEUED, b FAILED, c QUEUED, d QUEUED, e SKIPPED');
  await finish('a');
  await finish('c');
  await finish('d');
  expect(await ground.statusOf(buildId)).toBe('FAILED');
  await rerun(ground.ctx, key);
  await finish('b');
  await finish('e');
  expect(await ground.statusOf(buildId)).toBe('PASSED');
});

test('a build that is cancelled begins none of them', async () => {
  const { buildId, key, finish, statuses, next } = await start();
  await finish('a');
  await cancelRuns(ground.ctx, key, 'c');
  expect(await statuses()).toBe('a PASSED, b QUEUED, c FAILED, d SKIPPED, e SKIPPED');
  await cancelRuns(ground.ctx, key);
  expect(await next()).toBeNull();
  expect(await ground.statusOf(buildId)).toBe('FAILED');
});

test('runs that end at once leave no run behind them waiting', async () => {
  for (let round = 0; round < 3; round += 1) {
    const { buildId, runner, statuses, finish } = await start();
    const held = [await ground.take(runner), await ground.take(runner)];
    const outcomes = ['PASSED', round === 2 ? 'PASSED' : 'FAILED'] as const;
    await Promise.all(
      held.map(({ lease }, index) =>
        completeRun(ground.ctx, lease, { status: outcomes[index] ?? 'FAILED' }),
      ),
    );
    expect(await statuses()).toMatch(round === 2 ? /e QUEUED$/ : /e SKIPPED$/);
    await finish('c');
    await finish('d');
    if (round === 2) await finish('e');
    expect(await ground.statusOf(buildId)).toBe(round === 2 ? 'PASSED' : 'FAILED');
  }
});

test('those who wait for runs are woken when one may begin', async () => {
  const { finish, runner } = await start();
  await finish('a');
  const c = await ground.take(runner);
  const b = await ground.take(runner);
  const queue = ground.openQueue(20_000);
  const request = { runner, vacancy, requireAccess: () => Promise.resolve() };
  const startedMs = performance.now();
  const waiting = queue.take(ground.ctx, ground.services, request);
  await completeRun(ground.ctx, b.lease, { status: 'PASSED' });
  await completeRun(ground.ctx, c.lease, { status: 'PASSED' });
  expect((await waiting)?.name).toBe('d');
  expect(performance.now() - startedMs).toBeLessThan(4_500);
  queue.close();
});
