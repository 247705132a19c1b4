import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { openPool, type Pool } from '../connect.ts';
import { leaseMs } from './lease-terms.ts';
import { deregisterFollower, pollFeed, registerFollower } from './poll-feed.ts';

let database: TestDatabase;
let gateway: Pool;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  gateway = openPool({ url: database.urlFor('moorgate_gateway'), applicationName: 'test' });
  owner = openPool({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await gateway.end();
  await owner.end();
  await database.drop();
});

const identity = (replaces?: string) => ({
  id: randomUUID(),
  service: 'test',
  instance: 'here',
  replaces,
});
const head = async (): Promise<number> => {
  const { rows } = await owner.query<{ sequence: number }>(
    'select sequence from change_feed_counter',
  );
  return rows[0]?.sequence ?? 0;
};
const append = (): Promise<unknown> => owner.query(`select append_change('device_cas', null)`);

interface FollowerState {
  readonly applied: number;
  readonly connections: number;
  readonly leaseMs: number;
}

const stateOf = async (id: string): Promise<FollowerState | undefined> => {
  const { rows } = await owner.query<FollowerState>(
    `select applied_sequence as applied, connections,
       (extract(epoch from leased_until - clock_timestamp()) * 1000)::float8 as "leaseMs"
     from feed_followers where id = $1`,
    [id],
  );
  return rows[0];
};

test('a follower that has not registered gets nothing, and no lease', async () => {
  await append();
  const page = await pollFeed(gateway, { id: randomUUID(), applied: 0, connections: 0 });
  expect(page).toEqual({ isRegistered: false, entries: [], through: 0 });
});

test('registering begins no lease; a poll does, and tells what is applied and served', async () => {
  const follower = identity();
  await registerFollower(gateway, follower, 7);
  expect(await stateOf(follower.id)).toMatchObject({ applied: 7, connections: 0 });
  expect((await stateOf(follower.id))?.leaseMs).toBeLessThanOrEqual(0);

  const applied = await head();
  await pollFeed(gateway, { id: follower.id, applied, connections: 12 });
  const state = await stateOf(follower.id);
  expect(state).toMatchObject({ applied, connections: 12 });
  expect(state?.leaseMs).toBeGreaterThan(0);
  expect(state?.leaseMs).toBeLessThanOrEqual(leaseMs);
});

test('a change comes with the time since it was made', async () => {
  const follower = identity();
  await registerFollower(gateway, follower, await head());
  const applied = await head();
  await append();
  const { entries } = await pollFeed(gateway, { id: follower.id, applied, connections: 0 });
  expect(entries).toEqual([
    { kind: 'device_cas', sequence: applied + 1, ageMs: expect.any(Number) },
  ]);
  expect(entries[0]?.ageMs).toBeGreaterThan(0);
});

test('a follower that is given up while it polls gets no lease', async () => {
  const follower = identity();
  await registerFollower(gateway, follower, await head());
  const giver = await owner.connect();
  await giver.query('begin');
  await giver.query('update feed_followers set lost_at = clock_timestamp() where id = $1', [
    follower.id,
  ]);
  const polling = pollFeed(gateway, { id: follower.id, applied: await head(), connections: 0 });
  for (;;) {
    const { rows } = await owner.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and query like '%feed_followers%'`,
    );
    if (rows.length > 0) break;
  }
  await giver.query('commit');
  giver.release();
  expect(await polling).toMatchObject({ isRegistered: false });
  await registerFollower(gateway, follower, await head());
  const again = await pollFeed(gateway, { id: follower.id, applied: await head(), connections: 0 });
  expect(again.isRegistered).toBe(true);
});

test('whoever stands in for another takes its row away; who stops takes away their own', async () => {
  const first = identity();
  await registerFollower(gateway, first, 0);
  const second = identity(first.id);
  await registerFollower(gateway, second, 0);
  expect(await stateOf(first.id)).toBeUndefined();
  await deregisterFollower(gateway, second.id);
  expect(await stateOf(second.id)).toBeUndefined();
});

test('a change of a token or of a user names it, one of people in general names nobody', async () => {
  const follower = identity();
  const before = await head();
  await registerFollower(gateway, follower, before);
  await owner.query(`select append_change('token', null, 'abc')`);
  await owner.query(`select append_change('user', null, 'somebody')`);
  await owner.query(`select append_change('people', null)`);
  const { entries } = await pollFeed(gateway, { id: follower.id, applied: before, connections: 0 });
  expect(entries).toEqual([
    { sequence: before + 1, ageMs: expect.any(Number), kind: 'token', tokenId: 'abc' },
    { sequence: before + 2, ageMs: expect.any(Number), kind: 'user', userId: 'somebody' },
    { sequence: before + 3, ageMs: expect.any(Number), kind: 'people' },
  ]);
});
