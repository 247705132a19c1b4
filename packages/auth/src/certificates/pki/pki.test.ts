import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import { createCertificateJudge } from '../judge-certificate.ts';
import { readCertificate } from '../read-certificate.ts';
import { buildTrustList } from '../trust-list.ts';
import { createServerCsr } from './create-server-csr.ts';
import { initPki } from './init-pki.ts';
import { readAuthority } from './issue-certificate.ts';
import { issueDeviceCertificate } from './issue-device-certificate.ts';
import { PkiError } from './pki-error.ts';
import { readPemCertificates } from './pki-files.ts';
import { renewServerCertificate } from './renew-server-certificate.ts';
import { signServerCsr } from './sign-server-csr.ts';
import { writeDeviceFiles } from './write-device-files.ts';

const factory = 'harbour';
const dnsNames = ['gateway.harbour.example', '192.0.2.7', '2001:db8::7', 'localhost'];
const now = new Date('2026-03-01T12:00:00Z');
const uuid = '6f0c8a3e-2f43-4c1f-9c37-0d8d2c3b5a10';
const dayMs = 86_400_000;

let directory: string;
let certs: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'moorgate-pki-'));
  certs = join(directory, 'certs');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const text = (...names: string[]): Promise<string> => readFile(join(directory, ...names), 'utf8');
const certificate = async (...names: string[]): Promise<X509Certificate> =>
  new X509Certificate(await text(...names));
const modeOf = async (...names: string[]): Promise<number> =>
  (await stat(join(directory, ...names))).mode & 0o777;
const init = (): Promise<void> => initPki({ certsDirectory: certs, factory, dnsNames, now });
const daysOf = (x509: X509Certificate): number =>
  (Date.parse(x509.validTo) - Date.parse(x509.validFrom)) / dayMs;

const judgeFile = async (...names: string[]) => {
  const [certificateDer = Buffer.of()] = readPemCertificates(await text('certs', 'cas.pem'));
  const record = { id: 'ca', certificateDer, factory, enrolmentPolicy: 'open' as const };
  const trust = buildTrustList([{ ...record, retiredAt: null }], 1);
  const x509 = await certificate(...names);
  return createCertificateJudge().judge({ x509, raw: x509.raw, trust, nowMs: now.getTime() });
};

describe('a new PKI', () => {
  test('has the files of existing installations and no others', async () => {
    await init();
    const files = await readdir(certs);
    expect(files.sort()).toEqual([
      'cas.pem',
      'device-ca.crt',
      'device-ca.key',
      'root.crt',
      'root.key',
      'tls.key',
      'tls.pem',
    ]);
    for (const name of files) {
      expect(await modeOf('certs', name)).toBe(name.endsWith('.key') ? 0o600 : 0o640);
    }
    expect(await modeOf('certs')).toBe(0o700);
  });

  test('has a root that signed itself, the server and the device CA', async () => {
    await init();
    const root = await certificate('certs', 'root.crt');
    const server = await certificate('certs', 'tls.pem');
    const deviceCa = await certificate('certs', 'device-ca.crt');
    expect(root.subject).toBe('OU=harbour\nCN=harbour-root');
    expect(server.subject).toBe('OU=harbour\nCN=gateway.harbour.example');
    expect(deviceCa.subject).toBe('OU=harbour\nCN=harbour-device-ca');
    for (const child of [root, server, deviceCa]) {
      expect(child.checkIssued(root)).toBe(true);
      expect(child.verify(root.publicKey)).toBe(true);
    }
    expect([root, server, deviceCa].map(daysOf)).toEqual([7300, 365, 7300]);
    expect(readCertificate(root.raw)).toMatchObject({
      basicConstraints: { isCa: true, pathLength: null },
      keyUsage: { keyCertSign: true },
    });
    expect(readCertificate(deviceCa.raw)).toMatchObject({
      basicConstraints: { isCa: true, pathLength: 0 },
      criticalExtensions: ['2.5.29.19', '2.5.29.15'],
    });
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  test('has keys on P-256 in SEC1 that fit their certificates', async () => {
    await init();
    for (const [key, cert] of [
      ['root.key', 'root.crt'],
      ['tls.key', 'tls.pem'],
      ['device-ca.key', 'device-ca.crt'],
    ] as const) {
      const pem = await text('certs', key);
      expect(pem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
      const privateKey = createPrivateKey(pem);
      expect(privateKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
      expect((await certificate('certs', cert)).checkPrivateKey(privateKey)).toBe(true);
    }
  });

  test('speaks for each name, addresses included', async () => {
    await init();
    const server = await certificate('certs', 'tls.pem');
    expect(server.checkHost('gateway.harbour.example')).toBe('gateway.harbour.example');
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(server.checkIP('2001:db8::7')).toBe('2001:db8::7');
  });

  test('trusts the device CA and not the root', async () => {
    await init();
    expect(await text('certs', 'cas.pem')).toBe(await text('certs', 'device-ca.crt'));
  });

  test('is not made where one of its files is, and leaves nothing behind', async () => {
    await init();
    await rm(join(certs, 'root.key'));
    const before = await readdir(certs);
    await expect(init()).rejects.toThrow(/root\.crt exists and is kept as it is\.$/);
    expect(await readdir(certs)).toEqual(before);
  });

  test('is not made twice by two who start at once', async () => {
    const outcomes = await Promise.allSettled([init(), init(), init()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(certs)).toHaveLength(7);
    const server = await certificate('certs', 'tls.pem');
    expect(server.checkPrivateKey(createPrivateKey(await text('certs', 'tls.key')))).toBe(true);
    expect(server.verify((await certificate('certs', 'root.crt')).publicKey)).toBe(true);
  });

  test.each([
    ['without a host name', { dnsNames: [] }],
    ['with a URL for a host name', { dnsNames: ['https://gateway'] }],
    ['with a factory that is a path', { factory: '../harbour' }],
    ['with a validity of no days', { serverDays: 0 }],
  ])('is not made %s', async (_, wrong) => {
    const options = { certsDirectory: certs, factory, dnsNames, now, ...wrong };
    await expect(initPki(options)).rejects.toThrow(PkiError);
    await expect(readdir(certs)).rejects.toThrow('ENOENT');
  });
});

describe('the server’s certificate', () => {
  test('is renewed with the same subject, names and key', async () => {
    await init();
    const before = await certificate('certs', 'tls.pem');
    const later = new Date(now.getTime() + 300 * dayMs);
    await renewServerCertificate({ certsDirectory: certs, days: 30, now: later });
    const after = await certificate('certs', 'tls.pem');
    expect(after.subject).toBe(before.subject);
    expect(after.subjectAltName).toBe(before.subjectAltName);
    expect(after.publicKey.equals(before.publicKey)).toBe(true);
    expect(after.serialNumber).not.toBe(before.serialNumber);
    expect(daysOf(after)).toBe(30);
    expect(after.verify((await certificate('certs', 'root.crt')).publicKey)).toBe(true);
    expect(await modeOf('certs', 'tls.pem')).toBe(0o640);
  });

  test('is not renewed where the root’s key is not', async () => {
    await init();
    await rm(join(certs, 'root.key'));
    await expect(renewServerCertificate({ certsDirectory: certs })).rejects.toThrow(
      /root\.key does not exist\.$/,
    );
  });

  test.each(['P-256', 'P-384', 'RSA-2048', 'Ed25519'] as const)(
    'is requested here and signed by a root with a key of %s',
    async (keyType) => {
      const root = createTestPki().createCa({ keyType });
      await writeFile(join(directory, 'ca.key'), root.keyPem);
      await writeFile(join(directory, 'ca.crt'), root.certPem);
      const csr = await createServerCsr({ certsDirectory: certs, factory, dnsNames });
      expect(await text('certs', 'tls.csr')).toBe(csr);
      await signServerCsr({
        certsDirectory: certs,
        caKeyPath: join(directory, 'ca.key'),
        caCertificatePath: join(directory, 'ca.crt'),
        days: 90,
        now,
      });
      const server = await certificate('certs', 'tls.pem');
      expect(server.checkIssued(root.x509)).toBe(true);
      expect(server.verify(root.keys.publicKey)).toBe(true);
      expect(server.checkPrivateKey(createPrivateKey(await text('certs', 'tls.key')))).toBe(true);
      expect(server.subject).toBe('OU=harbour\nCN=gateway.harbour.example');
      expect(server.checkIP('192.0.2.7')).toBe('192.0.2.7');
      expect(daysOf(server)).toBe(90);
    },
  );

  test('is not requested over a key that is in use', async () => {
    const options = { certsDirectory: certs, factory, dnsNames };
    await createServerCsr(options);
    const key = await text('certs', 'tls.key');
    await expect(createServerCsr(options)).rejects.toThrow(PkiError);
    expect(await text('certs', 'tls.key')).toBe(key);
  });

  test('is not signed with the key of another CA', async () => {
    const [one, other] = [createTestPki().root, createTestPki().root];
    await createServerCsr({ certsDirectory: certs, factory, dnsNames });
    await writeFile(join(directory, 'ca.key'), one.keyPem);
    await writeFile(join(directory, 'ca.crt'), other.certPem);
    const options = {
      certsDirectory: certs,
      caKeyPath: join(directory, 'ca.key'),
      caCertificatePath: join(directory, 'ca.crt'),
    };
    await expect(signServerCsr(options)).rejects.toThrow(/ca\.key is not the key of /);
  });
});

describe('a device made on the host', () => {
  const create = (overrides: Partial<Parameters<typeof writeDeviceFiles>[0]> = {}) =>
    writeDeviceFiles({
      certsDirectory: certs,
      outDirectory: join(directory, 'device "1"'),
      uuid,
      gatewayPort: 8443,
      now,
      ...overrides,
    });

  test('has a certificate that the gateway identifies it by', async () => {
    await init();
    await create({ uuid: uuid.toUpperCase(), isProduction: true });
    const verdict = await judgeFile('device "1"', 'client.pem');
    expect(verdict).toMatchObject({ identity: { uuid, factory, isProduction: true } });
    const device = await certificate('device "1"', 'client.pem');
    const keyPem = await text('device "1"', 'pkey.pem');
    expect(keyPem).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(device.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
    expect(await modeOf('device "1"', 'pkey.pem')).toBe(0o600);
    expect(await text('device "1"', 'root.crt')).toBe(await text('certs', 'root.crt'));
  });

  test('has a configuration of texts that leads to the gateway and to its own files', async () => {
    await init();
    await create();
    const out = `${directory}/device \\"1\\"`;
    const gateway = 'https://gateway.harbour.example:8443';
    const lines = (await text('device "1"', 'sota.toml')).split('\n').filter((line) => line !== '');
    expect(lines.slice(0, 5)).toEqual([
      '[tls]',
      `server = "${gateway}"`,
      'ca_source = "file"',
      'pkey_source = "file"',
      'cert_source = "file"',
    ]);
    expect(lines).toContain(`repo_server = "${gateway}/repo"`);
    expect(lines).toContain(`path = "${out}"`);
    expect(lines).toContain(`tls_cacert_path = "${out}/root.crt"`);
    expect(lines).toContain(`tls_pkey_path = "${out}/pkey.pem"`);
    expect(lines).toContain(`tls_clientcert_path = "${out}/client.pem"`);
    for (const line of lines) expect(line).toMatch(/^\[[a-z]+\]$|^[a-z_]+ = ".*"$/);
  });

  test('reaches a gateway that only has an IPv6 address', async () => {
    await initPki({ certsDirectory: certs, factory, dnsNames: ['2001:db8::7'], now });
    await create();
    const settings = await text('device "1"', 'sota.toml');
    expect(settings).toMatch(/^server = "https:\/\/\[2001:db8:[0:]*:7\]:8443"$/im);
  });

  test('is not written over another one', async () => {
    await init();
    await create();
    const key = await text('device "1"', 'pkey.pem');
    await rm(join(directory, 'device "1"', 'root.crt'));
    await expect(create()).rejects.toThrow(/client\.pem exists and is kept as it is\.$/);
    expect(await text('device "1"', 'pkey.pem')).toBe(key);
    expect(await readdir(join(directory, 'device "1"'))).toHaveLength(3);
  });

  test.each([
    ['a name', 'device-1'],
    ['a path', `../${uuid}`],
    ['nothing', ''],
  ])('is not made for %s instead of a UUID', async (_, wrong) => {
    await init();
    await expect(create({ uuid: wrong })).rejects.toThrow(/is not a UUID\.$/);
    await expect(readdir(join(directory, 'device "1"'))).rejects.toThrow('ENOENT');
  });

  test('is not made where the key of the device CA is not', async () => {
    await init();
    await rm(join(certs, 'device-ca.key'));
    await expect(create()).rejects.toThrow(/device-ca\.key does not exist\.$/);
  });

  test('may have a key of its own, of any allowed type', async () => {
    await init();
    const ca = await readAuthority(join(certs, 'device-ca.key'), join(certs, 'device-ca.crt'));
    for (const keyType of ['P-384', 'Ed25519', 'RSA-2048'] as const) {
      const { keys } = createTestPki().createCa({ keyType });
      const publicKey = createPublicKey(keys.privateKey);
      const pem = await issueDeviceCertificate(ca, { uuid, factory, publicKey, now });
      await writeFile(join(directory, 'client.pem'), pem);
      expect(await judgeFile('client.pem')).toMatchObject({ identity: { uuid } });
    }
  });
});
