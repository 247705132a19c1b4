import { countDevices, listDevices, openDatabase } from '@moorgate/db';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { fillFleet } from './fill-fleet.ts';
import { runStatements } from './store.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await fillFleet(database.url, 240);
});

afterAll(() => database.drop());

test('makes devices that the list shows and counts, most of them with a name', async () => {
  const db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  try {
    expect(await countDevices(db)).toEqual({ listed: 240, denied: 0 });
    const page = {
      key: 'name',
      isDescending: false,
      limit: 1_000,
      offset: 0,
      after: null,
    } as const;
    const rows = await listDevices(db, page);
    expect(rows).toHaveLength(240);
    expect(rows.filter(({ labels }) => labels['name'] !== undefined)).toHaveLength(220);
    expect(rows[0]?.labels['name']).toMatch(/^unit-[0-9a-f]{10}-\d+$/);
    expect(new Set(rows.map(({ last_seen_at }) => last_seen_at?.getTime())).size).toBeGreaterThan(
      50,
    );
  } finally {
    await db.destroy();
  }
});

test('gives each device one live key of its own', async () => {
  const rows = await runStatements(
    database.url,
    `select count(distinct spki_sha256)::int as keys, count(distinct device_uuid)::int as devices,
       min(length(spki)) as shortest, max(length(spki)) as longest
     from device_keys where state = 'live' and spki_sha256 = sha256(spki)`,
  );
  expect(rows).toEqual([{ keys: 240, devices: 240, shortest: 91, longest: 91 }]);
});
