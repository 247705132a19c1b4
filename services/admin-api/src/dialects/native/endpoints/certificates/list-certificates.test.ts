import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const pki = createTestPki();
let app: TestApp;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-ends-'));
  await writeFile(join(folder, 'tls.pem'), pki.server.certPem);
  await writeFile(join(folder, 'root.crt'), pki.root.certPem);
  const certificateFiles = ['tls.pem', 'root.crt', 'gone.pem'].map((name) => join(folder, name));
  app = await startTestApp({ certificateFiles });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});
afterEach(() => expect(app.check.violations).toEqual([]));

const get = async (scopes: Parameters<TestApp['tokenWith']>[0]): Promise<supertest.Response> =>
  supertest(app.server)
    .get('/v1/certificates')
    .set('Authorization', `Bearer ${await app.tokenWith(scopes)}`);

test('200: the certificates of services and root, the first to end first, without a path of this host', async () => {
  const dayMs = 86_400_000;
  app.clock.set(new Date(pki.server.x509.validToDate.getTime() - 10.5 * dayMs).toISOString());
  const { status, body, text } = await get(['devices:read']);
  expect(status).toBe(200);
  expect(body).toEqual([
    {
      kind: 'server',
      source: 'tls.pem',
      subject: pki.server.x509.subject.replaceAll('\n', ', '),
      sha256: pki.server.x509.fingerprint256.replaceAll(':', '').toLowerCase(),
      'not-before': pki.server.x509.validFromDate.getTime() / 1000,
      'not-after': pki.server.x509.validToDate.getTime() / 1000,
      'days-left': 10,
      state: 'ending',
    },
    expect.objectContaining({ kind: 'root', source: 'root.crt', state: 'valid' }),
  ]);
  expect(text).not.toContain(folder);
});

test('403 without devices:read', async () => {
  const answer = await get(['users:read']);
  expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
});
