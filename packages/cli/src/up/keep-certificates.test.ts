import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { initPki } from '@moorgate/auth';
import { type Db, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, frozenClock, type TestDatabase } from '@moorgate/testing';
import { operatorContext } from '../store.ts';
import { keepCertificates, type StopKeeping } from './keep-certificates.ts';

let database: TestDatabase;
let db: Db;
let certs: string;
let stop: StopKeeping | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  certs = await mkdtemp(join(tmpdir(), 'moorgate-keep-'));
});
afterEach(async () => {
  await stop?.();
  await rm(certs, { recursive: true });
});

const start = new Date('2026-03-01T12:00:00Z');
const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000).toISOString();
const log = createLogger({ service: 'test', level: 'silent' });
const context = (hours: number) => ({
  ...operatorContext(db),
  log,
  clock: frozenClock(at(hours)),
});
const present = () => readFile(join(certs, 'tls.pem'), 'utf8');
const make = () =>
  initPki({ certsDirectory: certs, factory: 'a', dnsNames: ['a'], serverDays: 1, now: start });

test('what is due is renewed before anything else happens', async () => {
  await make();
  const before = await present();
  stop = await keepCertificates(context(20), certs);
  expect(await present()).not.toBe(before);
});

test('a certificate of ours that ends soon is renewed as soon as it is put into its place', async () => {
  await make();
  const dueSoon = await present();
  stop = await keepCertificates(context(20), certs);
  const renewed = await present();
  await writeFile(join(certs, 'tls.pem'), dueSoon);
  let now = dueSoon;
  while (now === dueSoon || now === '') {
    await after(20);
    now = await present();
  }
  expect(now).not.toBe(renewed);
  const ends = new X509Certificate(now).validToDate;
  expect(ends.getTime()).toBeGreaterThan(new X509Certificate(dueSoon).validToDate.getTime());
});

test('a certificate that cannot be read keeps nothing from running', async () => {
  await make();
  await writeFile(join(certs, 'tls.pem'), 'broken');
  stop = await keepCertificates(context(20), certs);
  expect(await present()).toBe('broken');
});
