/** Both API descriptions against the product: requests that fit them and requests that do not, by the thousand. */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { declareWith, isSoak, pythonPackage, type TestPki } from '@moorgate/testing';
import { adminClient } from '../support/admin.ts';
import { createToken, installPki, issueDevice } from '../support/fleet.ts';
import { makeFolder, type Product, removeFolder, startProduct } from '../support/product.ts';
import { runSchemathesis, type SchemathesisOutcome } from './run-schemathesis.ts';

const schemathesis = await pythonPackage({
  name: 'schemathesis',
  module: 'schemathesis.cli',
  requirements: resolve(import.meta.dirname, 'requirements.txt'),
});
const root = resolve(import.meta.dirname, '../../../..');
const timeoutMs = isSoak() ? 1_200_000 : 150_000;

/** What a script may have that does not end its own token by chance. */
const scopes = [
  'audit:create',
  'audit:read',
  'devices:create',
  'devices:delete',
  'devices:read-update',
  'tokens:create',
  'tokens:read',
  'users:create',
  'users:delete',
  'users:read-update',
];

const expectClean = ({ exitCode, report, cases }: SchemathesisOutcome): void => {
  if (exitCode !== 0) throw new Error(report.slice(-20_000));
  expect(cases).toBeGreaterThan(100);
};

declareWith(schemathesis, describe)('schemathesis', () => {
  let folder: string;
  let product: Product;
  let pki: TestPki;

  beforeAll(async () => {
    if (!schemathesis.isThere) return;
    folder = await makeFolder();
    const dataDir = join(folder, 'data');
    pki = await installPki(dataDir);
    product = await startProduct(dataDir, { workers: 1 });
  });
  afterAll(async () => {
    if (!schemathesis.isThere) return;
    await product.stop();
    await removeFolder(folder);
  });

  test(
    'finds nothing in the admin API that its description does not say',
    async () => {
      if (!schemathesis.isThere) return;
      const token = await createToken(product, scopes);
      const { status } = await adminClient(product.ready.adminUrl, token).call(
        'POST',
        '/v1/users',
        {
          username: 'viewer',
          scopes: [],
        },
      );
      expect(status).toBe(201);
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, 'admin'),
        document: join(root, 'services/admin-api/openapi/api_swagger.yaml'),
        url: `${product.ready.adminUrl}/v1`,
        headers: { Authorization: `Bearer ${token}` },
        parameters: { username: 'viewer' },
        seconds: 45,
      });
      expectClean(outcome);
    },
    timeoutMs,
  );

  test(
    'finds nothing in the gateway that its description does not say',
    async () => {
      if (!schemathesis.isThere) return;
      const { files } = issueDevice(pki);
      const pathOf = (name: keyof typeof files): string => join(folder, `${name}.pem`);
      for (const name of ['ca', 'cert', 'key'] as const)
        await writeFile(pathOf(name), files[name], { mode: 0o600 });
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, 'gateway'),
        document: join(root, 'services/device-gateway/openapi/gateway_swagger.yaml'),
        url: product.ready.gatewayUrl.replace('127.0.0.1', 'localhost'),
        headers: {},
        parameters: {},
        options: [
          ...['--request-cert', pathOf('cert'), '--request-cert-key', pathOf('key')],
          ...['--tls-verify', pathOf('ca')],
        ],
        seconds: 15,
      });
      expectClean(outcome);
    },
    timeoutMs,
  );
});
