import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import pg from 'pg';
import { appendChange } from './change-feed.ts';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';
import { type ChangeFollower, type FeedEntry, followChanges } from './follow-changes.ts';
import { inTransaction } from './transaction.ts';

const deviceUuid = '2d5ea4f5-6f1d-4b2e-9c3a-0a3b6f4d8e11';
/** Longer than any test may take: what arrives in time was not found by the clock. */
const never = 600_000;

let database: TestDatabase;
let db: Db;
let followers: ChangeFollower[];
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  followers = [];
});
afterEach(async () => {
  await Promise.all(followers.map((follower) => follower.stop()));
  await db.destroy();
  await database.drop();
});

const append = (): Promise<number> =>
  inTransaction(db, (trx) => appendChange(trx, { kind: 'device', deviceUuid }));

/** A reader that keeps what it is given, and lets a test wait until it is up to date with a number. */
const follow = (
  fromSequence: number,
  options: { pollMs?: number; pollMsWithoutListen?: number; failures?: number } = {},
) => {
  const entries: FeedEntry[] = [];
  const troubles: unknown[] = [];
  const waiting: { readonly sequence: number; readonly resolve: () => void }[] = [];
  let failuresLeft = options.failures ?? 0;
  let confirmed = -1;
  const follower = followChanges({
    url: database.urlFor('moorgate_gateway'),
    applicationName: 'test follower',
    fromSequence,
    pollMs: options.pollMs ?? never,
    pollMsWithoutListen: options.pollMsWithoutListen ?? never,
    apply: (page) => {
      failuresLeft -= 1;
      if (failuresLeft >= 0) throw new Error('not yet');
      entries.push(...page);
    },
    confirm: (sequence, sentAtMs) => {
      expect(sentAtMs).toBeLessThanOrEqual(performance.now());
      confirmed = sequence;
      for (const wait of waiting) if (wait.sequence <= sequence) wait.resolve();
    },
    onTrouble: (error) => troubles.push(error),
  });
  followers.push(follower);
  const upTo = (sequence: number): Promise<void> =>
    new Promise((resolve) => {
      if (confirmed >= sequence) resolve();
      else waiting.push({ sequence, resolve });
    });
  return { follower, entries, troubles, upTo };
};

const numbers = (entries: readonly FeedEntry[]): number[] => entries.map((entry) => entry.sequence);

test('gives every change after its start, once and in order', async () => {
  const [, second] = [await append(), await append(), await append()];
  const reader = follow(second - 1);
  await reader.upTo(second + 1);
  expect(reader.entries).toEqual([
    { kind: 'device', sequence: second, deviceUuid },
    { kind: 'device', sequence: second + 1, deviceUuid },
  ]);
});

test('is woken by a commit', async () => {
  const reader = follow(0);
  await reader.upTo(0);
  const all = [await append(), await append()];
  await reader.upTo(2);
  expect(numbers(reader.entries)).toEqual(all);
});

test('finds changes by the clock while nothing wakes it', async () => {
  const reader = follow(0, { pollMs: 20, pollMsWithoutListen: 20 });
  await reader.upTo(0);
  // A row that no NOTIFY announces.
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('begin');
  await owner.query('update change_feed_counter set sequence = 1');
  await owner.query("insert into change_feed (sequence, kind) values (1, 'device_cas')");
  await owner.query('commit');
  await owner.end();
  await reader.upTo(1);
  expect(reader.entries).toEqual([{ kind: 'device_cas', sequence: 1 }]);
});

test('reads more than a page', async () => {
  await db.transaction().execute(async (trx) => {
    for (let count = 0; count < 1_100; count += 1) await appendChange(trx, { kind: 'device_cas' });
  });
  const reader = follow(0);
  await reader.upTo(1_100);
  expect(numbers(reader.entries)).toEqual(Array.from({ length: 1_100 }, (_, index) => index + 1));
});

test('asks for everything to be read again when the feed does not go on where it stopped', async () => {
  const last = [await append(), await append(), await append()].at(-1)!;
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query('delete from change_feed where sequence < $1', [last]);
  await owner.end();
  const behind = follow(0);
  await behind.upTo(last);
  expect(behind.entries).toEqual([{ kind: 'everything', sequence: last }]);
  const restored = follow(last + 100);
  await restored.upTo(last);
  expect(restored.entries).toEqual([{ kind: 'everything', sequence: last }]);
});

test('gives again what could not be applied, and confirms nothing before', async () => {
  const number = await append();
  const reader = follow(0, { failures: 2 });
  await reader.upTo(number);
  expect(numbers(reader.entries)).toEqual([number]);
  expect(reader.troubles).toHaveLength(2);
});

test('goes on when its connections are cut, and misses nothing', async () => {
  const reader = follow(0, { pollMsWithoutListen: 20 });
  await reader.upTo(0);
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'test follower%' and datname = current_database()",
  );
  await owner.end();
  const all = [await append(), await append()];
  await reader.upTo(all.at(-1)!);
  expect(numbers(reader.entries)).toEqual(all);
  expect(reader.troubles.length).toBeGreaterThan(0);
});

test('leaves no connection after stop', async () => {
  const reader = follow(0);
  await reader.upTo(0);
  await reader.follower.stop();
  expect(reader.follower.isListening()).toBe(false);
  const left = async (): Promise<number> => {
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const { rows } = await owner.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where application_name like 'test follower%' and datname = current_database()",
    );
    await owner.end();
    return rows[0]!.count;
  };
  // The server notices the end of a connection by itself, a moment later.
  while ((await left()) > 0);
});
