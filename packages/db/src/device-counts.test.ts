import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';

const at = new Date('2026-01-01T00:00:00Z');

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test', poolSize: 8 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  await db.deleteFrom('devices').execute();
});

const insert = (handle: Db, uuids: readonly string[]): Promise<unknown> =>
  handle
    .insertInto('devices')
    .values(uuids.map((uuid) => ({ uuid, factory: 'acme', created_at: at })))
    .execute();
const deny = (handle: Db, uuids: readonly string[], deniedAt: Date | null): Promise<unknown> =>
  handle.updateTable('devices').set({ denied_at: deniedAt }).where('uuid', 'in', uuids).execute();
const remove = (handle: Db, uuids: readonly string[]): Promise<unknown> =>
  handle.deleteFrom('devices').where('uuid', 'in', uuids).execute();

const uuids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

/** The maintained totals, after a check that counting gives the same. */
const totals = async (): Promise<{ listed: number; denied: number }> => {
  const kept = await sql<{ listed: number; denied: number }>`
    select sum(listed)::int as listed, sum(denied)::int as denied from device_counts`.execute(db);
  const counted = await sql<{ listed: number; denied: number }>`
    select count(*) filter (where denied_at is null) as listed, count(denied_at) as denied from devices`.execute(
    db,
  );
  expect(kept.rows).toEqual(counted.rows);
  return kept.rows[0]!;
};

test('follow one device through its life', async () => {
  const [uuid] = uuids(1) as [string];
  await insert(db, [uuid]);
  expect(await totals()).toEqual({ listed: 1, denied: 0 });
  await deny(db, [uuid], at);
  expect(await totals()).toEqual({ listed: 0, denied: 1 });
  await deny(db, [uuid], null);
  expect(await totals()).toEqual({ listed: 1, denied: 0 });
  await remove(db, [uuid]);
  expect(await totals()).toEqual({ listed: 0, denied: 0 });
});

test('follow statements that touch many devices of both kinds, or none', async () => {
  const all = uuids(50);
  await insert(db, all);
  await deny(db, all.slice(0, 20), at);
  expect(await totals()).toEqual({ listed: 30, denied: 20 });
  await deny(db, all.slice(10, 40), at);
  expect(await totals()).toEqual({ listed: 10, denied: 40 });
  await remove(db, all.slice(30));
  expect(await totals()).toEqual({ listed: 0, denied: 30 });
  await remove(db, uuids(1));
  expect(await totals()).toEqual({ listed: 0, denied: 30 });
});

test('count what an upsert inserts and what it updates', async () => {
  const all = uuids(4);
  await insert(db, all.slice(0, 2));
  await db
    .insertInto('devices')
    .values(all.map((uuid) => ({ uuid, factory: 'acme', created_at: at })))
    .onConflict((conflict) => conflict.column('uuid').doUpdateSet({ denied_at: at }))
    .execute();
  expect(await totals()).toEqual({ listed: 2, denied: 2 });
});

test('do not see what is rolled back', async () => {
  const abandoned = await db.startTransaction().execute();
  await insert(abandoned, uuids(3));
  await abandoned.rollback().execute();
  expect(await totals()).toEqual({ listed: 0, denied: 0 });
});

test('stay right under transactions that overlap', async () => {
  const work = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      const mine = uuids(6);
      await db.transaction().execute(async (trx) => {
        await insert(trx, mine);
        await deny(trx, mine.slice(0, 3), at);
      });
      await db.transaction().execute(async (trx) => {
        await deny(trx, mine.slice(0, 1), null);
        await remove(trx, mine.slice(4));
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(await totals()).toEqual({ listed: 8 * 5 * 2, denied: 8 * 5 * 2 });
});
