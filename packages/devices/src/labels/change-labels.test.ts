import { randomUUID } from 'node:crypto';
import { withDb } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import { getDevice } from '../inventory/get-device.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { listKnownGroups } from './list-known-groups.ts';
import { listKnownLabels } from './list-known-labels.ts';
import { patchLabels } from './patch-labels.ts';
import { replaceLabels } from './replace-labels.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(() => store.close());

const patch = (
  uuid: string,
  upserts: Record<string, string>,
  deletes: string[] = [],
): Promise<void> => patchLabels(store.ctx, { uuid, upserts, deletes });
const replace = (uuid: string, labels: Record<string, string | null>): Promise<void> =>
  replaceLabels(store.ctx, { uuid, labels });
const labelsOf = async (uuid: string): Promise<unknown> =>
  (await getDevice(store.ctx, uuid)).labels;
const code = (text: string): unknown => expect.objectContaining({ code: text });

test('a patch sets and removes single labels, and leaves the others', async () => {
  const uuid = await store.insertDevice({ labels: { a: '1', b: '2' } });
  await patch(uuid.toUpperCase(), { b: '3', c: '4' }, ['a', 'never-there']);
  expect(await labelsOf(uuid)).toEqual({ b: '3', c: '4' });
  expect(await store.listActions('device', uuid)).toEqual(['device.labels_changed']);
  expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });
});

test('a replacement leaves exactly the labels given; null removes', async () => {
  const uuid = await store.insertDevice({ labels: { a: '1', b: '2', name: 'replaced' } });
  await replace(uuid, { b: '5', name: null, d: '6' });
  expect(await labelsOf(uuid)).toEqual({ b: '5', d: '6' });
  await replace(uuid, {});
  expect(await labelsOf(uuid)).toEqual({});
});

test('a change that changes nothing writes nothing', async () => {
  const uuid = await store.insertDevice({ labels: { a: '1' } });
  await patch(uuid, { a: '1' }, ['b']);
  await replace(uuid, { a: '1' });
  expect(await store.listActions('device', uuid)).toEqual([]);
});

test('the time from which other layers of configuration apply moves with the group alone, and only grows', async () => {
  const { clock, db } = store;
  const uuid = await store.insertDevice();
  const movedAt = async (): Promise<number | null | undefined> => {
    const query = db.selectFrom('devices').select('layers_changed_at');
    return (await query.where('uuid', '=', uuid).executeTakeFirst())?.layers_changed_at;
  };
  await patch(uuid, { a: '1' });
  expect(await movedAt()).toBeNull();
  await patch(uuid, { group: 'g1' });
  const first = clock.now().getTime() / 1_000;
  expect(await movedAt()).toBe(first);
  await patch(uuid, { a: '2' });
  expect(await movedAt()).toBe(first);
  await patch(uuid, { group: 'g2' });
  expect(await movedAt()).toBe(first + 1);
  clock.advance(60_000);
  await patch(uuid, {}, ['group']);
  expect(await movedAt()).toBe(first + 60);
});

test.each([
  [{ Upper: 'x' }],
  [{ ['k'.repeat(21)]: 'x' }],
  [{ 'k/x': 'x' }],
  [{ '': 'x' }],
  [{ k: '' }],
  [{ k: 'v'.repeat(61) }],
  [{ k: 'a b' }],
  [{ k: 'ü' }],
  [{ k: 'x\n' }],
  [{ name: '.hidden' }],
  [{ name: '..' }],
  [{ group: '-dash' }],
  [{ group: '_' }],
])('the rules refuse %j', async (labels) => {
  const uuid = await store.insertDevice();
  await expect(patch(uuid, labels as Record<string, string>)).rejects.toEqual(
    code('invalid_request'),
  );
  await expect(replace(uuid, labels as Record<string, string>)).rejects.toEqual(
    code('invalid_request'),
  );
});

test('the rules accept the longest and the oddest', async () => {
  const uuid = await store.insertDevice();
  const labels = {
    ['_.-'.padEnd(20, 'k')]: '.-_'.padEnd(60, 'V'),
    constructor: 'x',
    name: '0'.padEnd(60, '-'),
  };
  await replace(uuid, labels);
  expect(await labelsOf(uuid)).toEqual(labels);
});

test('a device has at most 50 labels', async () => {
  const uuid = await store.insertDevice();
  const labels = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
  await replace(uuid, labels);
  await expect(patch(uuid, { one_more: 'v' })).rejects.toEqual(code('invalid_request'));
  await patch(uuid, { one_more: 'v' }, ['k0']);
});

test('a patch must ask for something, and not for a label to be both set and removed', async () => {
  const uuid = await store.insertDevice();
  await expect(patch(uuid, {})).rejects.toEqual(code('invalid_request'));
  await expect(patch(uuid, { a: '1' }, ['a'])).rejects.toEqual(code('invalid_request'));
});

test('an unknown device, and a text that is no UUID, have no labels', async () => {
  for (const uuid of [randomUUID(), 'nonsense']) {
    await expect(patch(uuid, { a: '1' })).rejects.toEqual(code('device_not_found'));
    await expect(replace(uuid, {})).rejects.toEqual(code('device_not_found'));
  }
});

describe('names', () => {
  test('are had by one device at a time', async () => {
    const [one, other] = [await store.insertDevice(), await store.insertDevice()];
    await patch(one, { name: 'unique' });
    await expect(patch(other, { name: 'unique' })).rejects.toEqual(code('device_name_taken'));
    await replace(one, {});
    await patch(other, { name: 'unique' });
  });

  test('go to the first of two that ask at once', async () => {
    const { ctx } = store;
    const [one, other] = [await store.insertDevice(), await store.insertDevice()];
    let second: Promise<unknown> = Promise.resolve();
    await inTransaction(ctx.db, async (trx) => {
      await patchLabels(withDb(ctx, trx), { uuid: one, upserts: { name: 'raced' }, deletes: [] });
      second = patch(other, { name: 'raced' }).catch((error: unknown) => error);
      await store.waitForBlocked(1);
    });
    expect(await second).toEqual(code('device_name_taken'));
  });

  test('cannot be swapped by two changes at once, and neither change fails for another reason', async () => {
    const one = await store.insertDevice({ labels: { name: 'left' } });
    const other = await store.insertDevice({ labels: { name: 'right' } });
    const outcomeOf = (change: Promise<void>): Promise<string> =>
      change.then(
        () => 'changed',
        (error: unknown) => (error as { code: string }).code,
      );
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.all([
        outcomeOf(patch(one, { name: 'right' })),
        outcomeOf(patch(other, { name: 'left' })),
      ]);
      expect(outcomes).toEqual(['device_name_taken', 'device_name_taken']);
    }
  });
});

test('known labels are name, group, then every key that was ever set; known groups those that have a device', async () => {
  const uuid = await store.insertDevice();
  await patch(uuid, { zone: 'x', area: 'y', group: 'known-2' });
  await patch(await store.insertDevice(), { group: 'known-1' });
  await patch(uuid, {}, ['zone']);
  const labels = await listKnownLabels(store.ctx);
  expect(labels.slice(0, 2)).toEqual(['name', 'group']);
  expect(labels.slice(2)).toEqual(labels.slice(2).toSorted());
  expect(labels).toEqual(expect.arrayContaining(['zone', 'area']));
  expect(new Set(labels).size).toBe(labels.length);

  const groups = await listKnownGroups(store.ctx);
  expect(groups).toEqual(groups.toSorted());
  expect(groups).toEqual(expect.arrayContaining(['known-1', 'known-2']));
  await replace(uuid, {});
  expect(await listKnownGroups(store.ctx)).not.toContain('known-2');
});
