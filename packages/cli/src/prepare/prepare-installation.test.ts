import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPasswordPolicy } from '@moorgate/auth';
import { type OwnPostgres, startOwnPostgres } from '@moorgate/testing';
import { type DataDirectory, locateDataDirectory } from '../data-directory.ts';
import { prepareInstallation, prepareSecrets } from './prepare-installation.ts';

/** Passwords of roles belong to the whole server, where other tests log in. */
let database: OwnPostgres;
let directory: DataDirectory;
beforeEach(async () => {
  database = await startOwnPostgres();
  directory = locateDataDirectory(await mkdtemp(join(tmpdir(), 'moorgate-prepare-')));
});
afterEach(async () => {
  await database.close();
  await rm(directory.root, { recursive: true });
});

const prepare = (): Promise<string | null> =>
  prepareInstallation({
    directory,
    databaseUrl: database.url,
    adminPassword: undefined,
    passwordPolicy: defaultPasswordPolicy,
    dnsNames: ['moorgate.example'],
    factory: 'acme',
  });

const pathOf = (...names: string[]): string => join(directory.root, 'services', ...names);
const listOf = async (...names: string[]): Promise<string[]> =>
  (await readdir(pathOf(...names))).toSorted();

test('each service gets what it needs and no more: no key of a root, and none of the other service', async () => {
  expect(await prepare()).toMatch(/^.{12,}$/);
  expect(await listOf('device-gateway')).toEqual([
    'database-password',
    'enrolment-peppers.json',
    'registry-keys.json',
    'root.crt',
    'tls.key',
    'tls.pem',
  ]);
  expect(await listOf('admin-api')).toEqual([
    'database-password',
    'device-ca.crt',
    'device-ca.key',
    'device-cas.pem',
    'gateway.pem',
    'keys',
    'root.crt',
    'tls.key',
    'tls.pem',
  ]);
  expect(await listOf('admin-api', 'keys')).toEqual([
    'audit-chain-keys.json',
    'audit-signing-keys.json',
    'derivation-keys.json',
    'enrolment-peppers.json',
    'registry-ca.json',
    'sealing-keys.json',
    'token-peppers.json',
  ]);
  expect(await listOf('container-registry')).toEqual(['token-ca.crt']);
  expect(await listOf('runner')).toEqual(['root.crt']);
  const [admin, gateway] = await Promise.all(
    ['admin-api', 'device-gateway'].map((service) => readFile(pathOf(service, 'tls.key'), 'utf8')),
  );
  expect(admin).not.toBe(gateway);
  const modeOf = async (...names: string[]) => (await stat(pathOf(...names))).mode & 0o777;
  expect(await modeOf('admin-api', 'tls.key')).toBe(0o640);
  expect(await modeOf('admin-api', 'device-ca.key')).toBe(0o640);
  expect(await modeOf('admin-api', 'keys', 'token-peppers.json')).toBe(0o640);
  expect(await modeOf('admin-api', 'tls.pem')).toBe(0o644);
});

test('the certificate of the admin API speaks for the names that were given and for this host', async () => {
  await prepare();
  const certificate = new X509Certificate(await readFile(pathOf('admin-api', 'tls.pem')));
  for (const name of ['moorgate.example', 'localhost'])
    expect(certificate.checkHost(name)).toBe(name);
  expect(
    certificate.verify(
      new X509Certificate(await readFile(pathOf('admin-api', 'root.crt'))).publicKey,
    ),
  ).toBe(true);
});

test('it can be repeated: nothing is made twice, and no file is touched', async () => {
  await prepare();
  const before = await stat(pathOf('admin-api', 'tls.pem'));
  const password = await readFile(pathOf('admin-api', 'database-password'), 'utf8');
  expect(await prepare()).toBeNull();
  const after = await stat(pathOf('admin-api', 'tls.pem'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  expect(await readFile(pathOf('admin-api', 'database-password'), 'utf8')).toBe(password);
});

test('the password of the owner is made before there is a database, and stays', async () => {
  await prepareSecrets(directory);
  const password = await readFile(pathOf('postgres', 'password'), 'utf8');
  expect(password).toMatch(/^[\w-]{43}$/);
  await prepareSecrets(directory);
  expect(await readFile(pathOf('postgres', 'password'), 'utf8')).toBe(password);
  expect(await readdir(join(directory.root, 'services'))).toEqual(['postgres']);
});
