import { createHash } from 'node:crypto';
import { withDb } from '@moorgate/auth';
import { inTransaction, listAuditRecordsByTarget, lockDeviceByUuid } from '@moorgate/db';
import type { DeviceOptions, TestLeaf } from '@moorgate/testing';
import { denyDevice } from '../inventory/deny-device.ts';
import { purgeDevice } from '../inventory/purge-device.ts';
import { undenyDevice } from '../inventory/undeny-device.ts';
import { announceNextKey } from '../renewal/announce-next-key.ts';
import { createRekeyPermit } from '../keys/create-rekey-permit.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { admissionOver, present } from '../test-support/admission.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { type AdmissionServices, admitDevice } from './admit-device.ts';

let store: TestStore;
let services: AdmissionServices;
beforeAll(async () => {
  store = await startStore();
  store.clock.set(new Date().toISOString());
  services = await admissionOver(store)();
});
afterAll(() => store.close());

const spkiOf = (leaf: TestLeaf): Buffer =>
  leaf.keys.publicKey.export({ type: 'spki', format: 'der' });
const hashOf = (leaf: TestLeaf): string => createHash('sha256').update(spkiOf(leaf)).digest('hex');
const again = (leaf: TestLeaf, options: DeviceOptions = {}): TestLeaf =>
  store.pki.issueDevice({ uuid: leaf.uuid, ...options });
/** `device`, or the code of the refusal. */
const outcomeOf = async (leaf: TestLeaf): Promise<string> => {
  const verdict = await admitDevice(services, present(leaf));
  return verdict.kind === 'refused' ? verdict.code : verdict.kind;
};
const enrolled = async (): Promise<TestLeaf> => {
  const leaf = store.pki.issueDevice();
  expect(await outcomeOf(leaf)).toBe('device');
  return leaf;
};
/** As a gateway does it, for the device whose present certificate this is. */
const announce = async (by: TestLeaf, next: TestLeaf): Promise<void> => {
  const verdict = await admitDevice(services, present(by));
  if (verdict.kind !== 'device') throw new Error(JSON.stringify(verdict));
  const { device } = verdict;
  const ctx = { db: services.ctx.db, address: '192.0.2.1' };
  await announceNextKey(ctx, { device, spki: spkiOf(next) });
};
const keysOf = async (uuid: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listDeviceKeys(store.ctx, uuid)).map((key) => [key.spkiSha256, key.state]),
  );
const actionsOf = (uuid: string): Promise<string[]> => store.listActions('device', uuid);

test('the announced key takes the place of the present one when it is first shown, and not before', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const next = again(old);
  expect(await outcomeOf(next)).toBe('device_key_mismatch');
  await services.recorder.close();
  await announce(old, next);
  expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'live', [hashOf(next)]: 'next' });
  expect(await outcomeOf(old)).toBe('device');

  const changes = (await store.listChanges()).length;
  expect(await outcomeOf(next)).toBe('device');
  expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'retired', [hashOf(next)]: 'live' });
  expect((await store.listChanges()).slice(changes)).toEqual([
    { kind: 'device', device_uuid: uuid },
  ]);
  expect(await outcomeOf(old)).toBe('device_key_mismatch');
  expect(await outcomeOf(next)).toBe('device');
  const records = await listAuditRecordsByTarget(store.db, { kind: 'device', id: uuid });
  expect(records.slice(-2)).toMatchObject([
    {
      action: 'device.next_key_announced',
      actor_kind: 'device',
      actor_id: uuid,
      address: '192.0.2.1',
      before: { nextKeySha256: null },
      after: { nextKeySha256: hashOf(next) },
    },
    {
      action: 'device.key_rotated',
      actor_kind: 'device',
      address: '192.0.2.1',
      before: { keysSha256: [hashOf(old)] },
      after: { keySha256: hashOf(next), deviceCaId: store.caId },
    },
  ]);
});

test('an announcement that comes again changes nothing, before the key was shown and after', async () => {
  const old = await enrolled();
  const next = again(old);
  await announce(old, next);
  await announce(old, next);
  await announce(old, old);
  expect(await outcomeOf(next)).toBe('device');
  await announce(next, next);
  expect(await keysOf(old.uuid)).toEqual({ [hashOf(old)]: 'retired', [hashOf(next)]: 'live' });
  expect(await actionsOf(old.uuid)).toEqual([
    'device.enrolled',
    'device.next_key_announced',
    'device.key_rotated',
  ]);
});

test('one key is the next at a time: a later announcement retires the one before', async () => {
  const old = await enrolled();
  const [first, second] = [again(old), again(old)];
  await announce(old, first);
  await announce(old, second);
  expect(await outcomeOf(first)).toBe('device_key_mismatch');
  await expect(announce(old, first)).rejects.toMatchObject({ code: 'next_key_retired' });
  expect(await outcomeOf(second)).toBe('device');
  expect(await keysOf(old.uuid)).toEqual({
    [hashOf(old)]: 'retired',
    [hashOf(first)]: 'retired',
    [hashOf(second)]: 'live',
  });
});

test('a key that was replaced is refused, also after a denial has cleared it', async () => {
  const old = await enrolled();
  const next = again(old);
  await announce(old, next);
  expect(await outcomeOf(next)).toBe('device');
  await expect(announce(next, old)).rejects.toMatchObject({ code: 'next_key_retired' });
  await denyDevice(store.ctx, { uuid: old.uuid });
  await undenyDevice(store.ctx, old.uuid);
  await expect(announce(next, old)).rejects.toMatchObject({ code: 'next_key_retired' });
});

test('a key that another device has or announced is refused, and so is a purged one', async () => {
  const [one, other] = [await enrolled(), await enrolled()];
  const planned = again(other);
  await announce(other, planned);
  for (const taken of [other, planned])
    await expect(announce(one, taken)).rejects.toMatchObject({ code: 'next_key_taken' });
  await denyDevice(store.ctx, { uuid: other.uuid });
  await purgeDevice(store.ctx, other.uuid);
  for (const purged of [other, planned])
    await expect(announce(one, purged)).rejects.toMatchObject({ code: 'next_key_purged' });
});

test('a denial clears the next key, and a full deletion buries it', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const [first, second] = [again(old), again(old)];
  await announce(old, first);
  await announce(old, second);
  await denyDevice(store.ctx, { uuid });
  expect(await outcomeOf(second)).toBe('device_denied');
  await undenyDevice(store.ctx, uuid);
  expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'live' });
  expect(await outcomeOf(second)).toBe('device_key_mismatch');
  await denyDevice(store.ctx, { uuid });
  await purgeDevice(store.ctx, uuid);
  for (const leaf of [old, first, second]) expect(await outcomeOf(leaf)).toBe('device_key_purged');
});

test('the key of a permit goes before an announced one, which is retired and buried with the rest', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const [next, permitted] = [again(old), again(old)];
  await announce(old, next);
  await createRekeyPermit(store.ctx, { uuid, spkiSha256: hashOf(permitted) });
  expect(await outcomeOf(permitted)).toBe('device');
  expect(await keysOf(uuid)).toEqual({
    [hashOf(old)]: 'retired',
    [hashOf(next)]: 'retired',
    [hashOf(permitted)]: 'live',
  });
  await denyDevice(store.ctx, { uuid });
  await purgeDevice(store.ctx, uuid);
  expect(await outcomeOf(next)).toBe('device_key_purged');
});

test('nothing is announced for a device that was denied, or changed its key, after it was admitted', async () => {
  const old = await enrolled();
  const verdict = await admitDevice(services, present(old));
  if (verdict.kind !== 'device') throw new Error('not admitted');
  const { device } = verdict;
  const [next, further] = [again(old), again(old)];
  const ctx = { db: services.ctx.db, address: null };
  await announce(old, next);
  expect(await outcomeOf(next)).toBe('device');
  await expect(announceNextKey(ctx, { device, spki: spkiOf(further) })).rejects.toMatchObject({
    code: 'service_unavailable',
  });
  await denyDevice(store.ctx, { uuid: old.uuid });
  await expect(announceNextKey(ctx, { device, spki: spkiOf(further) })).rejects.toMatchObject({
    code: 'device_denied',
  });
});

test('twenty keys a day are enough', async () => {
  const old = await enrolled();
  for (let count = 1; count <= 20; count += 1) await announce(old, again(old));
  await expect(announce(old, again(old))).rejects.toMatchObject({
    code: 'next_keys_exhausted',
    details: { retryAfterSeconds: 3600 },
  });
});

test('a next key comes in once, of all connections that show it at the same moment', async () => {
  for (let round = 0; round < 5; round += 1) {
    const old = await enrolled();
    const next = again(old);
    await announce(old, next);
    const outcomes = await Promise.all([next, old, next, next].map(outcomeOf));
    expect(outcomes.filter((outcome) => outcome === 'device').length).toBeGreaterThanOrEqual(3);
    expect(await keysOf(old.uuid)).toEqual({ [hashOf(old)]: 'retired', [hashOf(next)]: 'live' });
    const actions = await actionsOf(old.uuid);
    expect(actions.filter((action) => action === 'device.key_rotated')).toHaveLength(1);
  }
});

test('a next key does not come in with an expired certificate, nor under the CA of another factory', async () => {
  const old = await enrolled();
  const next = again(old);
  await announce(old, next);
  const lenient = await admissionOver(store)({ renewalGraceMs: 7_200_000 });
  const notAfter = new Date(store.clock.now().getTime() - 3_600_000);
  const expired = again(old, { keys: next.keys, notAfter });
  expect(await admitDevice(lenient, present(expired))).toEqual({
    kind: 'refused',
    code: 'certificate_expired',
  });
  expect(await outcomeOf(next)).toBe('device');
});

test('of a denial and a next key at the same moment, the device is denied with the key that it had', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const next = again(old);
  await announce(old, next);
  let outcome: Promise<string> = Promise.resolve('');
  await inTransaction(store.db, async (trx) => {
    await denyDevice(withDb(store.ctx, trx), { uuid });
    outcome = outcomeOf(next);
    await store.waitForBlocked(1);
  });
  expect(await outcome).toBe('device_denied');
  await undenyDevice(store.ctx, uuid);
  expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'live' });
  expect(await outcomeOf(next)).toBe('device_key_mismatch');
});

test('a device that somebody keeps locked gets no verdict, instead of holding up everybody else', async () => {
  const old = await enrolled();
  const next = again(old);
  await announce(old, next);
  await inTransaction(store.db, async (trx) => {
    await lockDeviceByUuid(trx, old.uuid);
    await expect(outcomeOf(next)).rejects.toMatchObject({ code: '55P03' });
  });
  expect(await outcomeOf(next)).toBe('device');
});
