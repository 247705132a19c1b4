import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initPki } from '@moorgate/auth';
import { identityOf } from './credentials.ts';
import {
  type DeviceIssuer,
  issueAnotherKey,
  issueCredentials,
  readDeviceIssuer,
} from './issue-credentials.ts';
import { keepCredentials } from './keep-credentials.ts';

let folder: string;
let issuer: DeviceIssuer;

const makePki = async (name: string): Promise<DeviceIssuer> => {
  const certsDirectory = join(folder, name);
  await initPki({ certsDirectory, factory: 'acme', dnsNames: ['localhost'] });
  return readDeviceIssuer(certsDirectory);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-fleet-'));
  issuer = await makePki('certs');
});

afterAll(() => rm(folder, { recursive: true }));

test('each device has a certificate of the device CA, with its UUID, the factory and a key of its own', async () => {
  const fleet = await issueCredentials(issuer, { count: 5 });
  const fingerprints = fleet.devices.map(({ uuid }, index) => {
    const { certificate, privateKey } = identityOf(fleet, index);
    const x509 = new X509Certificate(certificate);
    expect(x509.verify(issuer.ca.certificate.publicKey)).toBe(true);
    expect(x509.toLegacyObject().subject).toMatchObject({ CN: uuid, OU: 'acme' });
    expect(x509.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    return x509.publicKey.export({ type: 'spki', format: 'pem' });
  });
  expect(new Set(fingerprints).size).toBe(5);
});

test('devices share key pairs where that is asked for', async () => {
  const fleet = await issueCredentials(issuer, { count: 5, keyPairs: 2 });
  expect(fleet.keys).toHaveLength(2);
  expect(fleet.devices.map(({ key }) => key)).toEqual([0, 1, 0, 1, 0]);
});

test('another key for a device is a certificate of the same UUID that the first key does not fit', async () => {
  const fleet = await issueCredentials(issuer, { count: 1 });
  const { uuid } = fleet.devices[0]!;
  const other = await issueAnotherKey(issuer, uuid);
  const x509 = new X509Certificate(other.certificate);
  expect(x509.toLegacyObject().subject['CN']).toBe(uuid);
  expect(x509.checkPrivateKey(createPrivateKey(other.privateKey))).toBe(true);
  expect(x509.checkPrivateKey(createPrivateKey(identityOf(fleet, 0).privateKey))).toBe(false);
});

describe('kept credentials', () => {
  test('a second run gets the same devices without issuing any, a larger one keeps them and adds some', async () => {
    const file = join(folder, 'kept', 'fleet.json');
    const first = await keepCredentials(issuer, { file, count: 3 });
    const issued: number[] = [];
    const onIssued = (done: number): void => void issued.push(done);
    expect(await keepCredentials(issuer, { file, count: 3, onIssued })).toEqual(first);
    expect(issued).toEqual([]);

    const larger = await keepCredentials(issuer, { file, count: 5, onIssued });
    expect(issued).toEqual([1, 2]);
    expect(larger.devices.slice(0, 3)).toEqual(first.devices);
    for (const [index, { uuid }] of larger.devices.entries()) {
      const { certificate, privateKey } = identityOf(larger, index);
      const x509 = new X509Certificate(certificate);
      expect(x509.toLegacyObject().subject['CN']).toBe(uuid);
      expect(x509.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
    }
    expect((await keepCredentials(issuer, { file, count: 2 })).devices).toEqual(
      first.devices.slice(0, 2),
    );
  });

  test('only the owner reads the file, and no draft of it stays', async () => {
    const file = join(folder, 'mode', 'fleet.json');
    await keepCredentials(issuer, { file, count: 1 });
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect(await readdir(join(folder, 'mode'))).toEqual(['fleet.json']);
  });

  test.each([
    [
      'of another device CA',
      (file: string) =>
        makePki('other').then((other) => keepCredentials(other, { file, count: 1 })),
    ],
    ['that cannot be read', (file: string) => writeFile(file, '{"issuer":')],
  ])('a file %s is written anew', async (_what, spoil) => {
    const file = join(folder, 'spoilt.json');
    await spoil(file);
    const fleet = await keepCredentials(issuer, { file, count: 1 });
    const x509 = new X509Certificate(identityOf(fleet, 0).certificate);
    expect(x509.verify(issuer.ca.certificate.publicKey)).toBe(true);
    expect(await keepCredentials(issuer, { file, count: 1 })).toEqual(fleet);
  });
});
