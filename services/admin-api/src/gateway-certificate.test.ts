import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestPki } from '@moorgate/testing';
import { findGatewayCertificate } from './gateway-certificate.ts';

const pki = createTestPki();
let folder: string;
let files: readonly string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-gateway-certificate-'));
  const contents = { junk: 'x', 'root.crt': pki.root.certPem, 'tls.pem': pki.server.certPem };
  for (const [name, content] of Object.entries(contents))
    await writeFile(join(folder, name), content);
  files = ['gone', ...Object.keys(contents)].map((name) => join(folder, name));
});
afterAll(() => rm(folder, { recursive: true }));

test('is that of the host under which devices reach the gateway, among whatever files there are', async () => {
  const found = await findGatewayCertificate(files, 'https://localhost:8443');
  expect(found?.trim()).toBe(pki.server.certPem.trim());
});

test('is none for another host, without its address, and without its file', async () => {
  expect(await findGatewayCertificate(files, 'https://gateway.elsewhere:8443')).toBeNull();
  expect(await findGatewayCertificate(files, undefined)).toBeNull();
  expect(await findGatewayCertificate(files.slice(0, 3), 'https://localhost:8443')).toBeNull();
});
