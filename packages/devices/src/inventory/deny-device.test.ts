import { findDeviceByUuid, inTransaction, lockDeviceByUuid } from '@moorgate/db';
import { withDb } from '@moorgate/auth';
import { approveEnrolment } from '../enrolments/approve-enrolment.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { patchLabels } from '../labels/patch-labels.ts';
import { makeKey, startStore, type TestStore } from '../test-support/start-store.ts';
import { denyDevice } from './deny-device.ts';
import { getDevice } from './get-device.ts';
import { listDeniedDevices, listDeniedUuids } from './list-denied-devices.ts';
import { listDevices } from './list-devices.ts';
import { purgeDevice } from './purge-device.ts';
import { undenyDevice } from './undeny-device.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const notFound = expect.objectContaining({ code: 'device_not_found' });
const notDenied = expect.objectContaining({ code: 'device_not_denied' });
const generationOf = (uuid: string): Promise<number> =>
  inTransaction(
    store.db,
    async (trx) => (await lockDeviceByUuid(trx, uuid))?.generation ?? Number.NaN,
  );
const formerKeysOf = async (uuid: string): Promise<Buffer[]> => {
  const query = store.db.selectFrom('devices').select('former_key_hashes');
  return (await query.where('uuid', '=', uuid).executeTakeFirstOrThrow()).former_key_hashes;
};

describe('denying', () => {
  test('keeps the record and the key that admits it, and destroys labels, reports and every other key', async () => {
    const { ctx, clock, db } = store;
    const keys = (['live', 'next', 'pending', 'retired'] as const).map((state) => ({
      ...makeKey(),
      state,
    }));
    const labels = { name: 'kept-not', group: 'g1', site: 'x' };
    const lastSeenAt = new Date('2026-02-28T10:00:00.000Z');
    const uuid = await store.insertDevice({ keys, labels, lastSeenAt });
    const generation = await generationOf(uuid);

    await denyDevice(ctx, { uuid: uuid.toUpperCase(), reason: 'stolen' });

    const row = await db
      .selectFrom('devices as d')
      .innerJoin('device_check_ins as c', 'c.device_uuid', 'd.uuid')
      .select(['labels', 'name', 'd.group_name', 'update_id', 'denied_at', 'denied_by'])
      .select(['denial_reason', 'last_seen_at', 'target_name', 'tag', 'apps', 'is_listed'])
      .where('d.uuid', '=', uuid)
      .executeTakeFirst();
    expect(row).toEqual({
      labels: {},
      name: null,
      group_name: null,
      update_id: null,
      denied_at: clock.now(),
      denied_by: 'tester',
      denial_reason: 'stolen',
      last_seen_at: lastSeenAt,
      target_name: '',
      tag: '',
      apps: '',
      is_listed: false,
    });
    expect(await generationOf(uuid)).toBeGreaterThan(generation);
    const left = await db
      .selectFrom('device_keys')
      .select(['state', 'spki_sha256'])
      .where('device_uuid', '=', uuid)
      .execute();
    expect(left).toEqual([{ state: 'live', spki_sha256: keys[0]!.spki_sha256 }]);
    expect(await formerKeysOf(uuid)).toEqual(
      expect.arrayContaining([keys[1]!.spki_sha256, keys[3]!.spki_sha256]),
    );
    expect(await store.listActions('device', uuid)).toEqual(['device.denied']);
    expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });
  });

  test('takes the device from every list and lookup, and gives its name to another one', async () => {
    const { ctx } = store;
    const uuid = await store.insertDevice({ labels: { name: 'shared-name' } });
    const other = await store.insertDevice();
    await denyDevice(ctx, { uuid });

    await expect(getDevice(ctx, uuid)).rejects.toEqual(notFound);
    await expect(listDeviceKeys(ctx, uuid)).rejects.toEqual(notFound);
    await expect(patchLabels(ctx, { uuid, upserts: { a: 'b' }, deletes: [] })).rejects.toEqual(
      notFound,
    );
    for (const order of ['name-asc', 'last-seen-desc'] as const) {
      const { items } = await listDevices(ctx, { order, limit: 1000, start: { offset: 0 } });
      expect(items.map((device) => device.uuid)).not.toContain(uuid);
    }
    await patchLabels(ctx, { uuid: other, upserts: { name: 'shared-name' }, deletes: [] });
  });

  test('refuses what is denied already, unknown, or no UUID, all in the same way', async () => {
    const uuid = await store.insertDevice();
    await denyDevice(store.ctx, { uuid });
    for (const text of [uuid, '00000000-0000-4000-8000-000000000000', '../x', '']) {
      await expect(denyDevice(store.ctx, { uuid: text })).rejects.toEqual(notFound);
    }
  });

  test('happens once when two ask for it at the same time', async () => {
    const uuid = await store.insertDevice();
    const outcomes = await Promise.allSettled([
      denyDevice(store.ctx, { uuid, reason: 'one' }),
      denyDevice(store.ctx, { uuid, reason: 'two' }),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await store.listActions('device', uuid)).toEqual(['device.denied']);
  });

  test('waits for a change of labels that began before, and then destroys it', async () => {
    const { ctx } = store;
    const uuid = await store.insertDevice();
    let denial: Promise<void> = Promise.resolve();
    await inTransaction(ctx.db, async (trx) => {
      await patchLabels(withDb(ctx, trx), { uuid, upserts: { name: 'late' }, deletes: [] });
      denial = denyDevice(ctx, { uuid });
      await store.waitForBlocked(1);
    });
    await denial;
    await undenyDevice(ctx, uuid);
    expect((await getDevice(ctx, uuid)).labels).toEqual({});
  });

  test('refuses a change of labels that waited for it', async () => {
    const { ctx } = store;
    const uuid = await store.insertDevice();
    let change: Promise<unknown> = Promise.resolve();
    await inTransaction(ctx.db, async (trx) => {
      await denyDevice(withDb(ctx, trx), { uuid });
      change = patchLabels(ctx, { uuid, upserts: { name: 'too-late' }, deletes: [] }).catch(
        (error: unknown) => error,
      );
      await store.waitForBlocked(1);
    });
    expect(await change).toEqual(notFound);
    await undenyDevice(ctx, uuid);
    expect((await getDevice(ctx, uuid)).labels).toEqual({});
  });
});

describe('un-denying', () => {
  test('brings back the record alone, under another generation', async () => {
    const { ctx } = store;
    const lastSeenAt = new Date('2026-02-28T10:00:00.000Z');
    const uuid = await store.insertDevice({ labels: { name: 'gone' }, lastSeenAt });
    const before = await getDevice(ctx, uuid);
    await denyDevice(ctx, { uuid, reason: 'by mistake' });
    const generation = await generationOf(uuid);
    await undenyDevice(ctx, uuid.toUpperCase());

    expect(await getDevice(ctx, uuid)).toEqual({
      ...before,
      labels: {},
      targetName: '',
      tag: '',
      apps: [],
    });
    expect(await generationOf(uuid)).toBeGreaterThan(generation);
    const { items } = await listDevices(ctx, {
      order: 'last-seen-desc',
      limit: 1000,
      start: { offset: 0 },
    });
    expect(items.map((device) => device.uuid)).toContain(uuid);
    expect(await store.listActions('device', uuid)).toEqual(['device.denied', 'device.undenied']);
    expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });
  });

  test('brings back the key that was stored, and none that was another one', async () => {
    const { ctx } = store;
    const live = makeKey();
    const others = (['retired', 'next', 'pending'] as const).map((state) => ({
      ...makeKey(),
      state,
    }));
    const uuid = await store.insertDevice({ keys: [{ ...live, state: 'live' }, ...others] });
    await denyDevice(ctx, { uuid });
    await undenyDevice(ctx, uuid);
    expect(await listDeviceKeys(ctx, uuid)).toMatchObject([
      { state: 'live', spkiSha256: live.spki_sha256.toString('hex') },
    ]);
  });

  test('refuses what is not denied, unknown, or no UUID', async () => {
    const uuid = await store.insertDevice();
    for (const text of [uuid, '00000000-0000-4000-8000-000000000000', 'x']) {
      await expect(undenyDevice(store.ctx, text)).rejects.toEqual(notDenied);
      await expect(purgeDevice(store.ctx, text)).rejects.toEqual(notDenied);
    }
  });
});

describe('purging', () => {
  test('deletes the device and leaves a tombstone of the key that admitted it', async () => {
    const { ctx, db } = store;
    const key = makeKey();
    const uuid = await store.insertDevice({ keys: [{ ...key, state: 'live' }] });
    await denyDevice(ctx, { uuid });
    await purgeDevice(ctx, uuid);

    expect(await findDeviceByUuid(db, uuid)).toBeUndefined();
    const tombstones = await db
      .selectFrom('key_tombstones')
      .select(['spki_sha256', 'created_by'])
      .where('device_uuid', '=', uuid)
      .execute();
    expect(tombstones).toEqual([{ spki_sha256: key.spki_sha256, created_by: 'tester' }]);
    expect(await store.listActions('device', uuid)).toEqual(['device.denied', 'device.purged']);
    expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });

    await store.insertPendingEnrolment(uuid, key);
    await expect(approveEnrolment(ctx, { uuid })).rejects.toEqual(
      expect.objectContaining({ code: 'device_key_purged' }),
    );
  });

  test('buries a key once, though two devices had it', async () => {
    const key = makeKey();
    for (const keys of [
      [{ ...key, state: 'live' as const }],
      [{ ...key, state: 'live' as const }],
    ]) {
      const uuid = await store.insertDevice({ keys });
      await denyDevice(store.ctx, { uuid });
      await purgeDevice(store.ctx, uuid);
    }
  });

  test('excludes un-denying: of both at once, one finds nothing denied', async () => {
    const { ctx } = store;
    for (const [first, second] of [
      [purgeDevice, undenyDevice],
      [undenyDevice, purgeDevice],
    ] as const) {
      const uuid = await store.insertDevice();
      await denyDevice(ctx, { uuid });
      let other: Promise<unknown> = Promise.resolve();
      await inTransaction(ctx.db, async (trx) => {
        await first(withDb(ctx, trx), uuid);
        other = second(ctx, uuid).catch((error: unknown) => error);
        await store.waitForBlocked(1);
      });
      expect(await other).toEqual(notDenied);
    }
  });
});

test('the denied list pages by UUID, in detail or not, and refuses a cursor of another list', async () => {
  const { ctx } = store;
  for (let count = 0; count < 3; count += 1) {
    await denyDevice(ctx, { uuid: await store.insertDevice(), reason: 'page' });
  }
  const all = await listDeniedUuids(ctx, { limit: 10_000 });
  expect(all.items.length).toBeGreaterThanOrEqual(3);
  expect(all.items).toEqual(all.items.toSorted());
  expect(all.nextCursor).toBeNull();

  const walked: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDeniedDevices(ctx, { limit: 2, cursor });
    walked.push(...page.items.map((device) => device.uuid));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(walked).toEqual(all.items);

  const foreign = Buffer.from('["name-asc","x"]').toString('base64url');
  for (const forged of ['x', '%%%', foreign]) {
    await expect(listDeniedUuids(ctx, { limit: 2, cursor: forged })).rejects.toEqual(
      expect.objectContaining({ code: 'cursor_invalid' }),
    );
  }
});
