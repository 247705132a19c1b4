import { insertDeviceEvents } from '@moorgate/db';
import {
  eventOf,
  type JudgedDevice,
  type ReportsStore,
  startReportsStore,
} from '../test-support/reports-store.ts';
import type { LogLine } from './log-line.ts';
import { createUpdateTails, type UpdateTails } from './update-tails.ts';

let store: ReportsStore;
let tails: UpdateTails;
beforeAll(async () => {
  store = await startReportsStore();
  tails = tailsOf(store);
});
afterAll(async () => {
  tails.close();
  await store.close();
});

const tailsOf = ({ ctx, databaseUrl, gateway }: ReportsStore): UpdateTails =>
  createUpdateTails({ db: ctx.db, log: gateway.log, databaseUrl, applicationName: 'test' });

let lastNumber = 0;
const report = async (device: JudgedDevice, count: number): Promise<void> => {
  const rows = Array.from({ length: count }, () => {
    lastNumber += 1;
    const event = eventOf(`e-${lastNumber}`);
    return {
      device_uuid: device.uuid,
      generation: device.generation,
      event_id: event.id,
      correlation_id: event.correlationId,
      device_time: event.deviceTime,
      type_id: event.typeId,
      type_version: event.typeVersion,
      target_name: event.targetName,
      version: event.version,
      ecu: event.ecu,
      success: event.success,
      details: event.details,
    };
  });
  await insertDeviceEvents(store.gateway.pool, rows);
};

type Lines = AsyncGenerator<readonly LogLine[], void, undefined>;

/** Reads until so many lines have come, and answers their positions. */
const positionsOf = async (lines: Lines, count: number): Promise<number[]> => {
  const positions: number[] = [];
  while (positions.length < count) {
    const { value, done } = await lines.next();
    if (done === true) break;
    positions.push(...value.map(({ position }) => position));
  }
  return positions;
};
const oneTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

const ground = async () => {
  const updateId = await store.addUpdate();
  return { source: { updateId, rolloutId: null }, device: await store.addDevice(updateId) };
};

test('a listener that takes nothing for a while misses nothing, and nothing comes twice', async () => {
  const { source, device } = await ground();
  const [slow, quick] = [tails.follow(source, 0), tails.follow(source, 0)];
  await report(device, 1);
  expect(await positionsOf(slow, 1)).toEqual([1]);
  expect(await positionsOf(quick, 1)).toEqual([1]);
  for (let round = 0; round < 6; round += 1) await report(device, 400);
  expect(await positionsOf(quick, 2_400)).toEqual(oneTo(2_401).slice(1));
  expect(await positionsOf(slow, 2_400)).toEqual(oneTo(2_401).slice(1));
  await Promise.all([slow.return(), quick.return()]);
});

test('a log that rests gives an empty list each second', async () => {
  const { source } = await ground();
  const lines = tails.follow(source, 0);
  expect((await lines.next()).value).toEqual([]);
  await lines.return();
});

test('whoever begins behind a position gets what is behind it, also when it has not come yet', async () => {
  const { source, device } = await ground();
  const lines = tails.follow(source, 3);
  await report(device, 2);
  expect((await lines.next()).value).toEqual([]);
  await report(device, 3);
  expect(await positionsOf(lines, 2)).toEqual([4, 5]);
  await lines.return();
});

test('lines of several writers at once come in the order of their positions', async () => {
  const { source } = await ground();
  const devices = await Promise.all(oneTo(6).map(() => store.addDevice(source.updateId)));
  const lines = tails.follow(source, 0);
  const reading = positionsOf(lines, 6 * 20 * 3);
  await Promise.all(
    devices.map(async (device) => {
      for (let round = 0; round < 20; round += 1) await report(device, 3);
    }),
  );
  expect(await reading).toEqual(oneTo(360));
  await lines.return();
});

test('a tail ends with its update', async () => {
  const { source, device } = await ground();
  const lines = tails.follow(source, 0);
  await report(device, 1);
  expect(await positionsOf(lines, 1)).toEqual([1]);
  const { db } = store.ctx;
  await db
    .updateTable('devices')
    .set({ update_id: null })
    .where('uuid', '=', device.uuid)
    .execute();
  await db.deleteFrom('updates').where('id', '=', source.updateId).execute();
  expect(await positionsOf(lines, 1)).toEqual([]);
});

test('closing ends every tail', async () => {
  const { source } = await ground();
  const own = tailsOf(store);
  const lines = own.follow(source, 0);
  expect((await lines.next()).value).toEqual([]);
  const reading = positionsOf(lines, 1);
  own.close();
  expect(await reading).toEqual([]);
});

test('a store that is gone is an error of each tail', async () => {
  const other = await startReportsStore();
  const own = tailsOf(other);
  const updateId = await other.addUpdate();
  await other.close();
  await expect(own.follow({ updateId, rolloutId: null }, 0).next()).rejects.toThrow();
  own.close();
});
