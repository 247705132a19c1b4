import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { Kysely, PostgresDialect } from 'kysely';
import { openPool } from '../connect.ts';
import type { Database, Db } from '../database.ts';
import { type DeviceListPage, listDevices } from './device-list.ts';

type Pool = ReturnType<typeof openPool>;

let database: TestDatabase;
let pool: Pool;
let db: Db;
let sent: { sql: string; parameters: readonly unknown[] };

/** Enough devices that reading them all would cost more than a range of an index. */
const fill = [
  `insert into devices (uuid, factory, created_at, labels)
   select gen_random_uuid(), 'acme', timestamptz '2026-01-01' + i * interval '1 second',
     jsonb_build_object('group', 'g' || i % 10)
       || case when i % 2 = 0 then '{}' else jsonb_build_object('name', 'd' || i) end
   from generate_series(1, 20000) as i`,
  'insert into device_check_ins (device_uuid, last_seen_at) select uuid, created_at from devices',
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

const planOf = async (page: DeviceListPage): Promise<string> => {
  await listDevices(db, page);
  const values = [...sent.parameters];
  const { rows } = await pool.query<Record<string, string>>(`explain ${sent.sql}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

describe.each([
  ['name', false, 'devices_by_name on'],
  ['name', true, 'devices_by_name_descending on'],
  ['uuid', false, 'devices_by_uuid on'],
  ['uuid', true, 'devices_by_uuid on'],
  ['created_at', false, 'devices_by_created_at on'],
  ['created_at', true, 'devices_by_created_at on'],
  ['last_seen_at', false, 'device_check_ins_by_last_seen on'],
  ['last_seen_at', true, 'device_check_ins_by_last_seen on'],
] as const)('by %s, descending: %s', (key, isDescending, index) => {
  test('a page is one range of an index, without a sort and without reading a table', async () => {
    const first = { key, isDescending, limit: 100, offset: 0, after: null };
    const rows = await listDevices(db, first);
    const last = rows.at(-1)!;
    const values = { ...last, name: last.labels['name'] ?? null };
    const next = { ...first, after: { value: values[key], uuid: last.uuid } };
    for (const plan of [await planOf(first), await planOf(next)]) {
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Sort|Seq Scan/);
    }
    expect(await listDevices(db, next)).toEqual(await listDevices(db, { ...first, offset: 100 }));
  });
});

describe.each([
  ['name', false, 'devices_of_group_by_name on'],
  ['name', true, 'devices_of_group_by_name_descending on'],
  ['uuid', false, 'devices_of_group_by_uuid on'],
  ['uuid', true, 'devices_of_group_by_uuid on'],
  ['created_at', false, 'devices_of_group_by_created_at on'],
  ['created_at', true, 'devices_of_group_by_created_at on'],
] as const)('within groups, by %s, descending: %s', (key, isDescending, index) => {
  test('a page is one range of an index for each group', async () => {
    const groups = ['g1', 'g3'];
    const first = { key, isDescending, limit: 100, offset: 0, after: null, groups };
    const rows = await listDevices(db, first);
    const last = rows.at(-1)!;
    const values = { ...last, name: last.labels['name'] ?? null };
    const next = { ...first, after: { value: values[key], uuid: last.uuid } };
    for (const plan of [await planOf(first), await planOf(next)]) {
      expect(plan).toContain(index);
      expect(plan).not.toContain('Seq Scan');
    }
    expect(await listDevices(db, next)).toEqual(await listDevices(db, { ...first, offset: 100 }));
    expect(new Set(rows.map(({ labels }) => labels['group']))).toEqual(new Set(groups));
  });
});
