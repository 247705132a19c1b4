import { type Context, type Grant, type Scope, scopeSet, unionOfGrants } from '@moorgate/auth';
import type { Labels } from '@moorgate/db';
import { deviceOrders } from './inventory/device-order.ts';
import { denyDevice } from './inventory/deny-device.ts';
import { getDevice } from './inventory/get-device.ts';
import { listDeniedDevices, listDeniedUuids } from './inventory/list-denied-devices.ts';
import { type DeviceListQuery, listDevices } from './inventory/list-devices.ts';
import { purgeDevice } from './inventory/purge-device.ts';
import { undenyDevice } from './inventory/undeny-device.ts';
import { createRekeyPermit } from './keys/create-rekey-permit.ts';
import { listDeviceKeys } from './keys/list-device-keys.ts';
import { listPendingKeys } from './keys/list-pending-keys.ts';
import { listRekeyPermits } from './keys/list-rekey-permits.ts';
import { revokeRekeyPermit } from './keys/revoke-rekey-permit.ts';
import { listKnownGroups } from './labels/list-known-groups.ts';
import { listKnownLabels } from './labels/list-known-labels.ts';
import { patchLabels } from './labels/patch-labels.ts';
import { replaceLabels } from './labels/replace-labels.ts';
import { makeKey, startStore, type TestStore } from './test-support/start-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const refusedWith = (code: string): unknown => expect.objectContaining({ code });
const notFound = refusedWith('device_not_found');
const notDenied = refusedWith('device_not_denied');

/** The context of somebody who has these scopes for these groups. */
const holderOf = (...held: readonly (readonly [string, readonly Scope[]])[]): Context => {
  const grants = held.map(([groups, scopes]): Grant => ({
    scopes: scopeSet(scopes),
    groups: new Set(groups.split(',')),
  }));
  const credential = { kind: 'session', tokenId: 's' } as const;
  const scopes = unionOfGrants(grants);
  const principal = { kind: 'user', userId: 'u', username: 'ada', scopes, grants, credential };
  return { ...store.ctx, principal: principal as Context['principal'] };
};
const everything: readonly Scope[] = ['devices:read-update', 'devices:create', 'devices:delete'];

let lastGroup = 0;
/** A group of its own for a test, in which nothing is yet. */
const newGroup = (): string => `g${(lastGroup += 1)}`;
const insertInto = (group: string, labels: Labels = {}): Promise<string> =>
  store.insertDevice({ labels: { ...labels, group } });

const everyDevice = async (
  ctx: Context,
  query: Partial<DeviceListQuery> = {},
): Promise<string[]> => {
  const seen: string[] = [];
  let start: DeviceListQuery['start'] = { offset: 0 };
  for (;;) {
    const page = await listDevices(ctx, { order: 'uuid-asc', limit: 2, ...query, start });
    seen.push(...page.items.map(({ uuid }) => uuid));
    if (page.nextCursor === null) return seen;
    start = { cursor: page.nextCursor };
  }
};

describe('a device of a foreign group', () => {
  const uses: Record<string, (ctx: Context, uuid: string) => Promise<unknown>> = {
    getDevice,
    denyDevice: (ctx, uuid) => denyDevice(ctx, { uuid }),
    patchLabels: (ctx, uuid) => patchLabels(ctx, { uuid, upserts: { a: 'b' }, deletes: [] }),
    replaceLabels: (ctx, uuid) => replaceLabels(ctx, { uuid, labels: { a: 'b' } }),
    listDeviceKeys,
    createRekeyPermit: (ctx, uuid) => createRekeyPermit(ctx, { uuid, isForAnyKey: true }),
    listRekeyPermits: (ctx, uuid) => listRekeyPermits(ctx, { uuid, limit: 1 }),
    revokeRekeyPermit: (ctx, uuid) => revokeRekeyPermit(ctx, { uuid, id: uuid }),
  };
  test.each(Object.entries(uses))('is not found by %s, as one in no group', async (_name, use) => {
    const ctx = holderOf([newGroup(), everything]);
    await expect(use(ctx, await insertInto(newGroup()))).rejects.toEqual(notFound);
    await expect(use(ctx, await store.insertDevice())).rejects.toEqual(notFound);
  });

  test('is one too where only another scope is held for its group', async () => {
    const group = newGroup();
    const uuid = await insertInto(group);
    const reader = holderOf([group, ['devices:read']], [newGroup(), everything]);
    expect((await getDevice(reader, uuid)).uuid).toBe(uuid);
    await expect(denyDevice(reader, { uuid })).rejects.toEqual(notFound);
    await expect(replaceLabels(reader, { uuid, labels: {} })).rejects.toEqual(notFound);
    const permit = createRekeyPermit(reader, { uuid, isForAnyKey: true });
    await expect(permit).rejects.toEqual(notFound);
  });

  test('is neither taken off the denied list nor deleted fully', async () => {
    const ctx = holderOf([newGroup(), everything]);
    for (const uuid of [await insertInto(newGroup()), await store.insertDevice()]) {
      await denyDevice(store.ctx, { uuid });
      await expect(undenyDevice(ctx, uuid)).rejects.toEqual(notDenied);
      await expect(purgeDevice(ctx, uuid)).rejects.toEqual(notDenied);
    }
  });
});

describe('the list', () => {
  test.each(deviceOrders)(
    'by %s has the devices of one’s groups, as the whole list has them',
    async (order) => {
      const [one, other] = [newGroup(), newGroup()];
      for (const [index, group] of [one, other, one, other, one, newGroup()].entries()) {
        const labels = index % 2 === 0 ? {} : { name: `n${group}-${index}` };
        const createdAt = new Date(Date.UTC(2026, 0, 9 - index));
        const lastSeenAt = new Date(Date.UTC(2026, 1, 1 + (index % 3)));
        await store.insertDevice({ labels: { ...labels, group }, createdAt, lastSeenAt });
      }
      await denyDevice(store.ctx, { uuid: await insertInto(one) });
      const ctx = holderOf([`${one},${other}`, ['devices:read']]);
      const mine = await everyDevice(ctx, { order });
      const all = await everyDevice(store.ctx, { order, limit: 1_000 });
      expect(mine).toHaveLength(5);
      expect(mine).toEqual(all.filter((uuid) => mine.includes(uuid)));
      const page = await listDevices(ctx, { order, limit: 2, start: { offset: 2 } });
      expect(page.items.map(({ uuid }) => uuid)).toEqual(mine.slice(2, 4));
      expect(page.total).toBe(5);
    },
  );

  test('is empty without a group', async () => {
    const ctx = holderOf([newGroup(), ['devices:delete']]);
    expect(await listDevices(ctx, { order: 'uuid-asc', limit: 9, start: { offset: 0 } })).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
    });
  });
});

describe('the denied list', () => {
  test('has what was denied in one’s groups, though a denial destroys the label', async () => {
    const group = newGroup();
    const uuids = [await insertInto(group), await insertInto(group), await insertInto(group)];
    for (const uuid of [...uuids, await insertInto(newGroup())])
      await denyDevice(store.ctx, { uuid });
    const ctx = holderOf([group, everything]);
    const first = await listDeniedDevices(ctx, { limit: 2 });
    const second = await listDeniedUuids(ctx, { limit: 2, cursor: first.nextCursor! });
    expect([...first.items.map(({ uuid }) => uuid), ...second.items]).toEqual(uuids.toSorted());
    expect(second.nextCursor).toBeNull();
  });

  test('lets its operators take a device off, which is in no group then', async () => {
    const group = newGroup();
    const [uuid, other] = [await insertInto(group), await insertInto(group)];
    const ctx = holderOf([group, everything]);
    await denyDevice(ctx, { uuid });
    await denyDevice(ctx, { uuid: other });
    await undenyDevice(ctx, uuid);
    await purgeDevice(ctx, other);
    await expect(getDevice(ctx, uuid)).rejects.toEqual(notFound);
    await denyDevice(store.ctx, { uuid });
    await expect(undenyDevice(ctx, uuid)).rejects.toEqual(notDenied);
  });
});

describe('labels', () => {
  test('move a device among groups that are held for changing alone', async () => {
    const [from, to, readOnly] = [newGroup(), newGroup(), newGroup()];
    const uuid = await insertInto(from);
    const ctx = holderOf(
      [`${from},${to}`, ['devices:read-update']],
      [readOnly, ['devices:read', 'devices:delete']],
    );
    const move = (group: string): Promise<void> =>
      patchLabels(ctx, { uuid, upserts: { group }, deletes: [] });
    const notHeld = refusedWith('scope_not_held');
    await expect(move(readOnly)).rejects.toEqual(notHeld);
    await expect(move(newGroup())).rejects.toEqual(notHeld);
    await expect(patchLabels(ctx, { uuid, upserts: {}, deletes: ['group'] })).rejects.toEqual(
      notHeld,
    );
    await expect(replaceLabels(ctx, { uuid, labels: { a: 'b' } })).rejects.toEqual(notHeld);
    await replaceLabels(ctx, { uuid, labels: { group: from, a: 'b' } });
    await move(to);
    expect((await getDevice(ctx, uuid)).labels).toEqual({ group: to, a: 'b' });
  });

  test('and groups that are known are those of one’s devices', async () => {
    const [group, empty] = [newGroup(), newGroup()];
    await insertInto(group, { floor: '1', name: 'known-labels' });
    await insertInto(newGroup(), { secret: 'x' });
    const ctx = holderOf([`${group},${empty}`, ['devices:read']]);
    expect(await listKnownLabels(ctx)).toEqual(['name', 'group', 'floor']);
    expect(await listKnownGroups(ctx)).toEqual([group]);
    expect(await listKnownGroups(store.ctx)).toContain(group);
  });
});

test('the keys that wait are those of one’s devices, page by page', async () => {
  const group = newGroup();
  const insertWaiting = (where: string): Promise<string> =>
    store.insertDevice({ labels: { group: where }, keys: [{ ...makeKey(), state: 'pending' }] });
  const mine = [await insertWaiting(group), await insertWaiting(group)];
  await insertWaiting(newGroup());
  const ctx = holderOf([group, ['devices:read']]);
  const first = await listPendingKeys(ctx, { limit: 1 });
  const second = await listPendingKeys(ctx, { limit: 1, cursor: first.nextCursor! });
  const devices = [...first.items, ...second.items].map(({ deviceUuid }) => deviceUuid);
  expect(devices).toEqual(mine.toSorted());
  expect(second.nextCursor).toBeNull();
});
