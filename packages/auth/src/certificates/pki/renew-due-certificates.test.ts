import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import { usePeople } from '../../test-support/use-people.ts';
import { initPki } from './init-pki.ts';
import { issueAdminCertificate } from './issue-admin-certificate.ts';
import { PkiError } from './pki-error.ts';
import { renewDueCertificates } from './renew-due-certificates.ts';

const people = usePeople();
const factory = 'harbour';
const dnsNames = ['gateway.harbour.example', '192.0.2.7'];
const start = new Date('2026-03-01T12:00:00Z');
const hourMs = 3_600_000;

let certs: string;
beforeEach(async () => {
  certs = await mkdtemp(join(tmpdir(), 'moorgate-renewal-'));
});
afterEach(() => rm(certs, { recursive: true }));

const pemOf = (file: string): Promise<string> => readFile(join(certs, file), 'utf8');
const certificateOf = async (file: string) => new X509Certificate(await pemOf(file));

/** A PKI whose certificates live so many days. */
const makePki = async (days: { server?: number; admin?: number; ca?: number }): Promise<void> => {
  const common = { certsDirectory: certs, factory, dnsNames, now: start };
  await initPki({ ...common, serverDays: days.server ?? 365, caDays: days.ca ?? 7300 });
  if (days.admin !== undefined) await issueAdminCertificate({ ...common, days: days.admin });
};

/** Looks so long after the start; answers the files that were renewed. */
const lookAfter = async (ms: number): Promise<string[]> => {
  people.clock.set(new Date(start.getTime() + ms).toISOString());
  return (await renewDueCertificates(people.operator(), certs)).map(({ file }) => file);
};

test('a certificate is renewed at two thirds of its life, and not before', async () => {
  await makePki({ server: 1 });
  const before = await certificateOf('tls.pem');
  expect(await lookAfter(15 * hourMs)).toEqual([]);
  expect(await pemOf('tls.pem')).toBe(before.toString());
  expect(await lookAfter(16 * hourMs)).toEqual(['tls.pem']);
  const after = await certificateOf('tls.pem');
  expect(after.validToDate.getTime() - before.validToDate.getTime()).toBe(16 * hourMs);
  expect(await lookAfter(17 * hourMs)).toEqual([]);
});

test('the new one has the same subject, names and key, lives as long, and comes from the same root', async () => {
  await makePki({ server: 90, admin: 60 });
  const before = await certificateOf('admin.pem');
  expect(await lookAfter(41 * 24 * hourMs)).toEqual(['admin.pem']);
  const after = await certificateOf('admin.pem');
  expect(after.subject).toBe(before.subject);
  expect(after.subjectAltName).toBe(before.subjectAltName);
  expect(after.publicKey.equals(before.publicKey)).toBe(true);
  expect(after.serialNumber).not.toBe(before.serialNumber);
  const lifeOf = (one: X509Certificate) => one.validToDate.getTime() - one.validFromDate.getTime();
  expect(lifeOf(after)).toBe(lifeOf(before));
  expect(after.verify((await certificateOf('root.crt')).publicKey)).toBe(true);
  expect((await readdir(certs)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('one that has expired is renewed too', async () => {
  await makePki({ server: 1 });
  expect(await lookAfter(100 * 24 * hourMs)).toEqual(['tls.pem']);
});

test('a certificate from elsewhere is never touched, even under a root of the same name', async () => {
  await makePki({ server: 365 });
  const { root } = createTestPki();
  const elsewhere = createTestPki();
  await writeFile(join(certs, 'root.key'), root.keyPem);
  await writeFile(join(certs, 'root.crt'), root.certPem);
  await writeFile(join(certs, 'tls.pem'), elsewhere.server.certPem);
  expect(elsewhere.server.x509.issuer).toBe(root.x509.subject);
  expect(await lookAfter(3_000 * 24 * hourMs)).toEqual([]);
  expect(await pemOf('tls.pem')).toBe(elsewhere.server.certPem);
});

test('nothing is renewed where the root’s key is not', async () => {
  await makePki({ server: 1 });
  await rm(join(certs, 'root.key'));
  const before = await pemOf('tls.pem');
  expect(await lookAfter(23 * hourMs)).toEqual([]);
  expect(await pemOf('tls.pem')).toBe(before);
});

test('a certificate ends with its root, and is not renewed again and again when that ends', async () => {
  await makePki({ server: 30, ca: 40 });
  const day = 24 * hourMs;
  expect(await lookAfter(20 * day)).toEqual(['tls.pem']);
  const { validToDate } = await certificateOf('tls.pem');
  expect(validToDate).toEqual((await certificateOf('root.crt')).validToDate);
  expect(await lookAfter(39 * day)).toEqual([]);
  await expect(lookAfter(41 * day)).rejects.toThrow(PkiError);
});

test('what was renewed is in the audit trail, with both ends', async () => {
  await makePki({ server: 1 });
  const before = await certificateOf('tls.pem');
  await lookAfter(20 * hourMs);
  const after = await certificateOf('tls.pem');
  const records = await people
    .db()
    .selectFrom('audit_records')
    .select(['target_id', 'actor_kind', 'before', 'after'])
    .where('action', '=', 'certificate.renewed')
    .orderBy('at', 'desc')
    .execute();
  const facts = (one: X509Certificate) => ({
    serialNumber: one.serialNumber.toLowerCase(),
    notAfter: one.validToDate.toISOString(),
  });
  expect(records).toContainEqual({
    target_id: 'tls.pem',
    actor_kind: 'system',
    before: facts(before),
    after: facts(after),
  });
});
