import { denyDevice, undenyDevice } from '@moorgate/devices';
import { DomainError } from '@moorgate/errors';
import { recordAppsState } from './apps-states/apps-states.ts';
import { recordDescription } from './descriptions/record-description.ts';
import { createEventQueue, type EventQueue } from './events/event-queue.ts';
import {
  eventOf,
  type JudgedDevice,
  type ReportsStore,
  startReportsStore,
} from './test-support/reports-store.ts';

let store: ReportsStore;
let queue: EventQueue;
beforeAll(async () => {
  store = await startReportsStore();
  queue = createEventQueue({ ...store.gateway, gatherMs: 1 });
});
afterAll(async () => {
  await queue.close();
  await store.close();
});

const nothing = { device_events: 0, device_apps_states: 0, device_descriptions: 0 };

let lastNumber = 0;
const writes: Readonly<Record<string, (device: JudgedDevice) => Promise<void>>> = {
  event: (device) => {
    lastNumber += 1;
    return queue.record(device, [eventOf(`e-${lastNumber}`)], 100);
  },
  'apps state': (device) => {
    lastNumber += 1;
    const state = { deviceTime: '2026-03-01T11:00:00Z', ostree: `o-${lastNumber}`, apps: {} };
    return recordAppsState(store.gateway, device, state);
  },
  description: (device) => {
    lastNumber += 1;
    return recordDescription(store.gateway, device, {
      kind: 'hardware',
      content: `{"n":${lastNumber}}`,
    });
  },
};

const outcomeOf = (write: Promise<void>): Promise<string> =>
  write.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
  );

/** Writes again and again until it is refused. */
const writeOn = async (device: JudgedDevice, kind: string): Promise<string> => {
  for (;;) {
    const outcome = await outcomeOf(writes[kind]!(device));
    if (outcome !== 'done') return outcome;
  }
};

describe.each(Object.keys(writes))('a device that is denied while it sends: %s', (kind) => {
  test('nothing that it sent is left, whoever comes first, and it hears why', async () => {
    for (let round = 0; round < 25; round += 1) {
      const device = await store.addDevice();
      const writing = Promise.all([1, 2, 3].map(() => writeOn(device, kind)));
      await outcomeOf(writes[kind]!(device));
      await denyDevice(store.ctx, { uuid: device.uuid });
      expect(await writing).toEqual(Array(3).fill('device_denied'));
      expect(await store.countRows(device.uuid)).toEqual(nothing);
    }
  });

  test('nothing that began before the denial is written after its end', async () => {
    const device = await store.addDevice();
    await denyDevice(store.ctx, { uuid: device.uuid });
    await undenyDevice(store.ctx, device.uuid);
    expect(await outcomeOf(writes[kind]!(device))).toBe('service_unavailable');
    expect(await store.countRows(device.uuid)).toEqual(nothing);
  });
});

test('the lines of a denied device are gone from the log of its update', async () => {
  const update = await store.addUpdate();
  const [denied, other] = [await store.addDevice(update), await store.addDevice(update)];
  await Promise.all([denied, other].map((device) => writes['event']!(device)));
  await denyDevice(store.ctx, { uuid: denied.uuid });
  const lines = await store.ctx.db
    .selectFrom('device_events')
    .select('device_uuid')
    .where('update_id', '=', update)
    .execute();
  expect(lines).toEqual([{ device_uuid: other.uuid }]);
});
