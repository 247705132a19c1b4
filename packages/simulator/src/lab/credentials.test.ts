import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../credentials/credentials.ts';
import { createPki, writeCredentials } from './credentials.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-credentials-'));
  await createPki(folder);
});

afterAll(() => rm(folder, { recursive: true }));

test('issues each device a certificate of its own, under the device CA and with its key', async () => {
  const file = join(folder, 'credentials.json');
  const made = await writeCredentials(folder, file, 20);
  expect(JSON.parse(await readFile(file, 'utf8')) as Credentials).toEqual(made);
  expect((await stat(file)).mode & 0o077).toBe(0);

  const deviceCa = new X509Certificate(await readFile(join(folder, 'device-ca.crt')));
  const fingerprints = made.devices.map(({ uuid, certificate, key }) => {
    const x509 = new X509Certificate(certificate);
    expect(x509.verify(deviceCa.publicKey)).toBe(true);
    expect(x509.subject).toContain(`CN=${uuid}`);
    expect(x509.checkPrivateKey(createPrivateKey(made.keys[key]!))).toBe(true);
    return x509.fingerprint256;
  });
  expect(new Set(fingerprints).size).toBe(20);
  expect(made.keys).toHaveLength(16);
});
