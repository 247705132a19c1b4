import { randomUUID } from 'node:crypto';
import { insertRepositories, inTransaction } from '@moorgate/db';
import { latestBuildId } from '../creation/record-change.ts';
import { listBuilds } from '../read-builds.ts';
import type { BuildServices, SourceReader } from '../services.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { announcePush } from './announce-push.ts';
import type { BranchMove } from './consider-moves.ts';
import { type EnqueuedPush, enqueuePush } from './enqueue-push.ts';
import { reconcileReferences } from './reconcile-references.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const perPush = 3;
const nowhere = '0'.repeat(40);
const place = { factory: testFactory, repository: 'containers' };
const commitOf = (number: number): string => String(number).padStart(40, 'a');
const branch = (number: number): string => `refs/heads/b${String(number).padStart(4, '0')}`;
const moveOf = (number: number, old = nowhere, next = commitOf(number)): BranchMove => ({
  ...{ ref: branch(number), old, new: next },
});
const many = (count: number): BranchMove[] =>
  Array.from({ length: count }, (_one, index) => moveOf(index));

/** Counts what is read of repositories: each is a few children of Git. */
const countingReads = (): { services: BuildServices; reads: () => number } => {
  const source = ground.services.source!;
  let count = 0;
  const counted = <A, R>(read: (asked: A) => R): ((asked: A) => R) => {
    return (asked) => {
      count += 1;
      return read(asked);
    };
  };
  const counting: SourceReader = {
    readFile: counted(source.readFile),
    listReferences: counted(source.listReferences),
    readCommit: counted(source.readCommit),
  };
  return { services: { ...ground.services, source: counting }, reads: () => count };
};

const announce = (moves: readonly BranchMove[], services = ground.services): Promise<void> =>
  announcePush(ground.ctx, services, { ...place, moves });
const tell = (moves: readonly BranchMove[], services = ground.services): Promise<EnqueuedPush> =>
  enqueuePush(ground.ctx, services, { ...place, moves, by: 'ada' });
const push = async (moves: readonly BranchMove[]): Promise<EnqueuedPush> => {
  await announce(moves);
  return tell(moves);
};
/** What is at the server now, and a comparison of that with what was built. */
const compare = async (heads: readonly BranchMove[], services = ground.services) => {
  const present = new Map(heads.map(({ ref, new: commit }) => [ref, commit]));
  ground.source.references.set('containers', present);
  return reconcileReferences(ground.ctx, services, testFactory);
};
const built = async (): Promise<(string | null)[]> => {
  const page = { factory: testFactory, page: 0, limit: 1_000 };
  const { builds } = await listBuilds(ground.ctx, page);
  return builds.map(({ triggerName }) => triggerName).sort();
};
const firstBranches = ['containers-b0000', 'containers-b0001', 'containers-b0002'];

test('of a push of thousands of branches the first few are built, and the others are named', async () => {
  const { services, reads } = countingReads();
  const moves = many(5_000);
  await announce(moves, services);
  const { started, omitted } = await tell(moves, services);
  expect(started.map(({ buildId }) => buildId)).toEqual([1, 2, 3]);
  expect([omitted.length, omitted[0]]).toEqual([4_997, 'containers-b0003']);
  expect(await built()).toEqual(firstBranches);
  expect(reads()).toBeLessThan(10 * perPush);
});

test('a push of as many as the limit is built whole', async () => {
  const { started, omitted } = await push(many(perPush));
  expect([started.length, omitted]).toEqual([perPush, []]);
});

test('what was left out is not built later, by whomever and however often references are compared', async () => {
  const { services, reads } = countingReads();
  const moves = many(200);
  await push(moves);
  for (let round = 0; round < 3; round += 1) expect(await compare(moves, services)).toEqual([]);
  ground.clock.advance(3 * 86_400_000);
  for (let round = 0; round < 2; round += 1) expect(await compare(moves, services)).toEqual([]);
  expect(await built()).toEqual(firstBranches);
  expect(reads()).toBeLessThan(30);
});

test('a server that is killed after the references moved builds the same few, in whatever portions they are seen', async () => {
  const moves = many(200);
  await announce(moves);
  for (const seen of [10, 90, 200]) await compare(moves.slice(0, seen));
  expect(await built()).toEqual(firstBranches);
  expect((await tell(moves)).started.map(({ buildId }) => buildId)).toEqual([1, 2, 3]);
  expect(await latestBuildId(ground.db, testFactory)).toBe(perPush);
});

test('servers that compare while the push is told of start each build once', async () => {
  const moves = many(100);
  await announce(moves);
  await Promise.all([compare(moves), tell(moves), compare(moves), tell(moves)]);
  expect(await built()).toEqual(firstBranches);
});

test('a branch that was left out is built with its next push, to another commit or back to that one', async () => {
  await push(many(10));
  const [left, other] = [commitOf(9), commitOf(99)];
  expect((await push([moveOf(9, left, other)])).started).toHaveLength(1);
  expect((await push([moveOf(9, other, left)])).started).toHaveLength(1);
  expect((await built()).filter((name) => name === 'containers-b0009')).toHaveLength(2);
});

test('what was announced and did not move stands in no way of a push of it alone', async () => {
  await announce(many(10));
  expect((await push([moveOf(9)])).started).toHaveLength(1);
  expect(await compare([moveOf(9)])).toEqual([]);
  expect(await built()).toEqual(['containers-b0009']);
});

test('branches that the factory does not build, and those that go, take nobody’s place', async () => {
  const tagging = [4, 7, 8, 9].map((number) => `    ${branch(number)}: [{tag: t}]`).join('\n');
  const yaml = `containers:\n  tagging:\n${tagging}\n`;
  ground.source.files.set('ci-scripts HEAD factory-config.yml', yaml);
  const gone = moveOf(0, commitOf(0), nowhere);
  const { started, omitted } = await push([gone, ...many(10).slice(1)]);
  expect([started.length, omitted]).toEqual([3, ['containers-b0009']]);
  expect(await built()).toEqual(['containers-b0004', 'containers-b0007', 'containers-b0008']);
});

test('the default branch is among those that are built, wherever Git names it', async () => {
  const made = { id: randomUUID(), createdAt: ground.clock.now(), createdBy: 'ada' };
  const row = { ...made, factory: testFactory, name: 'containers', keepsHistory: false };
  await inTransaction(ground.db, (trx) =>
    insertRepositories(trx, [{ ...row, defaultBranch: 'b0009' }]),
  );
  await push(many(10));
  expect(await built()).toEqual(['containers-b0000', 'containers-b0001', 'containers-b0009']);
});

test('a configuration that cannot be read makes no more builds that say so than others', async () => {
  ground.source.files.set('ci-scripts HEAD factory-config.yml', 'containers: [');
  expect((await push(many(50))).started).toHaveLength(perPush);
  expect(await ground.statusOf(1)).toBe('FAILED');
});

test('thousands of branches that are deleted at once are noted without a look at any', async () => {
  const moves = many(1_000);
  await push(moves);
  const { services, reads } = countingReads();
  const gone = moves.map((move) => ({ ...move, old: move.new, new: nowhere }));
  await announce(gone, services);
  expect(await tell(gone, services)).toEqual({ started: [], omitted: [] });
  expect(reads()).toBe(0);
  expect((await push([moveOf(500)])).started).toHaveLength(1);
});
