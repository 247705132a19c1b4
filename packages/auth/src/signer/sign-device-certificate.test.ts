import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { initPki } from '../certificates/pki/init-pki.ts';
import { pkiFile } from '../certificates/pki/pki-files.ts';
import { readCertificate } from '../certificates/read-certificate.ts';
import { readSigningRequest } from '../certificates/read-signing-request.ts';
import type { DeviceCaSigner } from './device-ca.ts';
import { openDeviceCaSigner } from './open-device-ca-signer.ts';
import { signDeviceCertificate } from './sign-device-certificate.ts';

const run = promisify(execFile);
const uuid = 'a6a2ed59-6c47-4ce6-b0e4-6a4b3b6f7a11';

let directory: string;
let ca: DeviceCaSigner;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moorgate-signer-'));
  await initPki({ certsDirectory: directory, factory: 'acme', dnsNames: ['localhost'] });
  ca = await openDeviceCaSigner({
    key: join(directory, pkiFile.deviceCaKey),
    certificateFile: join(directory, pkiFile.deviceCaCertificate),
  });
});
afterAll(async () => {
  await ca.close();
  await rm(directory, { recursive: true });
});

const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A request as openssl makes it, in DER. */
const request = async (key: KeyObject, ...options: readonly string[]): Promise<Buffer> => {
  const path = join(directory, 'request.key');
  await writeFile(path, pem(key));
  const base = ['req', '-new', '-key', path, '-outform', 'DER', '-utf8'];
  const subject = ['-subj', `/OU=acme/CN=${uuid}`];
  const { stdout } = await run('openssl', [...base, ...subject, ...options], {
    encoding: 'buffer',
  });
  return stdout;
};

const keyOf = {
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  'RSA with 2048 bits': () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  Ed25519: () => generateKeyPairSync('ed25519').privateKey,
};

test.each(Object.entries(keyOf))(
  'a request with a key on %s is signed for client authentication with its subject',
  async (_type, draw) => {
    const key = draw();
    const signingRequest = readSigningRequest(await request(key));
    const issued = await signDeviceCertificate(ca, { signingRequest, now: new Date() });
    const certificate = new X509Certificate(issued.der);
    expect(certificate.verify(ca.certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(certificate.ca).toBe(false);
    expect(readCertificate(issued.der).subject.equals(signingRequest.subject)).toBe(true);
    expect(new X509Certificate(issued.pem).raw.equals(issued.der)).toBe(true);
    const days = (issued.notAfter.getTime() - certificate.validFromDate.getTime()) / 86_400_000;
    expect(days).toBeLessThanOrEqual(7300);
    expect(days).toBeGreaterThan(7299);
  },
);

test('the key usage is digitalSignature and nothing else, as clients compare it', async () => {
  const signingRequest = readSigningRequest(await request(keyOf['P-256']()));
  const { der } = await signDeviceCertificate(ca, { signingRequest, now: new Date() });
  // The extension keyUsage, critical, with the value 03 02 07 80.
  expect(der.toString('hex')).toContain('0603551d0f0101ff040403020780');
});

test('whatever else the request asks for is not in the certificate', async () => {
  const asked = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
  const signingRequest = readSigningRequest(await request(keyOf['P-256'](), ...asked));
  const { der } = await signDeviceCertificate(ca, { signingRequest, now: new Date() });
  expect(new X509Certificate(der).ca).toBe(false);
});

test.each(['-utf8', '-nameopt=compat'])(
  'a subject keeps its octets with printable strings and with UTF-8 (%s)',
  async (option) => {
    const subject = ['-subj', `/CN=${uuid}/OU=acme/businessCategory=production/O=Zürich`];
    const signingRequest = readSigningRequest(
      await request(keyOf['P-256'](), ...subject, ...(option === '-utf8' ? [option] : [])),
    );
    expect(signingRequest).toMatchObject({
      commonNames: [uuid],
      organizationalUnits: ['acme'],
      businessCategories: ['production'],
    });
    const { der } = await signDeviceCertificate(ca, { signingRequest, now: new Date() });
    expect(readCertificate(der).subject.equals(signingRequest.subject)).toBe(true);
  },
);

test('no two serial numbers are the same, and each has 128 bits', async () => {
  const signingRequest = readSigningRequest(await request(keyOf['P-256']()));
  const sign = () => signDeviceCertificate(ca, { signingRequest, now: new Date() });
  const serials = (await Promise.all([sign(), sign()])).map(({ serialNumber }) => serialNumber);
  expect(new Set(serials).size).toBe(2);
  expect(serials.every((serial) => /^[0-9a-f]{32}$/.test(serial))).toBe(true);
});

test.each([
  ['on secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey],
  ['of RSA with 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey],
])('a request with a key %s is refused', async (_type, draw) => {
  const raw = await request(draw());
  expect(() => readSigningRequest(raw)).toThrow(
    expect.objectContaining({ code: 'signing_request_key_forbidden' }),
  );
});

test('a request that another key signed, or SHA-1, is refused', async () => {
  const raw = await request(keyOf['P-256']());
  const other = createPublicKey(keyOf['P-256']()).export({ type: 'spki', format: 'der' });
  const { spki } = readSigningRequest(raw);
  const forged = Buffer.from(raw);
  other.copy(forged, raw.indexOf(spki));
  const weak = await request(keyOf['P-256'](), '-sha1');
  for (const one of [forged, weak])
    expect(() => readSigningRequest(one)).toThrow(
      expect.objectContaining({ code: 'signing_request_unsigned' }),
    );
});

test('octets that are no request are refused as such, at whatever length they are cut', async () => {
  const raw = await request(keyOf['P-256']());
  const cuts = Array.from({ length: raw.length }, (_, length) => raw.subarray(0, length));
  for (const one of [...cuts, Buffer.concat([raw, Buffer.of(0)]), ca.certificate.raw])
    expect(() => readSigningRequest(one)).toThrow(
      expect.objectContaining({ code: 'signing_request_malformed' }),
    );
});
