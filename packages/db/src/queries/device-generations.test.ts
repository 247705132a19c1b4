import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import { openDatabase } from '../connect.ts';
import type { Db, Trx } from '../database.ts';
import { inTransaction } from '../transaction.ts';
import { lockDeviceGeneration } from './device-generations.ts';
import {
  deleteDevice,
  insertDevice,
  lockDeviceByUuid,
  updateDeviceAsDenied,
  updateDeviceAsUndenied,
} from './devices.ts';

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
/** Sees what the sessions of every role wait for. */
let owner: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  gateway = openDatabase({ url: database.urlFor('moorgate_gateway'), applicationName: 'test' });
  owner = openDatabase({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await Promise.all([admin, gateway, owner].map((one) => one.destroy()));
  await database.drop();
});

interface Device {
  readonly uuid: string;
  readonly generation: number;
}

const makeDevice = (uuid: string = randomUUID()): Promise<Device> =>
  inTransaction(admin, async (trx) => {
    const device = { uuid, factory: 'acme', device_ca_id: null, is_production: false };
    await insertDevice(trx, { ...device, created_at: at });
    return { uuid, generation: (await lockDeviceByUuid(trx, uuid))!.generation };
  });

/** A change of the device as operators make it: the row is locked first. */
const change = (device: Device, update: (trx: Trx, uuid: string) => Promise<void>) =>
  inTransaction(admin, async (trx) => {
    await lockDeviceByUuid(trx, device.uuid);
    await update(trx, device.uuid);
  });
const deny = (trx: Trx, uuid: string): Promise<void> => updateDeviceAsDenied(trx, uuid, denial);

const isLockable = (device: Device): Promise<boolean> =>
  inTransaction(gateway, (trx) => lockDeviceGeneration(trx, device));

/** Returns when as many transactions of this database wait for a lock. */
const untilBlocked = async (count: number): Promise<void> => {
  for (let blocked = 0; blocked < count;) {
    const { rows } = await sql<{ blocked: number }>`
      select count(*) as blocked from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(owner);
    blocked = rows[0]!.blocked;
  }
};

test('the gateway locks a device of the generation that it judged, as often as it likes', async () => {
  const device = await makeDevice();
  await inTransaction(gateway, async (trx) => {
    expect(await lockDeviceGeneration(trx, device)).toBe(true);
    expect(await isLockable(device)).toBe(true);
  });
});

test('a device that was denied is not locked, nor under its old generation once it is let in again', async () => {
  const device = await makeDevice();
  await change(device, deny);
  expect(await isLockable(device)).toBe(false);
  await change(device, (trx, uuid) => updateDeviceAsUndenied(trx, uuid, 0));
  expect(await isLockable(device)).toBe(false);
});

test('a device that was deleted is not locked, nor under its old generation once it is there again', async () => {
  const device = await makeDevice();
  await change(device, deleteDevice);
  expect(await isLockable(device)).toBe(false);
  const again = await makeDevice(device.uuid);
  expect([await isLockable(device), await isLockable(again)]).toEqual([false, true]);
});

test('a denial waits for a write that began before it', async () => {
  const device = await makeDevice();
  let isDenied = false;
  let denying: Promise<unknown> = Promise.resolve();
  await inTransaction(gateway, async (trx) => {
    await lockDeviceGeneration(trx, device);
    denying = change(device, deny).then(() => {
      isDenied = true;
    });
    await untilBlocked(1);
    expect(isDenied).toBe(false);
  });
  await denying;
  expect(await isLockable(device)).toBe(false);
});

test.each([
  ['denial', deny],
  ['full deletion', deleteDevice],
])('a write waits for a %s that is under way, and then may not happen', async (_title, update) => {
  const device = await makeDevice();
  let locking: Promise<boolean> = Promise.resolve(true);
  await inTransaction(admin, async (trx) => {
    await lockDeviceByUuid(trx, device.uuid);
    await update(trx, device.uuid);
    locking = isLockable(device);
    await untilBlocked(1);
  });
  expect(await locking).toBe(false);
});
