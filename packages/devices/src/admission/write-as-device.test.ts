import { setTimeout as delay } from 'node:timers/promises';
import { databaseOver, type Db, openDatabase } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { runStatement } from '@moorgate/testing';
import { denyDevice } from '../inventory/deny-device.ts';
import { getDevice } from '../inventory/get-device.ts';
import { purgeDevice } from '../inventory/purge-device.ts';
import { undenyDevice } from '../inventory/undeny-device.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { writeAsDevice } from './write-as-device.ts';

let store: TestStore;
let db: Db;
beforeAll(async () => {
  store = await startStore();
  db = databaseOver(store.gatewayPool());
});
afterAll(() => store.close());

interface Device {
  readonly uuid: string;
  readonly generation: number;
}

const makeDevice = async (): Promise<Device> => {
  const uuid = await store.insertDevice();
  const { generation } = await store.db
    .selectFrom('devices')
    .select('generation')
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  return { uuid, generation };
};

const writeTag = (device: Device, underway?: () => Promise<void>): Promise<void> =>
  writeAsDevice({ db }, device, async (trx) => {
    await trx
      .updateTable('device_check_ins')
      .set({ tag: 'written' })
      .where('device_uuid', '=', device.uuid)
      .execute();
    await underway?.();
  });

const refusalOf = (write: Promise<void>): Promise<unknown> =>
  write.then(
    () => null,
    (error: unknown) => error,
  );

test('a device of the generation that was judged writes', async () => {
  const device = await makeDevice();
  await writeTag(device);
  expect(await getDevice(store.ctx, device.uuid)).toMatchObject({ tag: 'written' });
});

test('what fails after the lock leaves nothing', async () => {
  const device = await makeDevice();
  const failure = fault('invalid_request');
  expect(await refusalOf(writeTag(device, () => Promise.reject(failure)))).toBe(failure);
  expect(await getDevice(store.ctx, device.uuid)).toMatchObject({ tag: '' });
});

test('a denial waits for a write that has begun, and destroys it', async () => {
  const device = await makeDevice();
  let denial: Promise<void> = Promise.resolve();
  await writeTag(device, async () => {
    denial = denyDevice(store.ctx, { uuid: device.uuid });
    await store.waitForBlocked(1);
  });
  await denial;
  await undenyDevice(store.ctx, device.uuid);
  expect(await getDevice(store.ctx, device.uuid)).toMatchObject({ tag: '' });
});

describe('a write is not done, and the device is told to try again,', () => {
  const tryAgain = { code: 'service_unavailable', details: { retryAfterSeconds: 1 } };
  const endGateways = `
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = 'moorgate_gateway' and state = 'idle in transaction'`;

  test('when its connection to the store breaks', async () => {
    const device = await makeDevice();
    const write = writeTag(device, async () => {
      await runStatement(store.database.url, endGateways);
    });
    expect(await refusalOf(write)).toMatchObject(tryAgain);
    expect(await getDevice(store.ctx, device.uuid)).toMatchObject({ tag: '' });
  });

  test('when the store has ended its transaction, which rested for too long', async () => {
    const url = store.database.urlFor('moorgate_gateway');
    const impatient = openDatabase({ url, applicationName: 'test', idleInTransactionMs: 10 });
    const device = await makeDevice();
    const write = writeAsDevice({ db: impatient }, device, () => delay(200));
    expect(await refusalOf(write)).toMatchObject(tryAgain);
    await impatient.destroy();
  });
});

describe('a write is refused', () => {
  test('after a denial, in the words of the next connection', async () => {
    const device = await makeDevice();
    await denyDevice(store.ctx, { uuid: device.uuid });
    const detail = `Device(${device.uuid}) is on the denied list`;
    expect(await refusalOf(writeTag(device))).toMatchObject({
      code: 'device_denied',
      details: { detail },
    });
  });

  test('after a full deletion', async () => {
    const device = await makeDevice();
    await denyDevice(store.ctx, { uuid: device.uuid });
    await purgeDevice(store.ctx, device.uuid);
    expect(await refusalOf(writeTag(device))).toMatchObject({ code: 'device_key_purged' });
  });

  test('after a denial and the end of it, so that it is tried again under the new standing', async () => {
    const device = await makeDevice();
    await denyDevice(store.ctx, { uuid: device.uuid });
    await undenyDevice(store.ctx, device.uuid);
    expect(await refusalOf(writeTag(device))).toMatchObject({
      code: 'service_unavailable',
      details: { retryAfterSeconds: 1 },
    });
    expect(await getDevice(store.ctx, device.uuid)).toMatchObject({ tag: '' });
  });
});
