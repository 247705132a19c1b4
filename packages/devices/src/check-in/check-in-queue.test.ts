import { databaseOver, inTransaction, lockDeviceByUuid } from '@moorgate/db';
import type { HeldDevice } from '../admission/held-device.ts';
import { getDevice } from '../inventory/get-device.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { type CheckInQueue, createCheckInQueue } from './check-in-queue.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const makeDevice = async (): Promise<HeldDevice> => {
  const uuid = await store.insertDevice();
  const { generation } = await store.db
    .selectFrom('devices')
    .select('generation')
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const reported = { targetName: '', tag: '', ostreeHash: '', apps: '' };
  return { uuid, generation, reported, lastSeenAtMs: 0 } as unknown as HeldDevice;
};

const report = { targetName: 'lmp-1', tag: 'main', ostreeHash: undefined, apps: undefined };

interface Counted {
  readonly queue: CheckInQueue;
  readonly counts: Record<string, number>;
  /** Resolves when so many are written. */
  untilWritten(number: number): Promise<void>;
}

const openQueue = (): Counted => {
  const { clock, log } = store.ctx;
  const counts: Record<string, number> = {};
  let notify = (): void => undefined;
  const count = (outcome: string, by: number): void => {
    counts[outcome] = (counts[outcome] ?? 0) + by;
    notify();
  };
  const db = databaseOver(store.gatewayPool());
  return {
    queue: createCheckInQueue({ db, clock, log, count, flushMs: 1 }),
    counts,
    untilWritten: async (number) => {
      while ((counts['written'] ?? 0) < number) {
        await new Promise<void>((resolve) => (notify = resolve));
      }
    },
  };
};

const tagOf = async ({ uuid }: HeldDevice): Promise<string> =>
  (await getDevice(store.ctx, uuid)).tag;

test('what a locked device reported is written when the device is free, the others at once', async () => {
  const { queue, counts, untilWritten } = openQueue();
  const [locked, free] = [await makeDevice(), await makeDevice()];
  await inTransaction(store.db, async (trx) => {
    await lockDeviceByUuid(trx, locked.uuid);
    queue.note(locked, report);
    queue.note(free, report);
    await untilWritten(1);
    expect([await tagOf(locked), await tagOf(free)]).toEqual(['', 'main']);
  });
  await untilWritten(2);
  expect(await tagOf(locked)).toBe('main');
  await queue.close();
  expect(counts).toEqual({ written: 2 });
});

test('what is reported later of a locked device is written with what waits', async () => {
  const { queue, untilWritten } = openQueue();
  const [locked, free] = [await makeDevice(), await makeDevice()];
  await inTransaction(store.db, async (trx) => {
    await lockDeviceByUuid(trx, locked.uuid);
    queue.note(locked, report);
    queue.note(free, report);
    await untilWritten(1);
    queue.note(locked, { ...report, tag: 'next' });
  });
  await queue.close();
  expect(await getDevice(store.ctx, locked.uuid)).toMatchObject({
    tag: 'next',
    targetName: 'lmp-1',
  });
});

test('a device that stays locked keeps nobody from closing', async () => {
  const { queue, counts } = openQueue();
  const locked = await makeDevice();
  await inTransaction(store.db, async (trx) => {
    await lockDeviceByUuid(trx, locked.uuid);
    queue.note(locked, report);
    await queue.close();
  });
  expect(counts['dropped']).toBe(1);
});
