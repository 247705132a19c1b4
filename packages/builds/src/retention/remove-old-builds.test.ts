import { randomUUID } from 'node:crypto';
import { inTransaction, lockBlobRemovals } from '@moorgate/db';
import { runStatement } from '@moorgate/testing';
import { storeRunArtifact } from '../artifacts/store-artifact.ts';
import { annotateBuild, promoteBuild } from '../change-build.ts';
import { appendConsole } from '../consoles/append-console.ts';
import { recordChange } from '../creation/record-change.ts';
import { getBuild, getRun, listArtifacts, listBuilds, pageBuilds } from '../read-builds.ts';
import { cancelRuns } from '../runs/cancel.ts';
import { completeRun } from '../runs/keep-lease.ts';
import { rerun } from '../runs/rerun.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { type BuildRetention, removeOldBuilds, type RetentionRound } from './remove-old-builds.ts';

const dayMs = 86_400_000;
let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const keep = (retention: Partial<BuildRetention>): Promise<RetentionRound> =>
  removeOldBuilds(ground.ctx, {
    factory: testFactory,
    retention: { days: 0, bytesMax: 0, webhookDays: 0, ...retention },
  });
const keyOf = (buildId: number) => ({ factory: testFactory, buildId });
const present = async (): Promise<number[]> => {
  const { items } = await pageBuilds(ground.ctx, { factory: testFactory, limit: 100 });
  return items.map(({ buildId }) => buildId).reverse();
};

/** A build that has ended, with so many bytes on its console. */
const ended = (bytes = 10): Promise<number> =>
  inTransaction(ground.db, async (trx) => {
    const change = {
      factory: testFactory,
      triggerName: 'UpdateTargets',
      reason: 'tagged',
      runName: 'UpdateTargets',
      console: 'x'.repeat(bytes),
    };
    return (await recordChange(trx, ground.ctx, change)).buildId;
  });

/** A build that a runner has executed, with a console and an artifact; answers the blob of that. */
const built = async (): Promise<string> => {
  const buildId = await ground.build([{ name: 'only' }]);
  const { lease } = await ground.take(await ground.addRunner());
  const piece = { offset: 0, content: Buffer.from('said\n') };
  await appendConsole(ground.ctx, ground.services.limits, { lease, piece });
  const content = (async function* () {
    yield await Promise.resolve(Buffer.from('content'));
  })();
  const upload = { path: 'out/file', content, announcedBytes: null };
  await storeRunArtifact(ground.ctx, ground.services, { lease, upload });
  await completeRun(ground.ctx, lease, { status: 'PASSED' });
  expect(await listArtifacts(ground.ctx, await ground.run(buildId, 'only'))).toHaveLength(1);
  const [row] = await runStatement<{ id: string }>(
    ground.databaseUrl,
    'select blob_id as id from run_artifacts',
  );
  return row!.id;
};

describe('a build that is too old', () => {
  test('goes with its runs, consoles and artifacts, and its number is never used again', async () => {
    const blob = await built();
    await ended();
    await ended();
    ground.clock.advance(90 * dayMs);
    expect(await keep({ days: 90 })).toMatchObject({ removed: { age: 0, room: 0 }, builds: 3 });
    ground.clock.advance(1);
    const round = await keep({ days: 90 });
    expect(round).toEqual({ removed: { age: 2, room: 0 }, builds: 1, bytes: 10 });
    for (const table of ['build_runs', 'run_consoles'])
      expect(await runStatement(ground.databaseUrl, `select 1 from ${table}`)).toHaveLength(1);
    expect(await inTransaction(ground.db, (trx) => lockBlobRemovals(trx, 10))).toEqual([blob]);
    expect(await ended()).toBe(4);
    expect(await present()).toEqual([3, 4]);
    const records = await runStatement(
      ground.databaseUrl,
      `select target_id as id, after from audit_records where action = 'build.removed' order by audit_records.id`,
    );
    expect(records).toEqual(['acme/1', 'acme/2'].map((id) => ({ id, after: { reason: 'age' } })));
  });

  test('is told from one that never was, whatever is asked of it', async () => {
    await ended();
    await ended();
    ground.clock.advance(2 * dayMs);
    await keep({ days: 1 });
    const removed: unknown = expect.objectContaining({ code: 'build_removed' });
    const unknown: unknown = expect.objectContaining({ code: 'build_not_found' });
    const asks = [
      (buildId: number) => getBuild(ground.ctx, keyOf(buildId)),
      (buildId: number) => getRun(ground.ctx, { ...keyOf(buildId), run: 'UpdateTargets' }),
      (buildId: number) => rerun(ground.ctx, keyOf(buildId)),
      (buildId: number) => cancelRuns(ground.ctx, keyOf(buildId)),
      (buildId: number) => annotateBuild(ground.ctx, keyOf(buildId), 'note'),
    ];
    for (const ask of asks) {
      await expect(ask(1)).rejects.toEqual(removed);
      await expect(ask(3)).rejects.toEqual(unknown);
    }
    const other = getRun(ground.ctx, { ...keyOf(2), run: 'other' });
    await expect(other).rejects.toEqual(unknown);
  });
});

test('lists count what is there, and have every build on one page', async () => {
  for (let count = 0; count < 6; count += 1) await ended();
  await promoteBuild(ground.ctx, keyOf(2), { name: 'release' });
  await promoteBuild(ground.ctx, keyOf(5), { name: 'release' });
  ground.clock.advance(2 * dayMs);
  await keep({ days: 1 });
  const pages = await Promise.all(
    [0, 1, 2].map((page) => listBuilds(ground.ctx, { factory: testFactory, page, limit: 2 })),
  );
  expect(pages.map(({ builds }) => builds.map(({ buildId }) => buildId))).toEqual([
    [6, 5],
    [2],
    [],
  ]);
  expect(pages.map(({ total }) => total)).toEqual([3, 3, 3]);
});

const addTarget = (version: number, custom: object): Promise<unknown> =>
  runStatement(
    ground.databaseUrl,
    `insert into targets (id, factory, name, version, bytes, sha256, custom, tags, created_at, created_by, changed_at, changed_by)
     values ($1, $2, $3, $4, 0, sha256(''), $5, '{}', now(), 'test', now(), 'test')`,
    [randomUUID(), testFactory, `lmp-${version}`, version, JSON.stringify(custom)],
  );

test('what is needed stays, however old it is, and goes when it is not', async () => {
  const named = await ended();
  const origin = await ended();
  const apps = await ended();
  const promoted = await ended();
  const told = await ended();
  await ended();
  const waiting = await ground.build([{ name: 'only' }]);
  const newest = await ended();
  await addTarget(named, {
    uri: 'https://elsewhere/builds/999/',
    origUri: `https://ci.example/projects/acme/lmp/builds/${origin}/`,
    origUriApps: `https://ci.example/projects/acme/lmp/builds/${apps}`,
  });
  await promoteBuild(ground.ctx, keyOf(promoted), { name: 'release' });
  await runStatement(
    ground.databaseUrl,
    `insert into webhook_deliveries (id, factory, build_id, url, secret_name, next_attempt_at, created_at)
     values ($1, $2, $3, 'https://example.test/', 'hook', now(), now())`,
    [randomUUID(), testFactory, told],
  );
  ground.clock.advance(365 * dayMs);
  await keep({ days: 1, bytesMax: 1 });
  expect(await present()).toEqual([named, origin, apps, promoted, told, waiting, newest]);
  await runStatement(ground.databaseUrl, 'delete from targets');
  await runStatement(ground.databaseUrl, 'update webhook_deliveries set next_attempt_at = null');
  await keep({ days: 1 });
  expect(await present()).toEqual([promoted, waiting, newest]);
});

test('a result that is not published keeps its build', async () => {
  await built();
  await ended();
  const publish = (at: string | null) =>
    runStatement(ground.databaseUrl, `update build_runs set result = '{}', published_at = $1`, [
      at,
    ]);
  await publish(null);
  ground.clock.advance(2 * dayMs);
  await keep({ days: 1 });
  expect(await present()).toEqual([1, 2]);
  await publish('2026-03-02');
  await keep({ days: 1 });
  expect(await present()).toEqual([2]);
});

test('the oldest go until the rest has room, and none where it has', async () => {
  for (let count = 0; count < 4; count += 1) await ended(100);
  ground.clock.advance(1);
  expect(await keep({ bytesMax: 400 })).toEqual({
    removed: { age: 0, room: 0 },
    builds: 4,
    bytes: 400,
  });
  expect(await keep({ bytesMax: 250 })).toEqual({
    removed: { age: 0, room: 2 },
    builds: 2,
    bytes: 200,
  });
  expect((await keep({ bytesMax: 1 })).builds).toBe(1);
});

test('without a limit nothing goes, and two that keep at once remove nothing twice', async () => {
  for (let count = 0; count < 5; count += 1) await ended();
  ground.clock.advance(1_000 * dayMs);
  expect((await keep({})).builds).toBe(5);
  const rounds = await Promise.all([keep({ days: 1 }), keep({ days: 1 })]);
  expect(rounds.reduce((sum, { removed }) => sum + removed.age, 0)).toBe(4);
  expect((await keep({})).builds).toBe(1);
});

test('messages that were delivered or given up are forgotten, those on their way are not', async () => {
  const build = await ended();
  const add = (next: string | null) =>
    runStatement(
      ground.databaseUrl,
      `insert into webhook_deliveries (id, factory, build_id, url, secret_name, next_attempt_at, created_at)
       values ($1, $2, $3, 'https://example.test/', 'hook', $4, '2026-03-01T12:00:00Z')`,
      [randomUUID(), testFactory, build, next],
    );
  await add(null);
  await add('2026-03-02');
  const count = async (): Promise<number> =>
    (await runStatement(ground.databaseUrl, 'select 1 from webhook_deliveries')).length;
  ground.clock.advance(29 * dayMs);
  await keep({ webhookDays: 30 });
  expect(await count()).toBe(2);
  ground.clock.advance(2 * dayMs);
  await keep({ webhookDays: 30 });
  expect(await count()).toBe(1);
});
