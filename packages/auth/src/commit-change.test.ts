import { createConfirmations, databaseOver, openPool, type Pool } from '@moorgate/db';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { commitChange } from './commit-change.ts';

let database: TestDatabase;
let pool: Pool;
let owner: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  owner = openPool({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await owner.end();
  await databaseOver(pool).destroy();
  await database.drop();
});

const contextWith = (answer: boolean) => {
  const waitedFor: number[] = [];
  const until = (sequence: number): Promise<boolean> => {
    waitedFor.push(sequence);
    return Promise.resolve(answer);
  };
  return { ctx: { db: databaseOver(pool), confirmations: { until } }, waitedFor };
};

const head = async (): Promise<number> => {
  const { rows } = await owner.query<{ sequence: number }>(
    'select sequence from change_feed_counter',
  );
  return rows[0]?.sequence ?? 0;
};

test('answers what the work answered once its change is in force', async () => {
  const { ctx, waitedFor } = contextWith(true);
  const before = await head();
  const result = await commitChange(ctx, (_trx, announce) => {
    announce({ kind: 'device_cas' });
    return Promise.resolve('done');
  });
  expect(result).toBe('done');
  expect(waitedFor).toEqual([before + 1]);
});

test('waits for nobody when nothing was announced', async () => {
  const { ctx, waitedFor } = contextWith(false);
  await expect(commitChange(ctx, () => Promise.resolve(1))).resolves.toBe(1);
  expect(waitedFor).toEqual([]);
});

test('committed_unconfirmed, with the change made, when nobody can tell whether it is in force', async () => {
  const { ctx } = contextWith(false);
  const before = await head();
  const work = commitChange(ctx, (_trx, announce) => {
    announce({ kind: 'device_cas' });
    return Promise.resolve();
  });
  await expect(work).rejects.toMatchObject({ code: 'committed_unconfirmed', kind: 'unavailable' });
  expect(await head()).toBe(before + 1);
});

test('what the work throws undoes everything and is thrown as it is', async () => {
  const { ctx, waitedFor } = contextWith(true);
  const before = await head();
  const work = commitChange(ctx, (_trx, announce) => {
    announce({ kind: 'device_cas' });
    return Promise.reject(new Error('no'));
  });
  await expect(work).rejects.toThrow('no');
  expect(await head()).toBe(before);
  expect(waitedFor).toEqual([]);
});

test('committed_unconfirmed when the store goes away with the commit on its way', async () => {
  const db = databaseOver(
    openPool({ url: database.urlFor('moorgate_admin'), applicationName: 'cut' }),
  );
  const ctx = { db, confirmations: createConfirmations(db) };
  // A deferred trigger holds the commit back until its connection is cut.
  await owner.query(`
    create function wait_long() returns trigger language plpgsql as $$ begin perform pg_sleep(30); return null; end $$;
    create constraint trigger wait_long after insert on change_feed deferrable initially deferred
      for each row execute function wait_long()`);
  const work = commitChange(ctx, (_trx, announce) => {
    announce({ kind: 'device_cas' });
    return Promise.resolve();
  });
  const outcome = expect(work).rejects.toMatchObject({ code: 'committed_unconfirmed' });
  for (;;) {
    const { rows } = await owner.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'cut' and query ilike 'commit%' and state = 'active'`,
    );
    if (rows[0] === undefined) continue;
    await owner.query('select pg_terminate_backend($1)', [rows[0].pid]);
    break;
  }
  await outcome;
  await owner.query('drop function wait_long cascade');
  await db.destroy();
});
