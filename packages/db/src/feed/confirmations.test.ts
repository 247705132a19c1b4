import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import {
  type ChangeFollower,
  createConfirmations,
  databaseOver,
  followChanges,
  inTransaction,
  appendChange,
  openDatabase,
  openPool,
  type Pool,
} from '../index.ts';
import { leaseMarginMs, leaseMs } from './lease-terms.ts';

let database: TestDatabase;
let pool: Pool;
let db: ReturnType<typeof databaseOver>;
const followers: ChangeFollower[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, applicationName: 'test' });
  db = databaseOver(pool);
});
afterEach(async () => {
  await Promise.all(followers.splice(0).map((one) => one.stop()));
  await pool.query('delete from feed_followers');
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const change = (): Promise<number> =>
  inTransaction(db, (trx) => appendChange(trx, { kind: 'device_cas' }));

/** A follower that has a lease when this returns. */
const follow = async (apply: () => Promise<void> = () => Promise.resolve()): Promise<string> => {
  const id = randomUUID();
  const { rows } = await pool.query<{ sequence: number }>(
    'select sequence from change_feed_counter',
  );
  await new Promise<void>((resolve) => {
    followers.push(
      followChanges({
        url: database.urlFor('moorgate_gateway'),
        applicationName: 'follower',
        follower: { id, service: 'test', instance: 'here' },
        fromSequence: rows[0]?.sequence ?? 0,
        apply,
        confirm: () => resolve(),
        onTrouble: () => undefined,
      }),
    );
  });
  return id;
};

const appliedBy = async (id: string): Promise<number> => {
  const { rows } = await pool.query<{ applied: number }>(
    'select applied_sequence as applied from feed_followers where id = $1',
    [id],
  );
  return rows[0]?.applied ?? 0;
};

const timed = async (work: Promise<boolean>): Promise<{ answer: boolean; ms: number }> => {
  const startedAtMs = performance.now();
  const answer = await work;
  return { answer, ms: performance.now() - startedAtMs };
};

/** A row that nobody keeps: as of a process that is stopped, or gone. */
const addSilent = async (lapsedMs: number): Promise<string> => {
  const id = randomUUID();
  await pool.query(
    `insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until)
     values ($1, 'test', 'gone', 1, now(), 0, clock_timestamp() - $2 * interval '1 millisecond')`,
    [id, lapsedMs],
  );
  return id;
};

test('a change that nobody follows is in force at once', async () => {
  expect(await createConfirmations(db).until(await change())).toBe(true);
});

test('a change is in force when every follower has applied it', async () => {
  const ids = [await follow(), await follow()];
  const sequence = await change();
  expect(await createConfirmations(db).until(sequence)).toBe(true);
  for (const id of ids) expect(await appliedBy(id)).toBeGreaterThanOrEqual(sequence);
});

test('a follower that is busy applying is waited for until its lease has ended, and no longer', async () => {
  let release = (): void => undefined;
  await follow(() => new Promise((resolve) => (release = resolve)));
  const { answer, ms } = await timed(createConfirmations(db).until(await change()));
  release();
  expect(answer).toBe(true);
  expect(ms).toBeGreaterThanOrEqual(leaseMs + leaseMarginMs - 30);
});

test('one that lapsed a moment ago is waited for all the same: it may be acting on what it was told before', async () => {
  await addSilent(5_000);
  const { answer, ms } = await timed(createConfirmations(db).until(await change()));
  expect(answer).toBe(true);
  expect(ms).toBeGreaterThanOrEqual(leaseMs + leaseMarginMs - 30);
});

test('one that was silent for long is given up, and gets no lease before it has registered again', async () => {
  const id = await addSilent(60_000);
  await createConfirmations(db).until(await change());
  const { rows } = await pool.query(
    'select 1 from feed_followers where id = $1 and lost_at > now()',
    [id],
  );
  expect(rows).toHaveLength(0);
  const lost = await pool.query('select lost_at from feed_followers where id = $1', [id]);
  expect(lost.rows[0]).toEqual({ lost_at: expect.any(Date) });
  const { ms } = await timed(createConfirmations(db).until(await change()));
  expect(ms).toBeLessThan(leaseMs);
});

test('says that it cannot tell when the store does not answer in time', async () => {
  const unreachable = openDatabase({
    url: 'postgres://nobody@127.0.0.1:1/nothing',
    applicationName: 'test',
  });
  const outcomes: boolean[] = [];
  const confirmations = createConfirmations(unreachable, {
    deadlineMs: 100,
    onOutcome: ({ isConfirmed }) => outcomes.push(isConfirmed),
  });
  expect(await confirmations.until(1)).toBe(false);
  expect(outcomes).toEqual([false]);
  await unreachable.destroy();
});

test('many who wait share the statements', async () => {
  await follow();
  const confirmations = createConfirmations(db);
  const sequences = await Promise.all(Array.from({ length: 50 }, () => change()));
  const answers = await Promise.all(sequences.map((one) => confirmations.until(one)));
  expect(answers.every(Boolean)).toBe(true);
});
