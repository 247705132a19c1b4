import { inTransaction } from '@moorgate/db';
import { listBuilds } from '../read-builds.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { createExternalBuild } from './create-external-build.ts';
import { latestBuildId, recordChange } from './record-change.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const change = {
  factory: testFactory,
  triggerName: 'UpdateTargets',
  reason: 'tagged',
  runName: 'UpdateTargets',
  console: '== done\n',
};
const record = (): Promise<number> =>
  inTransaction(ground.db, async (trx) => (await recordChange(trx, ground.ctx, change)).buildId);

test('numbers begin at 1, and however many are drawn at once, each is there once and none is missing', async () => {
  expect(await latestBuildId(ground.db, testFactory)).toBe(0);
  const drawn = await Promise.all(
    Array.from({ length: 30 }, (_one, index) => (index % 2 === 0 ? record() : ground.build())),
  );
  expect(drawn.sort((one, other) => one - other)).toEqual(
    Array.from({ length: 30 }, (_one, index) => index + 1),
  );
  expect(await latestBuildId(ground.db, testFactory)).toBe(30);
});

test('a transaction that is taken back leaves no gap', async () => {
  await record();
  const failing = inTransaction(ground.db, async (trx) => {
    await recordChange(trx, ground.ctx, change);
    throw new Error('taken back');
  });
  await expect(failing).rejects.toThrow('taken back');
  expect(await record()).toBe(2);
});

test('a change is a build that has passed, with its console whole', async () => {
  const buildId = await record();
  expect(await ground.statusOf(buildId)).toBe('PASSED');
  const run = await ground.run(buildId, 'UpdateTargets');
  expect(run).toMatchObject({ status: 'PASSED', completedAt: ground.clock.now() });
  expect(await ground.consoleOf(run)).toBe('== done\n');
});

test('a number that is reserved is that of a build that has passed', async () => {
  const { buildId } = await createExternalBuild(ground.ctx, {
    factory: testFactory,
    triggerName: 'elsewhere',
    runNames: ['outside'],
  });
  expect(await ground.statusOf(buildId)).toBe('PASSED');
  expect((await ground.run(buildId, 'outside')).status).toBe('PASSED');
});

test('a list has the newest first, and pages that count from 0', async () => {
  for (let round = 0; round < 5; round += 1) await record();
  const page = { factory: testFactory, limit: 2 };
  const pages = await Promise.all(
    [0, 1, 2, 3].map((at) => listBuilds(ground.ctx, { ...page, page: at })),
  );
  expect(pages.map(({ builds }) => builds.map(({ buildId }) => buildId))).toEqual([
    [5, 4],
    [3, 2],
    [1],
    [],
  ]);
  expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5]);
});
