import { createHash } from 'node:crypto';
import { withDb } from '@moorgate/auth';
import { inTransaction, listAuditRecordsByTarget, lockDeviceByUuid } from '@moorgate/db';
import type { DeviceOptions, TestLeaf } from '@moorgate/testing';
import { changeDeviceCa } from '../device-cas/change-device-ca.ts';
import { importDeviceCas } from '../device-cas/import-device-cas.ts';
import { retireDeviceCa } from '../device-cas/retire-device-ca.ts';
import { denyDevice } from '../inventory/deny-device.ts';
import { purgeDevice } from '../inventory/purge-device.ts';
import { undenyDevice } from '../inventory/undeny-device.ts';
import { createRekeyPermit } from '../keys/create-rekey-permit.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { listRekeyPermits } from '../keys/list-rekey-permits.ts';
import { revokeRekeyPermit } from '../keys/revoke-rekey-permit.ts';
import { admissionOver, present } from '../test-support/admission.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { type AdmissionServices, admitDevice } from './admit-device.ts';

const hour = 3_600_000;

let store: TestStore;
let services: AdmissionServices;
beforeAll(async () => {
  store = await startStore();
  store.clock.set(new Date().toISOString());
  services = await admissionOver(store)();
});
afterAll(() => store.close());

const hashOf = (leaf: TestLeaf): string =>
  createHash('sha256')
    .update(leaf.keys.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
const again = (leaf: TestLeaf, options: DeviceOptions = {}): TestLeaf =>
  store.pki.issueDevice({ uuid: leaf.uuid, ...options });
/** `device`, or the code of the refusal. */
const outcomeOf = async (leaf: TestLeaf): Promise<string> => {
  const verdict = await admitDevice(services, present(leaf));
  return verdict.kind === 'refused' ? verdict.code : verdict.kind;
};
const enrolled = async (options: DeviceOptions = {}): Promise<TestLeaf> => {
  const leaf = store.pki.issueDevice(options);
  expect(await outcomeOf(leaf)).toBe('device');
  return leaf;
};
const permitAny = (uuid: string) => createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
const statesOf = async (uuid: string): Promise<string[]> =>
  (await listRekeyPermits(store.ctx, { uuid, limit: 100 })).items.map((permit) => permit.state);
const keysOf = async (uuid: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listDeviceKeys(store.ctx, uuid)).map((key) => [key.spkiSha256, key.state]),
  );
const generationOf = (uuid: string): Promise<number> =>
  inTransaction(store.db, async (trx) => (await lockDeviceByUuid(trx, uuid))!.generation);

test('the key that a permit is bound to comes in, once, and takes the place of the one before', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const [wanted, other] = [again(old), again(old)];
  expect(await outcomeOf(other)).toBe('device_key_mismatch');
  await services.recorder.close();
  const generation = await generationOf(uuid);
  const { id } = await createRekeyPermit(store.ctx, { uuid, spkiSha256: hashOf(wanted) });

  expect(await outcomeOf(other)).toBe('device_key_mismatch');
  expect(await outcomeOf(wanted)).toBe('device');
  expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'retired', [hashOf(wanted)]: 'live' });
  expect(await statesOf(uuid)).toEqual(['used']);
  expect(await generationOf(uuid)).toBeGreaterThan(generation);
  expect((await store.listChanges()).at(-1)).toEqual({ kind: 'device', device_uuid: uuid });
  const records = await listAuditRecordsByTarget(store.db, { kind: 'device', id: uuid });
  expect(records.at(-1)).toMatchObject({
    action: 'device.rekeyed',
    actor_kind: 'device',
    actor_id: uuid,
    address: '192.0.2.1',
    before: { keysSha256: [hashOf(old)] },
    after: { keySha256: hashOf(wanted), permitId: id, deviceCaId: store.caId },
  });

  expect(await outcomeOf(old)).toBe('device_key_mismatch');
  expect(await outcomeOf(again(old))).toBe('device_key_mismatch');
  expect(await outcomeOf(wanted)).toBe('device');
});

test('a permit for the only pending key admits the device that is waiting', async () => {
  const old = await enrolled();
  const waiting = again(old);
  expect(await outcomeOf(waiting)).toBe('device_key_mismatch');
  await services.recorder.close();
  const permit = await createRekeyPermit(store.ctx, { uuid: old.uuid });
  expect(permit.spkiSha256).toBe(hashOf(waiting));
  expect(await outcomeOf(waiting)).toBe('device');
});

test('a key that was retired comes back with a permit of its own', async () => {
  const first = await enrolled();
  const { uuid } = first;
  const second = again(first);
  await permitAny(uuid);
  expect(await outcomeOf(second)).toBe('device');
  await createRekeyPermit(store.ctx, { uuid, spkiSha256: hashOf(first) });
  expect(await outcomeOf(second)).toBe('device');
  expect(await outcomeOf(first)).toBe('device');
  expect(await keysOf(uuid)).toEqual({ [hashOf(first)]: 'live', [hashOf(second)]: 'retired' });
});

test('a key that was retired before a denial is like any other after it: refused, and pending', async () => {
  const first = await enrolled();
  const { uuid } = first;
  const second = again(first);
  await permitAny(uuid);
  expect(await outcomeOf(second)).toBe('device');
  await denyDevice(store.ctx, { uuid });
  await undenyDevice(store.ctx, uuid);
  expect(await keysOf(uuid)).toEqual({ [hashOf(second)]: 'live' });

  expect(await outcomeOf(first)).toBe('device_key_mismatch');
  await services.recorder.close();
  expect(await keysOf(uuid)).toEqual({ [hashOf(first)]: 'pending', [hashOf(second)]: 'live' });
  expect(await outcomeOf(second)).toBe('device');
});

test('what waits in the list of keys is cleared, and what was announced is retired', async () => {
  const old = await enrolled();
  const { uuid } = old;
  const announced = again(old);
  await store.db
    .insertInto('device_keys')
    .values({
      device_uuid: uuid,
      spki_sha256: Buffer.from(hashOf(announced), 'hex'),
      spki: announced.keys.publicKey.export({ type: 'spki', format: 'der' }),
      state: 'next',
      created_at: store.clock.now(),
      last_presented_at: null,
    })
    .execute();
  expect(await outcomeOf(again(old))).toBe('device_key_mismatch');
  await services.recorder.close();
  await permitAny(uuid);
  const wanted = again(old);
  expect(await outcomeOf(wanted)).toBe('device');
  expect(await keysOf(uuid)).toEqual({
    [hashOf(old)]: 'retired',
    [hashOf(announced)]: 'retired',
    [hashOf(wanted)]: 'live',
  });
});

test('of many that race for one permit that is for any key, exactly one wins', async () => {
  for (let round = 0; round < 5; round += 1) {
    const old = await enrolled();
    await permitAny(old.uuid);
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => outcomeOf(again(old))));
    expect(outcomes.sort()).toEqual(['device', ...Array<string>(5).fill('device_key_mismatch')]);
    const states = Object.values(await keysOf(old.uuid)).filter((state) => state !== 'pending');
    expect(states.sort()).toEqual(['live', 'retired']);
  }
});

test('the device that has the live key uses no permit up', async () => {
  const leaf = await enrolled();
  await permitAny(leaf.uuid);
  expect(await outcomeOf(leaf)).toBe('device');
  expect(await statesOf(leaf.uuid)).toEqual(['open']);
});

test('a permit that is bound to the key goes before one for any key', async () => {
  const old = await enrolled();
  const wanted = again(old);
  const any = await permitAny(old.uuid);
  store.clock.advance(1);
  await createRekeyPermit(store.ctx, { uuid: old.uuid, spkiSha256: hashOf(wanted) });
  expect(await outcomeOf(wanted)).toBe('device');
  expect(await statesOf(old.uuid)).toEqual(['used', 'open']);
  await revokeRekeyPermit(store.ctx, { uuid: old.uuid, id: any.id });
});

test('a permit counts under every enrolment policy', async () => {
  for (const enrolmentPolicy of ['registered', 'approval'] as const) {
    const old = await enrolled();
    await permitAny(old.uuid);
    await changeDeviceCa(store.ctx, { id: store.caId, enrolmentPolicy });
    await services.trust.reload();
    expect(await outcomeOf(again(old))).toBe('device');
    await changeDeviceCa(store.ctx, { id: store.caId, enrolmentPolicy: 'open' });
    await services.trust.reload();
  }
});

test('a permit admits the first key of a device that has none yet', async () => {
  const uuid = await store.insertDevice({ keys: [] });
  const leaf = store.pki.issueDevice({ uuid });
  expect(await outcomeOf(leaf)).toBe('device_key_mismatch');
  await createRekeyPermit(store.ctx, { uuid, spkiSha256: hashOf(leaf) });
  expect(await outcomeOf(leaf)).toBe('device');
  expect(await keysOf(uuid)).toEqual({ [hashOf(leaf)]: 'live' });
});

test('a connection that was admitted uses no permit to stay when its key is replaced', async () => {
  const old = await enrolled();
  await permitAny(old.uuid);
  await permitAny(old.uuid);
  expect(await outcomeOf(again(old))).toBe('device');
  const verdict = await admitDevice(services, present(old, { wasAdmitted: true }));
  expect(verdict).toMatchObject({ kind: 'refused', code: 'device_key_mismatch' });
  expect((await statesOf(old.uuid)).sort()).toEqual(['open', 'used']);
});

test('a device that somebody keeps locked gets no verdict, instead of holding up everybody else', async () => {
  const old = await enrolled();
  await permitAny(old.uuid);
  const wanted = again(old);
  await inTransaction(store.db, async (trx) => {
    await lockDeviceByUuid(trx, old.uuid);
    await expect(outcomeOf(wanted)).rejects.toMatchObject({ code: '55P03' });
  });
  expect(await outcomeOf(wanted)).toBe('device');
});

describe('no permit helps', () => {
  test('when it has ended, by itself or because it was taken back', async () => {
    const old = await enrolled();
    const { uuid } = old;
    const taken = await permitAny(uuid);
    await revokeRekeyPermit(store.ctx, { uuid, id: taken.id });
    store.clock.advance(-48 * hour);
    await permitAny(uuid);
    store.clock.advance(48 * hour);
    expect(await outcomeOf(again(old))).toBe('device_key_mismatch');
    expect((await statesOf(uuid)).sort()).toEqual(['expired', 'revoked']);
  });

  test('a denied device, or one whose denial ended after it was permitted', async () => {
    const old = await enrolled();
    const { uuid } = old;
    const wanted = again(old);
    await permitAny(uuid);
    await denyDevice(store.ctx, { uuid });
    expect(await outcomeOf(wanted)).toBe('device_denied');
    await undenyDevice(store.ctx, uuid);
    expect(await outcomeOf(wanted)).toBe('device_key_mismatch');
    expect(await outcomeOf(old)).toBe('device');
  });

  test('the key of a device that was fully deleted', async () => {
    const gone = await enrolled();
    await denyDevice(store.ctx, { uuid: gone.uuid });
    await purgeDevice(store.ctx, gone.uuid);
    const old = await enrolled();
    await permitAny(old.uuid);
    expect(await outcomeOf(again(old, { keys: gone.keys }))).toBe('device_key_purged');
    expect(await statesOf(old.uuid)).toEqual(['open']);
  });

  test('an expired certificate', async () => {
    const old = await enrolled();
    await permitAny(old.uuid);
    const lenient = await admissionOver(store)({ renewalGraceMs: 2 * hour });
    const notAfter = new Date(store.clock.now().getTime() - hour);
    const verdict = await admitDevice(lenient, present(again(old, { notAfter })));
    expect(verdict).toEqual({ kind: 'refused', code: 'certificate_expired' });
    expect(await statesOf(old.uuid)).toEqual(['open']);
  });

  test('a certificate of another factory, and one whose CA was retired in the meantime', async () => {
    const foreign = store.pki.createCa({ factory: 'other', commonName: 'other' });
    const leaving = store.pki.createCa({ commonName: 'leaving' });
    const pem = [store.pki.deviceCa, foreign, leaving].map((ca) => ca.certPem).join('');
    const { added } = await importDeviceCas(store.ctx, pem);
    await services.trust.reload();
    const old = await enrolled();
    await permitAny(old.uuid);
    expect(await outcomeOf(again(old, { ca: foreign, organizationalUnits: ['other'] }))).toBe(
      'device_key_mismatch',
    );
    const { id } = added.find((ca) => ca.subject.includes('leaving'))!;
    await retireDeviceCa(store.ctx, id);
    expect(await outcomeOf(again(old, { ca: leaving }))).toBe('device_ca_retired');
    expect(await statesOf(old.uuid)).toEqual(['open']);
  });
});

describe('of a permit that is used and', () => {
  test('taken back at the same moment, either the one happens or the other', async () => {
    const old = await enrolled();
    const { uuid } = old;
    const { id } = await permitAny(uuid);
    let outcome: Promise<string> = Promise.resolve('');
    await inTransaction(store.db, async (trx) => {
      await revokeRekeyPermit(withDb(store.ctx, trx), { uuid, id });
      outcome = outcomeOf(again(old));
      await store.waitForBlocked(1);
    });
    expect(await outcome).toBe('device_key_mismatch');
    expect(await statesOf(uuid)).toEqual(['revoked']);
  });

  test('voided by a denial at the same moment, the device is denied with the key that it had', async () => {
    const old = await enrolled();
    const { uuid } = old;
    await permitAny(uuid);
    let outcome: Promise<string> = Promise.resolve('');
    await inTransaction(store.db, async (trx) => {
      await denyDevice(withDb(store.ctx, trx), { uuid });
      outcome = outcomeOf(again(old));
      await store.waitForBlocked(1);
    });
    expect(await outcome).toBe('device_denied');
    await undenyDevice(store.ctx, uuid);
    expect(await keysOf(uuid)).toEqual({ [hashOf(old)]: 'live' });
  });
});
