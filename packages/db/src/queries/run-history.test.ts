import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { Kysely, PostgresDialect } from 'kysely';
import { openPool, type Pool } from '../connect.ts';
import type { Database, Db } from '../database.ts';
import { countRunsByName, listRunsByName } from './run-history.ts';

let database: TestDatabase;
let pool: Pool;
let db: Db;
let sent: { sql: string; parameters: readonly unknown[] };

/** Many builds, of which few have a run of the name. */
const fill = [
  `insert into builds (factory, build_id, status, reason, definition, webhooks, created_at, created_by)
   select 'acme', i, 'PASSED', '', '', '[]', now(), 'test' from generate_series(1, 5000) as i`,
  `insert into build_runs (id, factory, build_id, name, status, script, params, timeout_seconds, priority,
     persistent_volumes, publishes_apps, tags, after_runs, created_at, queued_at)
   select gen_random_uuid(), 'acme', i, case when i % 100 = 0 then 'test' else 'other' end, 'PASSED', '', '{}', 60, 0,
     '{}', false, '{}', '{}', now(), now() from generate_series(1, 5000) as i`,
  'analyze',
];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ url: database.url, applicationName: 'test' });
  const log = ({ query }: { query: typeof sent }): void => {
    sent = query;
  };
  db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), log });
  for (const statement of fill) await pool.query(statement);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const planOf = async ({ sql, parameters }: typeof sent): Promise<string> => {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, [...parameters]);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

const key = { factory: 'acme', name: 'test' };

test('the runs of a name are found and counted without those of all other names', async () => {
  const rows = await listRunsByName(db, { ...key, offset: 10, limit: 2 });
  expect(rows.map((row) => row.build_id)).toEqual([4_000, 3_900]);
  expect(await planOf(sent)).toMatch(/build_runs_by_name/);
  expect(await countRunsByName(db, key)).toBe(50);
  expect(await planOf(sent)).toMatch(/build_runs_by_name/);
});
