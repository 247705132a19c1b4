import { X509Certificate } from 'node:crypto';
import { createCertificateJudge, type DeviceCaSigner, openDeviceCaSigner } from '@moorgate/auth';
import {
  createKeyPair,
  createSigningRequest,
  type KeyPair,
  type TestLeaf,
} from '@moorgate/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { admitDevice } from '../admission/admit-device.ts';
import { createTrustStore } from '../admission/trust-store.ts';
import { retireDeviceCa } from '../device-cas/retire-device-ca.ts';
import { reinstateDeviceCa } from '../device-cas/reinstate-device-ca.ts';
import { importDeviceCas } from '../device-cas/import-device-cas.ts';
import { denyDevice } from '../inventory/deny-device.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { admissionOver, present } from '../test-support/admission.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { renewCertificate, type SigningServices } from './renew-certificate.ts';

const hour = 3_600_000;

let store: TestStore;
let ca: DeviceCaSigner;
let services: SigningServices;
let folder: string;
let admit: (leaf: TestLeaf) => Promise<string>;
beforeAll(async () => {
  store = await startStore();
  store.clock.set(new Date().toISOString());
  const { deviceCa } = store.pki;
  folder = await mkdtemp(join(tmpdir(), 'moorgate-renewal-'));
  const [key, certificateFile] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
  await writeFile(key, deviceCa.keyPem);
  await writeFile(certificateFile, deviceCa.certPem);
  ca = await openDeviceCaSigner({ key, certificateFile });
  services = {
    ca,
    pool: store.pool,
    judge: createCertificateJudge(),
    trust: createTrustStore({ db: store.db, log: store.ctx.log }),
    renewalGraceMs: 0,
    days: 30,
    takeTurn: () => undefined,
  };
  const gateway = await admissionOver(store)();
  admit = async (leaf) => {
    const verdict = await admitDevice(gateway, present(leaf));
    return verdict.kind === 'refused' ? verdict.code : verdict.kind;
  };
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await store.close();
});

const enrolled = async (): Promise<TestLeaf> => {
  const leaf = store.pki.issueDevice();
  expect(await admit(leaf)).toBe('device');
  return leaf;
};
const requestOf = (leaf: TestLeaf, keys: KeyPair): Buffer =>
  createSigningRequest({ subject: leaf.subject, keys });
const renew = (leaf: TestLeaf, signingRequest: Buffer, with_: Partial<SigningServices> = {}) =>
  renewCertificate(store.ctx, { ...services, ...with_ }, { certificate: leaf.der, signingRequest });
const statesOf = async (uuid: string): Promise<string[]> =>
  (await listDeviceKeys(store.ctx, uuid)).map(({ state }) => state);
/** What the device has when it uses the new certificate. */
const renewed = (leaf: TestLeaf, der: Buffer, keys: KeyPair): TestLeaf => ({
  ...leaf,
  der,
  x509: new X509Certificate(der),
  keys,
});

test('another key is certified with the same subject and becomes the next key of the device', async () => {
  const leaf = await enrolled();
  const keys = createKeyPair();
  const issued = await renew(leaf, requestOf(leaf, keys));
  const certificate = new X509Certificate(issued.der);
  expect(certificate.subject).toBe(leaf.x509.subject);
  expect(certificate.checkPrivateKey(keys.privateKey)).toBe(true);
  expect(certificate.verify(store.pki.deviceCa.keys.publicKey)).toBe(true);
  expect(issued.notAfter.getTime() - store.clock.now().getTime()).toBeLessThan(30 * 24 * hour);
  expect(await statesOf(leaf.uuid)).toEqual(['live', 'next']);
  expect(await store.listActions('device', leaf.uuid)).toEqual([
    'device.enrolled',
    'device.next_key_announced',
    'device.certificate_renewed',
  ]);

  expect(await admit(leaf)).toBe('device');
  expect(await admit(renewed(leaf, issued.der, keys))).toBe('device');
  expect(await admit(leaf)).toBe('device_key_mismatch');
});

test('the present key is certified again without another key being announced', async () => {
  const leaf = await enrolled();
  const issued = await renew(leaf, requestOf(leaf, leaf.keys));
  expect(await statesOf(leaf.uuid)).toEqual(['live']);
  expect(await admit(renewed(leaf, issued.der, leaf.keys))).toBe('device');
});

test('an expired certificate is renewed within the grace, and not after it', async () => {
  const notAfter = new Date(store.clock.now().getTime() - hour);
  const good = await enrolled();
  const leaf = store.pki.issueDevice({ uuid: good.uuid, keys: good.keys, notAfter });
  const request = requestOf(leaf, createKeyPair());
  await expect(renew(leaf, request)).rejects.toMatchObject({ code: 'certificate_expired' });
  const { der } = await renew(leaf, request, { renewalGraceMs: 2 * hour });
  expect(new X509Certificate(der).validToDate.getTime()).toBeGreaterThan(Date.now());
});

test('nothing is signed for a subject that differs in an octet', async () => {
  const leaf = await enrolled();
  const other = store.pki.issueDevice();
  const lower = store.pki.issueDevice({ commonNames: [leaf.uuid.toUpperCase()] });
  for (const { subject } of [other, lower])
    await expect(
      renew(leaf, createSigningRequest({ subject, keys: createKeyPair() })),
    ).rejects.toMatchObject({ code: 'signing_request_subject_mismatch' });
});

test('nothing is signed for whoever a gateway would refuse', async () => {
  const leaf = await enrolled();
  const { uuid } = leaf;
  const request = requestOf(leaf, createKeyPair());
  const forged = store.pki.issueDevice({ uuid, ca: 'self', keys: leaf.keys });
  await expect(renew(forged, request)).rejects.toMatchObject({ code: 'certificate_untrusted' });
  const otherKey = store.pki.issueDevice({ uuid });
  await expect(renew(otherKey, request)).rejects.toMatchObject({ code: 'device_key_mismatch' });
  const stranger = store.pki.issueDevice();
  await expect(renew(stranger, requestOf(stranger, createKeyPair()))).rejects.toMatchObject({
    code: 'device_key_mismatch',
  });
  await denyDevice(store.ctx, { uuid });
  await expect(renew(leaf, request)).rejects.toMatchObject({ code: 'device_denied' });
  const noCertificate = { ...leaf, der: Buffer.from('30030201', 'hex') };
  await expect(renew(noCertificate, request)).rejects.toMatchObject({
    code: 'certificate_malformed',
  });
});

test('a device that is denied while its certificate is signed does not get it', async () => {
  const leaf = await enrolled();
  const { uuid } = leaf;
  const request = requestOf(leaf, createKeyPair());
  const pausing: DeviceCaSigner = {
    ...ca,
    get certificate() {
      denial ??= denyDevice(store.ctx, { uuid });
      return ca.certificate;
    },
  };
  let denial: Promise<void> | undefined;
  await expect(
    renew(leaf, request, {
      ca: pausing,
      // The last thing before the signature.
      takeTurn: () => undefined,
    }).finally(() => denial),
  ).rejects.toMatchObject({ code: expect.stringMatching(/^(device_denied|service_unavailable)$/) });
  expect(await store.listActions('device', uuid)).not.toContain('device.certificate_renewed');
});

test('a key that the device may not have next is not certified', async () => {
  const [leaf, other] = [await enrolled(), await enrolled()];
  await expect(renew(leaf, requestOf(leaf, other.keys))).rejects.toMatchObject({
    code: 'next_key_taken',
  });
  expect(await store.listActions('device', leaf.uuid)).toEqual(['device.enrolled']);
});

test('a CA that is retired, not listed, or of another factory signs nothing', async () => {
  const leaf = await enrolled();
  const other = store.pki.createCa({ commonName: 'second' });
  const pem = store.pki.deviceCa.certPem + other.certPem;
  await importDeviceCas(store.ctx, pem);
  const second = store.pki.issueDevice({ ca: other });
  expect(await admit(second)).toBe('certificate_untrusted');
  const unlisted = { ...ca, certificate: store.pki.createCa().x509 };
  const request = requestOf(leaf, createKeyPair());
  await expect(renew(leaf, request, { ca: unlisted })).rejects.toMatchObject({
    code: 'device_ca_cannot_sign',
  });
  const { id } = { id: store.caId };
  await retireDeviceCa(store.ctx, id);
  await expect(renew(leaf, request)).rejects.toMatchObject({ code: 'device_ca_retired' });
  await reinstateDeviceCa(store.ctx, id);
  await renew(leaf, request);
});

test('a device that asks too often is told to wait before anything is signed', async () => {
  const leaf = await enrolled();
  const takeTurn = (uuid: string): never => {
    throw new Error(`enough of ${uuid}`);
  };
  await expect(renew(leaf, requestOf(leaf, createKeyPair()), { takeTurn })).rejects.toThrow(
    `enough of ${leaf.uuid}`,
  );
});
