import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { openDatabase, openPool } from './connect.ts';
import { isDeadlock, isUnavailable, isUniqueViolation } from './postgres-faults.ts';
import { listKnownLabels } from './queries/known-labels.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What a piece of work throws. */
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a pool reads counts and sequences as numbers', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test' });
  const { rows } = await pool.query('select count(*) as count, 9007199254740991::bigint as big');
  expect(rows).toEqual([{ count: 1, big: Number.MAX_SAFE_INTEGER }]);
  await pool.end();
});

test('a pool survives the loss of an idle connection, and says so', async () => {
  const lost = Promise.withResolvers<Error>();
  const pool = openPool({
    url: database.url,
    applicationName: 'test',
    onIdleError: lost.resolve,
  });
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
  await other.end();
  expect(isUnavailable(await lost.promise)).toBe(true);
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await pool.end();
});

test('a transaction survives nothing, but the process survives the loss of its connection', async () => {
  const db = openDatabase({ url: database.url, applicationName: 'test' });
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  const work = inTransaction(db, async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await other.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await sql`select pg_sleep(30)`.execute(trx);
  });
  expect(isUnavailable(await errorOf(work))).toBe(true);
  await other.end();
  await db.destroy();
});

test('a statement that takes too long is cancelled, which is no loss of the server', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test', statementTimeoutMs: 50 });
  const error = await errorOf(pool.query('select pg_sleep(30)'));
  expect(error).toMatchObject({ code: '57014' });
  expect(isUnavailable(error)).toBe(false);
  await pool.end();
});

test('a connection whose server fell silent is not used again, so that no later write joins what it still does', async () => {
  const db = openDatabase({
    url: database.url,
    applicationName: 'test',
    poolSize: 1,
    queryTimeoutMs: 200,
  });
  const insertLabel = (label: string): Promise<unknown> =>
    db.insertInto('known_labels').values({ label }).execute();
  const pid = sql<{ pid: number }>`select pg_backend_pid() as pid`;
  const silent = (await pid.execute(db)).rows[0]!.pid;
  process.kill(silent, 'SIGSTOP');
  const error = await errorOf(inTransaction(db, () => Promise.resolve()));
  process.kill(silent, 'SIGCONT');
  expect(isUnavailable(error)).toBe(true);
  await insertLabel('after the silence');
  const other = openDatabase({ url: database.url, applicationName: 'test' });
  expect(await listKnownLabels(other)).toContain('after the silence');
  expect((await pid.execute(db)).rows[0]!.pid).not.toBe(silent);
  await Promise.all([db.destroy(), other.destroy()]);
});

describe('isUnavailable', () => {
  test.each([
    ['a port where nothing listens', 'postgres://a:b@127.0.0.1:1/x'],
    ['a socket that is missing', 'postgres://a:b@localhost/x?host=/nowhere'],
  ])('is true for %s', async (_title, url) => {
    const pool = openPool({ url, applicationName: 'test', connectTimeoutMs: 2_000 });
    expect(isUnavailable(await errorOf(pool.query('select 1')))).toBe(true);
    await pool.end();
  });

  test('is true for a statement whose connection is cut', async () => {
    const pool = openPool({ url: database.url, applicationName: 'test' });
    const error = await errorOf(pool.query('select pg_terminate_backend(pg_backend_pid())'));
    expect(isUnavailable(error)).toBe(true);
    await pool.end();
  });

  test('is false for a refusal, and for an error of ours', async () => {
    const pool = openPool({ url: database.url, applicationName: 'test' });
    expect(isUnavailable(await errorOf(pool.query('select from nowhere')))).toBe(false);
    expect(isUnavailable(new Error('no connection to what was said before'))).toBe(false);
    expect(isUnavailable('ECONNREFUSED')).toBe(false);
    await pool.end();
  });
});

test('isUniqueViolation tells by the name of the constraint', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test' });
  const error = await errorOf(pool.query("insert into known_labels values ('same'), ('same')"));
  expect(isUniqueViolation(error, 'known_labels_pkey')).toBe(true);
  expect(isUniqueViolation(error, 'users_username_key')).toBe(false);
  expect(isUniqueViolation(new Error('known_labels_pkey'), 'known_labels_pkey')).toBe(false);
  await pool.end();
});

test('isDeadlock tells a circle of waiting transactions', async () => {
  const pool = openPool({ url: database.url, applicationName: 'test' });
  await pool.query("insert into known_labels values ('one'), ('two')");
  const lock = async (client: pg.PoolClient, label: string): Promise<unknown> =>
    client.query('select from known_labels where label = $1 for update', [label]);
  const [a, b] = [await pool.connect(), await pool.connect()];
  await Promise.all([a.query('begin'), b.query('begin')]);
  await Promise.all([lock(a, 'one'), lock(b, 'two')]);
  const errors = await Promise.all([errorOf(lock(a, 'two')), errorOf(lock(b, 'one'))]);
  await Promise.all([a.query('rollback'), b.query('rollback')]);
  a.release();
  b.release();
  expect(errors.filter((error) => isDeadlock(error))).toHaveLength(1);
  await pool.end();
});
