import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { openDatabase } from './connect.ts';
import type { Db, Trx } from './database.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const label = (trx: Trx, name: string): Promise<unknown> =>
  trx.insertInto('known_labels').values({ label: name }).execute();
const labels = async (): Promise<string[]> =>
  (await db.selectFrom('known_labels').select('label').orderBy('label').execute()).map(
    (row) => row.label,
  );

test('commits what its work returns from', async () => {
  expect(await inTransaction(db, (trx) => label(trx, 'kept').then(() => 7))).toBe(7);
  expect(await labels()).toContain('kept');
});

test('rolls back what its work throws from', async () => {
  const work = inTransaction(db, async (trx) => {
    await label(trx, 'lost');
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await labels()).not.toContain('lost');
});

test('joins the transaction that runs, which decides for both', async () => {
  const work = inTransaction(db, async (outer) => {
    await inTransaction(outer, (inner) => label(inner, 'inner'));
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await labels()).not.toContain('inner');
});
