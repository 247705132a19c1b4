/** Every test file has a database of its own, and both services can log in to it. */
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text).finally(() => client.end());
  return rows;
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('is migrated and empty', async () => {
  expect(await query(database.url, 'select uuid from devices')).toEqual([]);
});

test('lets both services log in as themselves', async () => {
  for (const role of ['moorgate_admin', 'moorgate_gateway'] as const) {
    const rows = await query(
      database.urlFor(role),
      'select current_user, current_database() as name',
    );
    expect(rows).toEqual([{ current_user: role, name: new URL(database.url).pathname.slice(1) }]);
  }
});

test('is not shared with another one', async () => {
  const other = await createTestDatabase();
  try {
    await query(database.url, "insert into known_labels values ('mine')");
    expect(await query(other.url, "select from known_labels where label = 'mine'")).toEqual([]);
  } finally {
    await other.drop();
  }
});

test('is gone after drop, with the connections that were left open', async () => {
  const other = await createTestDatabase();
  const client = new pg.Client({ connectionString: other.url });
  const ended = new Promise((resolve) => client.once('end', resolve));
  client.on('error', () => undefined);
  await client.connect();
  await other.drop();
  await ended;
  await expect(query(other.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
});
