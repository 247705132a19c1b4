/** Both API descriptions against the product: requests that fit them and requests that do not, by the thousand. */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { declareWith, isSoak, pythonPackage, type TestPki } from '@moorgate/testing';
import { adminClient, logIn, ownPage } from '../support/admin.ts';
import { createToken, installPki, issueDevice } from '../support/fleet.ts';
import {
  adminPassword,
  makeFolder,
  type Product,
  removeFolder,
  startProduct,
} from '../support/product.ts';
import { runSchemathesis, type SchemathesisOutcome } from './run-schemathesis.ts';

const schemathesis = await pythonPackage({
  name: 'schemathesis',
  module: 'schemathesis.cli',
  requirements: resolve(import.meta.dirname, 'requirements.txt'),
});
const root = resolve(import.meta.dirname, '../../../..');
const timeoutMs = isSoak() ? 1_200_000 : 300_000;

const adminDocument = join(root, 'services/admin-api/openapi/api_swagger.yaml');

/** What a script may have that does not end its own token by chance; what ends tokens has a run of its own. */
const scopes = [
  'audit:create',
  'audit:read',
  'devices:create',
  'devices:delete',
  'devices:read-update',
  'tokens:create',
  'tokens:read',
  'updates:delete',
  'updates:read-update',
  'users:create',
  'users:delete',
  'users:read-update',
];

const expectClean = ({ exitCode, report, cases }: SchemathesisOutcome, casesMin: number): void => {
  if (exitCode !== 0) throw new Error(report.slice(-40_000));
  expect(cases).toBeGreaterThan(casesMin);
};

declareWith(schemathesis, describe)('schemathesis', () => {
  let folder: string;
  let product: Product;
  let pki: TestPki;
  /** What ends tokens does so for others too. */
  let other: Product | undefined;

  beforeAll(async () => {
    if (!schemathesis.isThere) return;
    folder = await makeFolder();
    const dataDir = join(folder, 'data');
    pki = await installPki(dataDir);
    product = await startProduct(dataDir, { workers: 1 });
  }, 90_000);
  afterAll(async () => {
    if (!schemathesis.isThere) return;
    await Promise.all([product?.stop(), other?.stop()]);
    await removeFolder(folder);
  }, 60_000);

  test(
    'finds nothing in the admin API that its description does not say',
    async () => {
      if (!schemathesis.isThere) return;
      const token = await createToken(product, scopes);
      const admin = adminClient(product.ready.adminUrl, token);
      const viewer = { username: 'viewer', scopes: [] };
      expect((await admin.call('POST', '/v1/users', viewer)).status).toBe(201);
      const [, , tokenId = ''] = token.split('_');
      const cas = (await admin.call('GET', '/v1/device-cas')).body as { id: string }[];
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, 'admin'),
        document: adminDocument,
        url: `${product.ready.adminUrl}/v1`,
        headers: { Authorization: `Bearer ${token}` },
        parameters: { username: 'viewer' },
        // A device connects afterwards.
        spared: ['admin', tokenId, ...cas.map(({ id }) => id)],
        seconds: 36,
        casesMin: 100,
      });
      expectClean(outcome, 100);
      // Otherwise much of the run would have met with refusals alone.
      expect((await admin.call('GET', '/v1/self')).status).toBe(200);
    },
    timeoutMs,
  );

  test(
    'finds nothing in what ends tokens either, where each request has one of its own',
    async () => {
      if (!schemathesis.isThere) return;
      other = await startProduct(join(folder, 'other'), { workers: 1 });
      const { adminUrl } = other.ready;
      const cookie = await logIn(adminUrl, { username: 'admin', password: adminPassword });
      const wanted = ['POST /tokens/revoke 200', 'POST /tokens/self/rotate 200'];
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, 'tokens'),
        document: adminDocument,
        url: `${adminUrl}/v1`,
        headers: {},
        parameters: {},
        tokenSource: {
          url: `${adminUrl}/v1/tokens`,
          headers: { cookie, ...ownPage(adminUrl) },
          body: { name: 'thrown away', scopes: ['tokens:delete', 'tokens:rotate-self'] },
        },
        examples: {
          'POST /tokens/revoke': { dialect: 'native' },
          'POST /tokens/self/rotate': { overlap: '1h' },
        },
        options: ['revokeTokens', 'rotateOwnToken'].flatMap((id) => ['--include-operation-id', id]),
        seconds: 12,
        casesMin: 20,
        wanted,
      });
      expectClean(outcome, 20);
      expect(outcome.answers).toEqual(expect.arrayContaining(wanted));
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
          // Its answer has no end, which no run waits for.
          ...['--exclude-operation-id', 'openBeaconControl'],
        ],
        seconds: 9,
        casesMin: 100,
      });
      expectClean(outcome, 100);
    },
    timeoutMs,
  );
});
