import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { appendChange, changeChannel } from './append-change.ts';
import { openDatabase } from '../connect.ts';
import type { Db } from '../database.ts';
import { inTransaction } from '../transaction.ts';

const deviceUuid = '2d5ea4f5-6f1d-4b2e-9c3a-0a3b6f4d8e11';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const readFeed = (): Promise<{ sequence: number; kind: string; device_uuid: string | null }[]> =>
  db
    .selectFrom('change_feed')
    .select(['sequence', 'kind', 'device_uuid'])
    .orderBy('sequence')
    .execute();

test('numbers changes in the order of the commits, not of the beginnings', async () => {
  const older = await db.startTransaction().execute();
  await older.selectFrom('devices').select('uuid').execute();
  const younger = await inTransaction(db, (trx) => appendChange(trx, { kind: 'device_cas' }));
  const last = await appendChange(older, { kind: 'device', deviceUuid });
  await older.commit().execute();

  expect(last).toBe(younger + 1);
  expect(await readFeed()).toEqual([
    { sequence: younger, kind: 'device_cas', device_uuid: null },
    { sequence: last, kind: 'device', device_uuid: deviceUuid },
  ]);
});

test('keeps the second of two that end at once waiting until the first is visible', async () => {
  const first = await db.startTransaction().execute();
  const number = await appendChange(first, { kind: 'device_cas' });
  const second = inTransaction(db, (trx) => appendChange(trx, { kind: 'device_cas' }));
  const isSettled = second.then(() => true);
  expect(await Promise.race([isSettled, readFeed().then(() => false)])).toBe(false);
  await first.commit().execute();
  expect(await second).toBe(number + 1);
});

test('gives the number of a change that was rolled back to the next one', async () => {
  const abandoned = await db.startTransaction().execute();
  const number = await appendChange(abandoned, { kind: 'device_cas' });
  await abandoned.rollback().execute();
  expect(await inTransaction(db, (trx) => appendChange(trx, { kind: 'device_cas' }))).toBe(number);
});

test('wakes those who listen at the commit, with the number', async () => {
  const listener = new pg.Client({ connectionString: database.urlFor('moorgate_gateway') });
  await listener.connect();
  try {
    await listener.query(`listen ${changeChannel}`);
    const woken = new Promise<string | undefined>((resolve) =>
      listener.once('notification', ({ payload }) => resolve(payload)),
    );
    const number = await inTransaction(db, (trx) =>
      appendChange(trx, { kind: 'device', deviceUuid }),
    );
    expect(await woken).toBe(String(number));
  } finally {
    await listener.end();
  }
});

test.each(['device', 'token', 'user'])('refuses a change of a %s that names none', async (kind) => {
  const statement = sql`select append_change(${kind}, null)`;
  await expect(statement.execute(db)).rejects.toMatchObject({ code: '23514' });
});
