import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { openDatabase } from '../connect.ts';
import type { Db } from '../database.ts';
import { inTransaction } from '../transaction.ts';
import { type CheckIn, listWritableDevices, updateCheckIns } from './check-ins.ts';
import { insertDeviceCheckIn } from './device-check-ins.ts';
import { lockDeviceByUuid, updateDeviceAsDenied } from './devices.ts';

const at = new Date('2026-02-01T00:00:00Z');
const denial = {
  denied_at: at,
  denied_by: 'tester',
  denial_reason: null,
  former_key_hashes: [],
};

let database: TestDatabase;
let admin: Db;
let gateway: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  gateway = openDatabase({ url: database.urlFor('moorgate_gateway'), applicationName: 'test' });
});
afterAll(async () => {
  await Promise.all([admin.destroy(), gateway.destroy()]);
  await database.drop();
});

/** Makes a device and a report of it. */
const makeReport = (): Promise<CheckIn> =>
  inTransaction(admin, async (trx) => {
    const deviceUuid = randomUUID();
    const row = { uuid: deviceUuid, factory: 'acme', created_at: at };
    await trx.insertInto('devices').values(row).execute();
    await insertDeviceCheckIn(trx, deviceUuid);
    const { generation } = (await lockDeviceByUuid(trx, deviceUuid))!;
    const values = { targetName: 'lmp-1', tag: null, ostreeHash: null, apps: null };
    return { deviceUuid, generation, seenAt: at, ...values };
  });

const isWritten = async ({ deviceUuid }: CheckIn): Promise<boolean> => {
  const { target_name: name } = await admin
    .selectFrom('device_check_ins')
    .select('target_name')
    .where('device_uuid', '=', deviceUuid)
    .executeTakeFirstOrThrow();
  return name === 'lmp-1';
};

/** What a gateway does: it writes, and then asks which of the others it may try again. */
const write = async (
  reports: readonly CheckIn[],
): Promise<{ written: string[]; again: string[] }> => {
  const written = await updateCheckIns(gateway, reports);
  const asked = reports.map(({ deviceUuid: uuid, generation }) => ({ uuid, generation }));
  const writable = await listWritableDevices(gateway, asked);
  return { written, again: writable.filter((uuid) => !written.includes(uuid)) };
};

test('a device that somebody has locked holds no other up, and is written when it is free', async () => {
  const [locked, free] = [await makeReport(), await makeReport()];
  await inTransaction(admin, async (trx) => {
    await lockDeviceByUuid(trx, locked.deviceUuid);
    const outcome = { written: [free.deviceUuid], again: [locked.deviceUuid] };
    expect(await write([locked, free])).toEqual(outcome);
  });
  expect([await isWritten(locked), await isWritten(free)]).toEqual([false, true]);
  expect(await write([locked])).toEqual({ written: [locked.deviceUuid], again: [] });
  expect(await isWritten(locked)).toBe(true);
});

test('a device that another gateway writes at this moment is written afterwards', async () => {
  const report = await makeReport();
  await inTransaction(gateway, async (trx) => {
    expect(await updateCheckIns(trx, [report])).toEqual([report.deviceUuid]);
    expect(await write([report])).toEqual({ written: [], again: [report.deviceUuid] });
  });
});

test('a device that is denied, or of another generation, is not to be written any more', async () => {
  const [denied, changed] = [await makeReport(), await makeReport()];
  await inTransaction(admin, (trx) => updateDeviceAsDenied(trx, denied.deviceUuid, denial));
  const stale = { ...changed, generation: changed.generation - 1 };
  expect(await write([denied, stale])).toEqual({ written: [], again: [] });
  expect([await isWritten(denied), await isWritten(changed)]).toEqual([false, false]);
});
