import { DomainError } from '@moorgate/errors';
import { eventOf, type ReportsStore, startReportsStore } from '../test-support/reports-store.ts';
import { createEventQueue } from './event-queue.ts';

let store: ReportsStore;
beforeAll(async () => {
  store = await startReportsStore();
});
afterAll(() => store.close());

const codeOf = (write: Promise<void>): Promise<string> =>
  write.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );

test('what comes while a statement is under way is committed by the next one, all together', async () => {
  const sizes: number[] = [];
  const queue = createEventQueue({ ...store.gateway, onCommit: (events) => sizes.push(events) });
  const devices = await Promise.all(Array.from({ length: 100 }, () => store.addDevice()));
  await Promise.all(devices.map((device) => queue.record(device, [eventOf('1')], 10)));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100);
  expect(sizes.length).toBeLessThanOrEqual(2);
  await queue.close();
});

test('a statement has no more rows than it may, but for a batch that is larger by itself', async () => {
  const sizes: number[] = [];
  const options = { ...store.gateway, onCommit: (events: number) => sizes.push(events) };
  const queue = createEventQueue({ ...options, rowsMax: 4 });
  const device = await store.addDevice();
  const batch = (name: string, length: number) =>
    Array.from({ length }, (_, at) => eventOf(`${name}-${at}`));
  await Promise.all([
    queue.record(device, batch('a', 3), 10),
    queue.record(device, batch('b', 3), 10),
    queue.record(device, batch('c', 9), 10),
    queue.record(device, batch('d', 1), 10),
  ]);
  expect(sizes).toEqual([3, 3, 9, 1]);
  await queue.close();
});

test('a batch that comes when too much waits is refused at once, and tried again it is taken', async () => {
  const queue = createEventQueue({ ...store.gateway, waitingMax: 2 });
  const device = await store.addDevice();
  const first = [1, 2].map((id) => queue.record(device, [eventOf(String(id))], 10));
  expect(await codeOf(queue.record(device, [eventOf('3')], 10))).toBe('service_unavailable');
  await Promise.all(first);
  expect(await codeOf(queue.record(device, [eventOf('3')], 10))).toBe('done');
  await queue.close();
});

test('the same goes by the size of what waits', async () => {
  const queue = createEventQueue({ ...store.gateway, waitingBytesMax: 1_000 });
  const device = await store.addDevice();
  const first = queue.record(device, [eventOf('1')], 1_000);
  expect(await codeOf(queue.record(device, [eventOf('2')], 1))).toBe('service_unavailable');
  await first;
  await queue.close();
});

test('closing commits what waits, takes nothing more, and leaves the newest 20 correlation ids', async () => {
  const queue = createEventQueue(store.gateway);
  const device = await store.addDevice();
  const events = Array.from({ length: 30 }, (_, at) =>
    eventOf(`${at}`, { correlationId: `c-${at}` }),
  );
  const recorded = queue.record(device, events, 10);
  await queue.close();
  await recorded;
  expect(await codeOf(queue.record(device, [eventOf('x')], 10))).toBe('service_unavailable');
  expect(await store.countRows(device.uuid)).toMatchObject({ device_events: 20 });
});

test('of one correlation id the newest 500 events are left', async () => {
  const queue = createEventQueue(store.gateway);
  const device = await store.addDevice();
  const events = Array.from({ length: 520 }, (_, at) => eventOf(`${at}`));
  await queue.record(device, events, 10);
  await queue.close();
  const rows = await store.ctx.db
    .selectFrom('device_events')
    .select('event_id')
    .where('device_uuid', '=', device.uuid)
    .orderBy('sequence')
    .execute();
  expect(rows.map((row) => row.event_id)).toEqual(events.slice(20).map(({ id }) => id));
});

test('events that cannot be committed are answered with a time to wait', async () => {
  const other = await startReportsStore();
  const queue = createEventQueue(other.gateway);
  const device = await other.addDevice();
  await other.close();
  expect(await codeOf(queue.record(device, [eventOf('1')], 10))).toMatch(
    /service_unavailable|Cannot use a pool/,
  );
  await queue.close();
});
