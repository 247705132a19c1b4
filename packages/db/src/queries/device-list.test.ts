import { sql } from 'kysely';
import { useExplainedStore } from '../test-support/explained-store.ts';
import { countDevicesOfGroups } from './device-counts.ts';
import type { DeviceFilter } from '../device-filter.ts';
import { type DeviceListPage, ownerKeyOf } from '../device-lines.ts';
import { examinedMax, listDevices, listMatchingDevices } from './device-list.ts';
import { listLabelsOfGroups } from './known-labels.ts';

/** Enough devices that reading them all would cost more than a range of an index; the same ones, and so the same plans, in each run. */
const store = useExplainedStore([
  `insert into devices (uuid, factory, created_at, labels)
   select md5(i::text)::uuid, 'acme', timestamptz '2026-01-01' + i * interval '1 second',
     jsonb_build_object('group', 'g' || i % 10)
       || case when i % 2 = 0 then '{}' else jsonb_build_object('name', 'd' || i) end
   from generate_series(1, 20000) as i`,
  `insert into device_check_ins (device_uuid, last_seen_at, tag)
   select uuid, created_at, case when created_at > '2026-01-01T05:30:00Z' then 'odd'
     when created_at > '2026-01-01T05:29:50Z' then 'even, odd' when created_at > '2026-01-01T01:00:00Z' then 'main' else '' end
   from devices`,
]);

const list = (page: DeviceListPage): ReturnType<typeof listDevices> =>
  listDevices(store.db(), page);
/** How many lines a statement takes from indexes and tables; each is shown as an average over the loops. */
const linesReadBy = async (ask: () => Promise<unknown>): Promise<number> => {
  const plan = await store.planOf(ask, '(analyze, timing off, summary off)');
  const scans = [
    ...plan.matchAll(/(?:Seq|Index|Only|Heap) Scan [^\n]*actual rows=([\d.]+) loops=(\d+)/g),
  ];
  expect(scans.length).toBeGreaterThan(0);
  return scans.reduce((all, [, rows, loops]) => all + Number(rows) * Number(loops), 0);
};
const planOf = (page: DeviceListPage): Promise<string> => store.planOf(() => list(page));

/** The page that begins behind these rows. */
const pageAfter = (
  page: DeviceListPage,
  rows: Awaited<ReturnType<typeof list>>,
): DeviceListPage => {
  const last = rows.at(-1)!;
  const name = last.labels['name'] ?? null;
  const values = { ...last, name, owner: ownerKeyOf(last.owner_id, name) };
  return { ...page, after: { value: values[page.key], uuid: last.uuid } };
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
  ['owner', false, 'devices_by_owner on'],
] as const)('by %s, descending: %s', (key, isDescending, index) => {
  test('a page is one range of an index, without a sort and without reading a table', async () => {
    const first = { key, isDescending, limit: 100, offset: 0, after: null };
    const rows = await list(first);
    const next = pageAfter(first, rows);
    for (const plan of [await planOf(first), await planOf(next)]) {
      expect(plan).toContain(index);
      expect(plan).not.toMatch(/Sort|Seq Scan/);
    }
    expect(await list(next)).toEqual(await list({ ...first, offset: 100 }));
  });
});

type Rows = Awaited<ReturnType<typeof listDevices>>;

describe.each([
  ['name', false, 'devices_of_group_by_name on'],
  ['name', true, 'devices_of_group_by_name_descending on'],
  ['uuid', false, 'devices_of_group_by_uuid on'],
  ['uuid', true, 'devices_of_group_by_uuid on'],
  ['created_at', false, 'devices_of_group_by_created_at on'],
  ['created_at', true, 'devices_of_group_by_created_at on'],
  ['last_seen_at', false, 'device_check_ins_of_group_by_last_seen on'],
  ['last_seen_at', true, 'device_check_ins_of_group_by_last_seen on'],
  ['owner', false, 'devices_of_group_by_owner on'],
] as const)('within groups, by %s, descending: %s', (key, isDescending, index) => {
  test('a page reads its own lines and one of each group, from ranges of an index', async () => {
    const groups = ['g1', 'g3', 'g5'];
    const first = { key, isDescending, limit: 100, offset: 0, after: null, groups };
    const rows = await list(first);
    const next = pageAfter(first, rows);
    for (const page of [first, next]) {
      const plan = await planOf(page);
      expect(plan).toContain(index);
      expect(plan).toContain('Merge Append');
      expect(plan).not.toMatch(/Seq Scan|Sort {2}\(/);
      // Each line of the page is read in the index, and by primary key in the other table.
      expect(await linesReadBy(() => list(page))).toBeLessThanOrEqual(2 * 100 + groups.length);
    }
    expect(await list(next)).toEqual(await list({ ...first, offset: 100 }));
    expect(new Set(rows.map(({ labels }) => labels['group']))).toEqual(new Set(groups));
  });
});

describe('what is known of groups', () => {
  test('is read from as many rows as they have keys', async () => {
    const count = (): Promise<number> => countDevicesOfGroups(store.db(), ['g1', 'g2', 'nowhere']);
    expect(await count()).toBe(4_000);
    expect(await linesReadBy(count)).toBe(2);
    const labels = (): Promise<string[]> => listLabelsOfGroups(store.db(), ['g1', 'g2']);
    expect(await labels()).toEqual(['group', 'name']);
    expect(await linesReadBy(labels)).toBe(3);
  });
});

const orders = (['name', 'uuid', 'created_at', 'last_seen_at'] as const).flatMap((key) =>
  [false, true].map((isDescending) => ({ key, isDescending })),
);

/** Every line that fits, page by page along the cursors, with the lines that each statement read. */
const walk = async (
  order: (typeof orders)[number],
  filter: DeviceFilter,
  groups: readonly string[] | null = null,
): Promise<{ rows: Rows; read: number; pages: number }> => {
  const limit = 301;
  const walked = { rows: [] as Rows, read: 0, pages: 0 };
  let page: DeviceListPage = { ...order, limit, offset: 0, after: null, groups };
  for (;;) {
    const ask = () => listMatchingDevices(store.db(), page, filter);
    const { rows, end } = await ask();
    if (walked.pages < 2) walked.read = Math.max(walked.read, await linesReadBy(ask));
    walked.pages += 1;
    walked.rows.push(...rows.slice(0, limit - 1));
    const last = rows.length === limit ? rows[limit - 2]! : end;
    if (last === null) return walked;
    page = pageAfter(page, [last]);
  }
};

describe.each(orders)('filtered, by $key, descending: $isDescending', (order) => {
  const january = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  const filters: readonly (readonly [string, DeviceFilter, (row: Rows[number]) => boolean])[] = [
    ['a label of one', { labels: { name: 'd4711' } }, (row) => row.labels['name'] === 'd4711'],
    ['a label of many', { labels: { group: 'g5' } }, (row) => row.labels['group'] === 'g5'],
    [
      'a prefix of few names',
      { namePrefix: 'd1234' },
      (row) => row.labels['name']?.startsWith('d1234') === true,
    ],
    [
      'a prefix of many names',
      { namePrefix: 'd1' },
      (row) => row.labels['name']?.startsWith('d1') === true,
    ],
    [
      'a prefix of UUIDs',
      { uuids: ['a0000000-0000-0000-0000-000000000000', 'afffffff-ffff-ffff-ffff-ffffffffffff'] },
      (row) => row.uuid.startsWith('a'),
    ],
    ['last sights', { seenBefore: january(200) }, (row) => row.last_seen_at! < january(200)],
    [
      'last sights and a label',
      { seenFrom: january(5_000), labels: { group: 'g7' } },
      (row) => row.last_seen_at! >= january(5_000) && row.labels['group'] === 'g7',
    ],
    ['a tag that is rare', { tags: ['odd'] }, (row) => row.tag?.endsWith('odd') === true],
    ['two tags', { tags: ['odd', 'even'] }, (row) => row.tag === 'even, odd'],
    ['a tag of most', { tags: ['main'] }, (row) => row.tag === 'main'],
    ['a tag that nobody has', { tags: ['none'] }, () => false],
    ['a part of a tag', { tags: ['mai'] }, () => false],
    ['no tag', { tags: [] }, (row) => row.tag === ''],
  ];

  test.each(filters)(
    'by %s: every device that fits, once, in the order',
    async (_title, filter, fits) => {
      const all = await list({ ...order, limit: 30_000, offset: 0, after: null });
      const { rows, read, pages } = await walk(order, filter);
      expect(rows).toEqual(all.filter(fits));
      // Of each line, the entry of the index and the row by primary key; averages are rounded.
      expect(read).toBeLessThanOrEqual(2.5 * examinedMax);
      expect(pages).toBeLessThanOrEqual(3 + Math.ceil(rows.length / 300));
    },
  );

  test('within groups: those of the groups alone', async () => {
    const groups = ['g1', 'g7', 'nowhere'];
    const all = await list({ ...order, limit: 30_000, offset: 0, after: null, groups });
    for (const [, filter, fits] of filters)
      expect((await walk(order, filter, groups)).rows).toEqual(all.filter(fits));
  });
});

test('an index that finds few devices spares the reading of the others', async () => {
  const order = { key: 'created_at', isDescending: false } as const;
  expect((await walk(order, { labels: { name: 'd4711' } })).read).toBeLessThan(10);
  expect((await walk(order, { namePrefix: 'd471' })).read).toBeLessThan(100);
  expect((await walk(order, { tags: ['even'] })).read).toBeLessThan(50);
  expect((await walk(order, { seenBefore: new Date('2026-01-01T00:01:00Z') })).read).toBeLessThan(
    500,
  );
});

test('tags follow what a device reports', async () => {
  const uuid = '00000000-0000-4000-8000-000000000002';
  const ask = (text: string) => sql.raw<{ tag: string }>(text).execute(store.db());
  const known = async (): Promise<string[]> => {
    const { rows } = await ask(
      `select tag from device_tags where device_uuid = '${uuid}' order by 1`,
    );
    return rows.map(({ tag }) => tag);
  };
  await ask(`insert into devices (uuid, factory, created_at) values ('${uuid}', 'acme', now())`);
  await ask(`insert into device_check_ins (device_uuid) values ('${uuid}')`);
  expect(await known()).toEqual([]);
  const report = (tag: string) =>
    ask(`update device_check_ins set tag = '${tag}' where device_uuid = '${uuid}'`);
  for (const [reported, tags] of [
    ['main', ['main']],
    ['main,beta', ['beta', 'main']],
    [' beta\n,,beta', ['beta']],
    ['', []],
    ['lab', ['lab']],
  ] as const) {
    await report(reported);
    expect(await known()).toEqual(tags);
  }
  await ask(`delete from devices where uuid = '${uuid}'`);
  expect(await known()).toEqual([]);
});

test('labels, groups and counts follow every change of devices', async () => {
  const uuid = '00000000-0000-4000-8000-000000000001';
  const ask = async (text: string): Promise<unknown[][]> => {
    const { rows } = await sql.raw<Record<string, unknown>>(text).execute(store.db());
    return rows.map((row) => Object.values(row));
  };
  const known = async (): Promise<unknown> => ({
    labels: await ask(`select label_key, label_value from device_labels
      where device_uuid = '${uuid}' order by 1`),
    checkIn: await ask(`select group_name from device_check_ins where device_uuid = '${uuid}'`),
    counts: await Promise.all(
      ['new', 'newer'].map((group) => countDevicesOfGroups(store.db(), [group])),
    ),
    keys: await listLabelsOfGroups(store.db(), ['new', 'newer']),
  });
  await ask(`insert into devices (uuid, factory, created_at, labels)
    values ('${uuid}', 'acme', now(), '{"group":"new","a":"1"}')`);
  await ask(`insert into device_check_ins (device_uuid) values ('${uuid}')`);
  expect(await known()).toEqual({
    labels: [
      ['a', '1'],
      ['group', 'new'],
    ],
    checkIn: [['new']],
    counts: [1, 0],
    keys: ['a', 'group'],
  });
  await ask(`update devices set labels = '{"group":"newer","b":"2"}' where uuid = '${uuid}'`);
  expect(await known()).toEqual({
    labels: [
      ['b', '2'],
      ['group', 'newer'],
    ],
    checkIn: [['newer']],
    counts: [0, 1],
    keys: ['b', 'group'],
  });
  await ask(`update devices set labels = '{}', denied_at = now() where uuid = '${uuid}'`);
  expect(await known()).toEqual({ labels: [], checkIn: [[null]], counts: [0, 0], keys: [] });
  await ask(
    `update devices set labels = '{"group":"new"}', denied_at = null where uuid = '${uuid}'`,
  );
  await ask(`delete from devices where uuid = '${uuid}'`);
  expect(await known()).toEqual({ labels: [], checkIn: [], counts: [0, 0], keys: [] });
});
