import { randomUUID } from 'node:crypto';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { changeDeviceCa } from './change-device-ca.ts';
import { importDeviceCas } from './import-device-cas.ts';
import { listDeviceCas } from './list-device-cas.ts';
import { reinstateDeviceCa } from './reinstate-device-ca.ts';
import { retireDeviceCa } from './retire-device-ca.ts';

let store: TestStore;
beforeEach(async () => {
  store = await startStore();
});
afterEach(() => store.close());

const code = (text: string): unknown => expect.objectContaining({ code: text });
const isRetired = async (id: string): Promise<boolean | undefined> => {
  const cas = await listDeviceCas(store.ctx);
  const ca = cas.find((one) => one.id === id);
  return ca === undefined ? undefined : ca.retiredAt !== null;
};

test('a new certificate is added under the factory of its organizational unit, open', async () => {
  const { ctx, pki } = store;
  const other = pki.createCa({ factory: 'other' });
  const pem = `# ours\n${pki.deviceCa.certPem}\r\n# theirs\r\n${other.certPem}${other.certPem}`;
  const { added, retired, reinstated } = await importDeviceCas(ctx, pem);
  expect(added).toMatchObject([{ factory: 'other', enrolmentPolicy: 'open', retiredAt: null }]);
  expect([retired, reinstated]).toEqual([[], []]);
  expect(await listDeviceCas(ctx)).toHaveLength(2);
  expect(added[0]?.notAfter).toEqual(other.x509.validToDate);
  expect(await store.listActions('device_ca', added[0]?.id ?? '')).toEqual(['device_ca.added']);
  expect((await store.listChanges()).map((change) => change.kind)).toEqual([
    'device_cas',
    'device_cas',
  ]);
});

test('the same file again changes nothing and tells nobody', async () => {
  const { ctx, pki } = store;
  const before = await store.listChanges();
  expect(await importDeviceCas(ctx, pki.deviceCa.certPem)).toEqual({
    added: [],
    retired: [],
    reinstated: [],
  });
  expect(await store.listChanges()).toEqual(before);
});

test('a certificate that leaves the file is retired, and reinstated when it comes back', async () => {
  const { ctx, pki, caId } = store;
  const other = pki.createCa({ factory: 'other' });
  const changed = await importDeviceCas(ctx, other.certPem, { enrolmentPolicy: 'approval' });
  expect(changed.retired.map((ca) => ca.id)).toEqual([caId]);
  expect(changed.added).toMatchObject([{ enrolmentPolicy: 'approval' }]);
  expect(await isRetired(caId)).toBe(true);
  const back = await importDeviceCas(ctx, pki.deviceCa.certPem + other.certPem);
  expect(back.reinstated.map((ca) => ca.id)).toEqual([caId]);
  expect(await isRetired(caId)).toBe(false);
  expect(await store.listActions('device_ca', caId)).toEqual([
    'device_ca.added',
    'device_ca.retired',
    'device_ca.reinstated',
  ]);
});

test('a CA that a person retired does not come back with the file, only by a person', async () => {
  const { ctx, pki, caId } = store;
  const other = pki.createCa({ factory: 'other' });
  expect(await retireDeviceCa(ctx, caId)).toMatchObject({ retiredBy: 'tester' });
  const files = [pki.deviceCa.certPem, other.certPem, pki.deviceCa.certPem];
  for (const pem of files) {
    expect((await importDeviceCas(ctx, pem)).reinstated.map((ca) => ca.id)).not.toContain(caId);
    expect(await isRetired(caId)).toBe(true);
  }
  await reinstateDeviceCa(ctx, caId.toUpperCase());
  expect(await isRetired(caId)).toBe(false);
});

test('a person can hold back a CA that has left the file, so that it does not come back with it', async () => {
  const { ctx, pki, caId } = store;
  await importDeviceCas(ctx, pki.createCa({ factory: 'other' }).certPem);
  await retireDeviceCa(ctx, caId);
  await importDeviceCas(ctx, pki.deviceCa.certPem);
  expect(await isRetired(caId)).toBe(true);
});

test('a file that cannot be read in full changes nothing', async () => {
  const { ctx, pki, caId } = store;
  const other = pki.createCa({ factory: 'other' });
  const body = pki.deviceCa.certPem;
  const files = [
    '',
    'not a certificate',
    other.certPem + body.slice(0, 200),
    body.slice(0, 200) + other.certPem,
    other.certPem + pki.deviceCa.keyPem,
    `${other.certPem}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    other.certPem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE'),
    other.certPem.replace('-----END CERTIFICATE-----', '-----END PUBLIC KEY-----'),
  ];
  for (const pem of files) {
    await expect(importDeviceCas(ctx, pem)).rejects.toEqual(code('device_ca_file_invalid'));
  }
  expect((await listDeviceCas(ctx)).map((ca) => [ca.id, ca.retiredAt])).toEqual([[caId, null]]);
});

test('two readings of one file at once add each certificate once', async () => {
  const { ctx, pki } = store;
  const pem = pki.deviceCa.certPem + pki.createCa({ factory: 'other' }).certPem;
  const results = await Promise.all([importDeviceCas(ctx, pem), importDeviceCas(ctx, pem)]);
  expect(results.flatMap((result) => result.added)).toHaveLength(1);
  expect(await listDeviceCas(ctx)).toHaveLength(2);
});

test('a certificate without one organizational unit needs a default factory', async () => {
  const { ctx, pki } = store;
  const leaf = pki.issueDevice({ organizationalUnits: [], isCa: true });
  const pem = pki.deviceCa.certPem + leaf.certPem;
  await expect(importDeviceCas(ctx, pem)).rejects.toEqual(code('device_ca_factory_unknown'));
  expect(await listDeviceCas(ctx)).toHaveLength(1);
  const { added } = await importDeviceCas(ctx, pem, { factory: 'fallback' });
  expect(added).toMatchObject([{ factory: 'fallback' }]);
});

test('factory and policy of a CA can be changed; what is so already tells nobody', async () => {
  const { ctx, caId } = store;
  const changed = await changeDeviceCa(ctx, { id: caId, enrolmentPolicy: 'registered' });
  expect(changed).toMatchObject({ factory: 'acme', enrolmentPolicy: 'registered' });
  await changeDeviceCa(ctx, { id: caId, factory: 'renamed' });
  await changeDeviceCa(ctx, { id: caId, factory: 'renamed', enrolmentPolicy: 'registered' });
  await changeDeviceCa(ctx, { id: caId });
  expect(await store.listActions('device_ca', caId)).toEqual([
    'device_ca.added',
    'device_ca.changed',
    'device_ca.changed',
  ]);
  expect(await store.listChanges()).toHaveLength(3);
  await expect(changeDeviceCa(ctx, { id: caId, factory: '' })).rejects.toEqual(
    code('invalid_request'),
  );
});

test('what is no id of a CA is not found', async () => {
  const { ctx } = store;
  for (const id of [randomUUID(), 'x']) {
    await expect(changeDeviceCa(ctx, { id })).rejects.toEqual(code('device_ca_not_found'));
    await expect(retireDeviceCa(ctx, id)).rejects.toEqual(code('device_ca_not_found'));
    await expect(reinstateDeviceCa(ctx, id)).rejects.toEqual(code('device_ca_not_found'));
  }
});
