/** However transactions overlap, every follower sees every change once, in the order of the commits. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  announceSeed,
  createTestDatabase,
  isSoak,
  seededRandom,
  type TestDatabase,
} from '@moorgate/testing';
import { sql } from 'kysely';
import { appendChange, type Db, followChanges, inTransaction, openDatabase } from '../index.ts';
import type { FeedEntry } from './poll-feed.ts';

const seed = announceSeed('order of commits');
const followersCount = 4;

let database: TestDatabase;
let db: Db;
let owner: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  const url = database.urlFor('moorgate_admin');
  db = openDatabase({ url, applicationName: 'test', poolSize: 12 });
  owner = openDatabase({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await Promise.all([db.destroy(), owner.destroy()]);
  await database.drop();
});

const head = async (): Promise<number> =>
  (await db.selectFrom('change_feed_counter').select('sequence').executeTakeFirstOrThrow())
    .sequence;

interface Follower {
  /** The UUIDs of the devices that changed, in the order in which they were applied; `everything` by name. */
  readonly applied: string[];
  readonly sequences: number[];
  untilConfirmed(sequence: number): Promise<void>;
  stop(): Promise<void>;
}

const follow = (fromSequence: number, pollMs: number): Follower => {
  const applied: string[] = [];
  const sequences: number[] = [];
  let confirmed = 0;
  let notify = (): void => undefined;
  const follower = followChanges({
    url: database.urlFor('moorgate_gateway'),
    applicationName: 'follower',
    follower: { id: randomUUID(), service: 'test', instance: 'here' },
    fromSequence,
    pollMs,
    pollMsWithoutListen: 20,
    apply: (entries: readonly FeedEntry[]) => {
      applied.push(...entries.map((one) => (one.kind === 'device' ? one.deviceUuid : one.kind)));
      sequences.push(...entries.map((one) => one.sequence));
    },
    confirm: (sequence) => {
      confirmed = sequence;
      notify();
    },
    onTrouble: () => undefined,
  });
  return {
    applied,
    sequences,
    untilConfirmed: async (sequence) => {
      while (confirmed < sequence) await new Promise<void>((resolve) => (notify = resolve));
    },
    stop: follower.stop,
  };
};

/** Some that are woken by notifications alone, and some that poll all the time. */
const followMany = async (): Promise<Follower[]> => {
  const from = await head();
  return Array.from({ length: followersCount }, (_, index) =>
    follow(from, index % 2 === 0 ? 600_000 : 2),
  );
};
const stopAll = (followers: readonly Follower[]): Promise<unknown> =>
  Promise.all(followers.map((one) => one.stop()));

test('a transaction that began first and is committed last comes last, and is missed by nobody', async () => {
  const from = await head();
  const followers = await followMany();
  const [a, b] = [randomUUID(), randomUUID()];
  const older = await db.startTransaction().execute();
  await older.insertInto('known_labels').values({ label: a }).execute();
  await inTransaction(db, (trx) => appendChange(trx, { kind: 'device', deviceUuid: b }));
  await Promise.all(followers.map((one) => one.untilConfirmed(from + 1)));
  expect(followers.map((one) => one.applied)).toEqual(followers.map(() => [b]));

  await appendChange(older, { kind: 'device', deviceUuid: a });
  await older.commit().execute();
  await Promise.all(followers.map((one) => one.untilConfirmed(from + 2)));
  expect(followers.map((one) => one.applied)).toEqual(followers.map(() => [b, a]));
  await stopAll(followers);
});

test('writers that overlap at random leave no gap: every follower sees every number once, in order', async () => {
  const from = await head();
  const followers = await followMany();
  const changes = isSoak() ? 20_000 : 1_000;
  const committed = new Map<number, string>();
  let left = changes;
  const write = async (random: ReturnType<typeof seededRandom>): Promise<void> => {
    const deviceUuid = randomUUID();
    const isAbandoned = random.below(10) === 0;
    const pause = (): Promise<unknown> =>
      random.below(4) === 0 ? delay(random.below(4)) : Promise.resolve();
    const number = await inTransaction(db, async (trx) => {
      await sql`select`.execute(trx);
      await pause();
      const sequence = await appendChange(trx, { kind: 'device', deviceUuid });
      await pause();
      if (isAbandoned) throw new Error('abandoned');
      return sequence;
    }).catch((error: Error) => {
      if (error.message !== 'abandoned') throw error;
      return null;
    });
    if (number !== null) committed.set(number, deviceUuid);
  };
  const work = async (_: unknown, index: number): Promise<void> => {
    const random = seededRandom(seed + index);
    for (; left > 0; left -= 1) await write(random);
  };
  await Promise.all(Array.from({ length: 10 }, work));

  const last = from + committed.size;
  await Promise.all(followers.map((one) => one.untilConfirmed(last)));
  const numbers = Array.from(committed.keys()).sort((one, other) => one - other);
  expect(numbers).toEqual(numbers.map((_, index) => from + 1 + index));
  for (const follower of followers) {
    expect(follower.sequences).toEqual(numbers);
    expect(follower.applied).toEqual(numbers.map((number) => committed.get(number)));
  }
  await stopAll(followers);
}, 120_000);

test.each([
  ['before what is left', [1, 2], ['everything']],
  ['in the middle of it', [2], ['everything']],
  ['at its end', [3], ['first', 'second', 'everything']],
  ['and nothing is left', [1, 2, 3], ['everything']],
])(
  'where numbers were pruned %s, everything may have changed',
  async (_title, pruned, expected) => {
    const from = await head();
    const uuids = {
      first: randomUUID(),
      second: randomUUID(),
      third: randomUUID(),
      next: randomUUID(),
    };
    const append = (deviceUuid: string): Promise<number> =>
      inTransaction(db, (trx) => appendChange(trx, { kind: 'device', deviceUuid }));
    for (const name of ['first', 'second', 'third'] as const) await append(uuids[name]);
    const gone = pruned.map((number) => from + number);
    await owner.deleteFrom('change_feed').where('sequence', 'in', gone).execute();

    const follower = follow(from, 20);
    await follower.untilConfirmed(from + 3);
    await follower.untilConfirmed(await append(uuids.next));
    const names = Object.entries(uuids).map(([name, uuid]) => [uuid, name] as const);
    const known = new Map<string, string>(names);
    expect(follower.applied.map((one) => known.get(one) ?? one)).toEqual([...expected, 'next']);
    await follower.stop();
  },
);
