import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importDeviceCas, retireDeviceCa } from '@moorgate/devices';
import { createTestPki, type TestPki } from '@moorgate/testing';
import supertest from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let pki: TestPki;
let token: string;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-certs-'));
  pki = createTestPki({ factory: testFactory });
  const files = { 'root.crt': pki.root.certPem, 'tls.pem': pki.server.certPem, junk: 'x' };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const names = ['gone', 'junk', 'root.crt', 'tls.pem'];
  app = await startTestApp({ certificateFiles: names.map((name) => join(folder, name)) });
  token = await app.tokenWith(['devices:read']);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (factory = testFactory): supertest.Test =>
  supertest(app.server).get(`/ota/factories/${factory}/certs/`).set('OSF-TOKEN', token);

test('shows the root, the CAs of devices, and which of them were retired', async () => {
  const before = (await get()).body;
  expect(before['root-crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
  const { deviceCa } = pki;
  await importDeviceCas(app.operator, deviceCa.certPem, { factory: testFactory });
  const { body, status } = await get();
  expect([status, body['ca-crt']]).toEqual([200, expect.stringContaining(deviceCa.certPem.trim())]);
  const row = app.db.selectFrom('device_cas').select('id').orderBy('created_at', 'desc').limit(1);
  await retireDeviceCa(app.operator, (await row.executeTakeFirstOrThrow()).id);
  const after = (await get()).body;
  expect(after['disabled-ca-serials']).toEqual([
    BigInt(`0x${new X509Certificate(deviceCa.certPem).serialNumber}`).toString(),
  ]);
  expect(String(after['ca-crt'] ?? '')).not.toContain(deviceCa.certPem.trim());
});

test('404 for another factory', async () => {
  expect((await get('other')).status).toBe(404);
});
