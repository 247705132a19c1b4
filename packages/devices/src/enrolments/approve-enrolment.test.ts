import { randomUUID } from 'node:crypto';
import { withDb } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import { getDevice } from '../inventory/get-device.ts';
import { listDevices } from '../inventory/list-devices.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { listPendingKeys } from '../keys/list-pending-keys.ts';
import { makeKey, startStore, type TestStore } from '../test-support/start-store.ts';
import { approveEnrolment } from './approve-enrolment.ts';
import { listPendingEnrolments } from './list-pending-enrolments.ts';
import { rejectEnrolment } from './reject-enrolment.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const code = (text: string): unknown => expect.objectContaining({ code: text });
const notFound = code('pending_enrolment_not_found');
const waiting = async (): Promise<string[]> =>
  (await listPendingEnrolments(store.ctx, { limit: 1000 })).items.map((item) => item.deviceUuid);

test('an approved device exists with the key that it presented, and is never seen', async () => {
  const { ctx } = store;
  const [uuid, key] = [randomUUID(), makeKey()];
  await store.insertPendingEnrolment(uuid, key);
  expect(await waiting()).toContain(uuid);
  await approveEnrolment(ctx, { uuid: uuid.toUpperCase() });

  expect(await waiting()).not.toContain(uuid);
  expect(await getDevice(ctx, uuid)).toMatchObject({ uuid, factory: 'acme', lastSeenAt: null });
  const keys = await listDeviceKeys(ctx, uuid);
  expect(keys).toMatchObject([{ spkiSha256: key.spki_sha256.toString('hex'), state: 'live' }]);
  const query = { order: 'last-seen-asc', limit: 1000, start: { offset: 0 } } as const;
  const { items } = await listDevices(ctx, query);
  expect(items.map((device) => device.uuid)).toContain(uuid);
  expect(await store.listActions('device', uuid)).toEqual(['device.enrolment_approved']);
  expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });
});

test('of several keys one must be named; the others do not go on waiting', async () => {
  const { ctx } = store;
  const [uuid, one, other] = [randomUUID(), makeKey(), makeKey()];
  await store.insertPendingEnrolment(uuid, one);
  await store.insertPendingEnrolment(uuid, other);
  await expect(approveEnrolment(ctx, { uuid })).rejects.toEqual(
    code('pending_enrolment_ambiguous'),
  );
  await expect(approveEnrolment(ctx, { uuid, spkiSha256: 'ab'.repeat(32) })).rejects.toEqual(
    notFound,
  );
  const spkiSha256 = other.spki_sha256.toString('hex').toUpperCase();
  await approveEnrolment(ctx, { uuid, spkiSha256 });
  expect(await listDeviceKeys(ctx, uuid)).toHaveLength(1);
  expect(await waiting()).not.toContain(uuid);
});

test('two approvals at once make one device', async () => {
  const { ctx } = store;
  const uuid = randomUUID();
  await store.insertPendingEnrolment(uuid, makeKey());
  let second: Promise<unknown> = Promise.resolve();
  await inTransaction(ctx.db, async (trx) => {
    await approveEnrolment(withDb(ctx, trx), { uuid });
    second = approveEnrolment(ctx, { uuid }).catch((error: unknown) => error);
    await store.waitForBlocked(1);
  });
  expect(await second).toEqual(notFound);
  expect(await store.listActions('device', uuid)).toEqual(['device.enrolment_approved']);
});

test('a device that exists is not waiting, whatever was recorded while it was approved', async () => {
  const { ctx } = store;
  const uuid = await store.insertDevice();
  await store.insertPendingEnrolment(uuid, makeKey());
  expect(await waiting()).not.toContain(uuid);
  await expect(approveEnrolment(ctx, { uuid })).rejects.toEqual(code('device_exists'));
  expect(await listDeviceKeys(ctx, uuid)).toHaveLength(1);
});

test('a rejected device waits no more, until it comes again', async () => {
  const { ctx } = store;
  const uuid = randomUUID();
  await store.insertPendingEnrolment(uuid, makeKey());
  await rejectEnrolment(ctx, uuid.toUpperCase());
  expect(await waiting()).not.toContain(uuid);
  await expect(rejectEnrolment(ctx, uuid)).rejects.toEqual(notFound);
  await expect(approveEnrolment(ctx, { uuid })).rejects.toEqual(notFound);
  await expect(approveEnrolment(ctx, { uuid: 'no-uuid' })).rejects.toEqual(notFound);
  expect(await store.listActions('device', uuid)).toEqual(['device.enrolment_rejected']);
});

test('pending enrolments and refused keys page by device and key', async () => {
  const { ctx } = store;
  const uuid = randomUUID();
  for (let count = 0; count < 3; count += 1) await store.insertPendingEnrolment(uuid, makeKey());
  const keys = [1, 2, 3].map(() => ({ ...makeKey(), state: 'pending' as const }));
  const device = await store.insertDevice({ keys: [...keys, { ...makeKey(), state: 'live' }] });

  for (const list of [listPendingEnrolments, listPendingKeys]) {
    const whole = await list(ctx, { limit: 1000 });
    const walked: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(ctx, { limit: 1, cursor });
      walked.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(walked).toEqual(whole.items);
    await expect(list(ctx, { limit: 1, cursor: 'W10' })).rejects.toEqual(code('cursor_invalid'));
  }
  const refused = (await listPendingKeys(ctx, { limit: 1000 })).items;
  expect(refused.filter((key) => key.deviceUuid === device)).toHaveLength(3);
  expect((await listDeviceKeys(ctx, device)).map((key) => key.state).sort()).toEqual([
    'live',
    'pending',
    'pending',
    'pending',
  ]);
});
