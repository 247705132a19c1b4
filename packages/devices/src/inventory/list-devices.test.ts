import { countDevices } from '@moorgate/db';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { denyDevice } from './deny-device.ts';
import { type DeviceOrder, deviceOrders } from './device-order.ts';
import { getDevice } from './get-device.ts';
import { type DeviceList, listDevices } from './list-devices.ts';

let store: TestStore;
/** UUIDs in the order in which they were made. */
const uuids: string[] = [];

const uuidOf = (index: number): string =>
  `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

beforeAll(async () => {
  store = await startStore();
  const names = ['beta', null, 'Alpha', 'zeta', null, 'beta-2', '0', null, '_'.padStart(60, 'z')];
  for (const [index, name] of names.entries()) {
    // Two and two have the same times, to the millisecond.
    const createdAt = new Date(Date.UTC(2026, 0, 9 - Math.floor(index / 2), 0, 0, 0, 123));
    const device = {
      uuid: uuidOf((index * 7) % 11),
      createdAt,
      labels: name === null ? {} : { name },
    };
    const lastSeenAt = new Date(Date.UTC(2026, 1, 1 + Math.floor(index / 2), 0, 0, 0, 456));
    uuids.push(await store.insertDevice(index === 4 ? device : { ...device, lastSeenAt }));
  }
  await denyDevice(store.ctx, { uuid: await store.insertDevice({ labels: { name: 'aaa' } }) });
});
afterAll(() => store.close());

const list = (order: DeviceOrder, limit: number, start: DeviceListStart): Promise<DeviceList> =>
  listDevices(store.ctx, { order, limit, start });
type DeviceListStart = Parameters<typeof listDevices>[1]['start'];

const compare = (one: string | number, other: string | number): number =>
  one < other ? -1 : one > other ? 1 : 0;

/** The order as it is documented, worked out without the database. */
const expected = (order: DeviceOrder, devices: DeviceList['items']): string[] => {
  const sign = order.endsWith('-desc') ? -1 : 1;
  const keyOf = (device: DeviceList['items'][number]): string | number => {
    if (order.startsWith('created')) return device.createdAt.getTime();
    if (order.startsWith('last')) return device.lastSeenAt?.getTime() ?? 0;
    return order.startsWith('name') ? (device.labels['name'] ?? '') : device.uuid;
  };
  return devices
    .toSorted((one, other) => {
      const isLast =
        order.startsWith('name') && Number(keyOf(one) === '') - Number(keyOf(other) === '');
      return (
        Number(isLast) ||
        sign * compare(keyOf(one), keyOf(other)) ||
        sign * compare(one.uuid, other.uuid)
      );
    })
    .map((device) => device.uuid);
};

describe.each(deviceOrders)('in the order %s', (order) => {
  test('lists each device that is not denied once, whatever the size of the pages', async () => {
    const whole = await list(order, 1000, { offset: 0 });
    expect(whole.items.map((device) => device.uuid)).toEqual(expected(order, whole.items));
    expect(whole.items.map((device) => device.uuid).toSorted()).toEqual(uuids.toSorted());
    expect(whole).toMatchObject({ nextCursor: null, total: uuids.length });

    for (const limit of [1, 2, 4, uuids.length]) {
      const walked: DeviceList['items'][number][] = [];
      let start: DeviceListStart = { offset: 0 };
      for (;;) {
        const page: DeviceList = await list(order, limit, start);
        walked.push(...page.items);
        if (page.nextCursor === null) break;
        start = { cursor: page.nextCursor };
      }
      expect(walked).toEqual(whole.items);
      const second = await list(order, limit, { offset: limit });
      expect(second.items).toEqual(whole.items.slice(limit, 2 * limit));
    }
  });

  test('refuses the cursor of another order, and one that nobody issued', async () => {
    const other = order === 'uuid-asc' ? 'uuid-desc' : 'uuid-asc';
    const foreign = (await list(other, 1, { offset: 0 })).nextCursor ?? '';
    const forged = [
      foreign,
      'AAAA',
      '[]',
      Buffer.from(JSON.stringify([order, { a: 1 }, uuids[0]])).toString('base64url'),
      Buffer.from(JSON.stringify([order, "'", uuids[0]])).toString('base64url'),
      Buffer.from(JSON.stringify([order, '', 'x'])).toString('base64url'),
      Buffer.from(JSON.stringify([order, '9'.repeat(16), uuids[0]])).toString('base64url'),
    ];
    for (const cursor of forged.slice(0, order.startsWith('name') ? -1 : undefined)) {
      await expect(list(order, 2, { cursor })).rejects.toEqual(
        expect.objectContaining({ code: 'cursor_invalid' }),
      );
    }
  });
});

test('offsets end at 100,000', async () => {
  expect((await list('name-asc', 10, { offset: 100_000 })).items).toEqual([]);
  await expect(list('name-asc', 10, { offset: 100_001 })).rejects.toEqual(
    expect.objectContaining({ code: 'offset_too_large' }),
  );
});

test('the totals count the denied devices apart', async () => {
  expect(await countDevices(store.db)).toEqual({ listed: uuids.length, denied: 1 });
});

test('a device shows what it reported, and its key in lines of 64 characters', async () => {
  const device = await getDevice(store.ctx, (uuids[0] ?? '').toUpperCase());
  expect(device).toMatchObject({
    uuid: uuids[0],
    targetName: 'lmp-42',
    tag: 'main',
    apps: ['a', 'b'],
  });
  expect(device.publicKeyPem).toMatch(
    /^-----BEGIN PUBLIC KEY-----\n(?:[A-Za-z0-9+/=]{64}\n)*[A-Za-z0-9+/=]{1,64}\n-----END PUBLIC KEY-----\n$/,
  );
  expect((await getDevice(store.ctx, uuids[4] ?? '')).lastSeenAt).toBeNull();
});
