import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { type FeedEntry, followChanges, openPool, type Pool } from '../index.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const uuid = '5b1f6a3c-9d1e-4c57-8a3c-0d2f7c1c9e10';

const head = async (): Promise<number> =>
  (await pool.query<{ sequence: number }>('select sequence from change_feed_counter')).rows[0]!
    .sequence;

interface Followed {
  readonly entries: FeedEntry[];
  readonly confirmed: number[];
  readonly troubles: unknown[];
  isListening(): boolean;
  until(check: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

const follow = (
  fromSequence: number,
  options: {
    id?: string;
    pollMs?: number;
    apply?: (entries: readonly FeedEntry[]) => Promise<void> | void;
  } = {},
): Followed => {
  const entries: FeedEntry[] = [];
  const confirmed: number[] = [];
  const troubles: unknown[] = [];
  let notify = (): void => undefined;
  const follower = followChanges({
    url: database.urlFor('moorgate_gateway'),
    applicationName: 'follower',
    follower: { id: options.id ?? randomUUID(), service: 'test', instance: 'here' },
    fromSequence,
    pollMs: options.pollMs ?? 20,
    pollMsWithoutListen: 20,
    apply: async (page) => {
      await options.apply?.(page);
      entries.push(...page);
    },
    confirm: (sequence) => {
      confirmed.push(sequence);
      notify();
    },
    onTrouble: (error) => troubles.push(error),
  });
  return {
    entries,
    confirmed,
    troubles,
    isListening: follower.isListening,
    until: async (check) => {
      while (!check()) await new Promise<void>((resolve) => (notify = resolve));
    },
    stop: follower.stop,
  };
};

const change = (sequence: number): object => ({
  kind: 'device',
  sequence,
  deviceUuid: uuid,
  ageMs: expect.any(Number),
});

const append = async (count = 1): Promise<void> => {
  await pool.query(`select append_change('device', $1) from generate_series(1, $2::int)`, [
    uuid,
    count,
  ]);
};

test('changes are applied in their order, once, and then confirmed', async () => {
  const from = await head();
  const followed = follow(from);
  await append(3);
  await followed.until(() => followed.confirmed.at(-1) === from + 3);
  expect(followed.entries).toEqual([1, 2, 3].map((step) => change(from + step)));
  await followed.stop();
});

test('a backlog of many pages is applied whole before it is confirmed', async () => {
  const from = await head();
  await append(2_500);
  const followed = follow(from);
  await followed.until(() => followed.confirmed.length > 0);
  expect(followed.confirmed[0]).toBe(from + 2_500);
  expect(followed.entries).toHaveLength(2_500);
  await followed.stop();
});

test('a notification wakes it long before the next poll', async () => {
  const from = await head();
  const followed = follow(from, { pollMs: 600_000 });
  await followed.until(() => followed.isListening() && followed.confirmed.length > 1);
  await append();
  await followed.until(() => followed.confirmed.at(-1) === from + 1);
  await followed.stop();
});

test('after its connections are broken it goes on where it was, and listens again', async () => {
  const from = await head();
  const followed = follow(from);
  await followed.until(() => followed.isListening());
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name like 'follower%'`,
  );
  await append(2);
  await followed.until(() => followed.confirmed.at(-1) === from + 2);
  expect(followed.entries.map((entry) => entry.sequence)).toEqual([from + 1, from + 2]);
  await followed.until(() => followed.isListening());
  await followed.stop();
});

test('it stops without a word of trouble', async () => {
  const followed = follow(await head());
  await followed.until(followed.isListening);
  await followed.stop();
  // What a closed socket has to say comes with the next turns of the event loop.
  for (let turns = 0; turns < 10; turns += 1) await new Promise(setImmediate);
  expect(followed.troubles).toEqual([]);
});

test('changes that could not be applied are given again, and confirm nothing until they are', async () => {
  const from = await head();
  let failures = 2;
  const followed = follow(from, {
    apply: () => {
      failures -= 1;
      if (failures >= 0) throw new Error('not now');
    },
  });
  await append();
  await followed.until(() => followed.confirmed.at(-1) === from + 1);
  expect(followed.entries).toEqual([change(from + 1)]);
  await followed.stop();
});

test.each([
  ['a feed whose next numbers are missing', 5],
  ['a store that went back to an earlier state', -1_000],
])('%s means that everything may have changed', async (_title, distance) => {
  const from = await head();
  await append(10);
  await pool.query('delete from change_feed where sequence <= $1', [from + 7]);
  const followed = follow(distance > 0 ? from + distance : from + 1_000);
  await followed.until(() => followed.confirmed.length > 0);
  expect(followed.entries).toEqual([{ kind: 'everything', sequence: from + 10, ageMs: 0 }]);
  await followed.stop();
});
