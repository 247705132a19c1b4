/** The documents of the dialects against the product: whatever chance asks, no failure of ours and no answer that is not described. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { declareWith, isSoak, pythonPackage } from '@moorgate/testing';
import { logIn, ownPage } from '../support/admin.ts';
import { createToken } from '../support/fleet.ts';
import {
  adminPassword,
  makeFolder,
  type Product,
  removeFolder,
  startProduct,
} from '../support/product.ts';
import { runSchemathesis } from './run-schemathesis.ts';

const schemathesis = await pythonPackage({
  name: 'schemathesis',
  module: 'schemathesis.cli',
  requirements: resolve(import.meta.dirname, 'requirements.txt'),
});
const root = resolve(import.meta.dirname, '../../../..');
const documentOf = (name: string): string =>
  join(root, `services/admin-api/openapi/${name}_swagger.yaml`);
const timeoutMs = isSoak() ? 1_200_000 : 180_000;

/** Clients of these dialects do not ask for what is not there, and some of their originals take nearly anything. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

/** What a dialect is asked with. */
interface Run {
  readonly name: string;
  /** The prefix under which the document's paths stand. */
  readonly prefix: string;
  headers(product: Product): Promise<Readonly<Record<string, string>>>;
  /** Operations that would end the credential of the run, or that cannot be described; dialects' own tests have them. */
  readonly excluded?: readonly string[];
}

const admin = { username: 'admin', password: adminPassword };

const basicOf = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

/** A token of everything that a script may have, but for the end of its own. */
const token = (product: Product): Promise<string> =>
  createToken(product, [
    'beacons:manage',
    'devices:create',
    'devices:delete',
    'devices:read-update',
    'updates:read-update',
    'users:read',
  ]);

const clientOf = async ({ ready }: Product): Promise<string> => {
  const made = await fetch(new URL('/v1/application-credentials', ready.adminUrl), {
    method: 'POST',
    headers: {
      cookie: await logIn(ready.adminUrl, admin),
      'content-type': 'application/json',
      ...ownPage(ready.adminUrl),
    },
    body: JSON.stringify({ name: 'by chance', scopes: ['devices:read'] }),
  });
  const credential = (await made.json()) as Record<'id' | 'client-secret', string>;
  return basicOf(credential.id, credential['client-secret']);
};

const insightToken = async ({ ready }: Product): Promise<string> => {
  const answer = await fetch(new URL('/api/createApiToken', ready.adminUrl), {
    headers: { cookie: await logIn(ready.adminUrl, admin), 'sec-fetch-site': 'none' },
  });
  return ((await answer.json()) as { token: string }).token;
};

const runs: readonly Run[] = [
  {
    name: 'foundries',
    prefix: '/ota',
    headers: async (product) => ({ 'OSF-TOKEN': await token(product) }),
  },
  {
    name: 'insight',
    prefix: '/api',
    headers: async (product) => ({ 'X-Auth-Token': await insightToken(product) }),
    excluded: ['revokeApiToken', 'revokeInsightToken'],
  },
  {
    name: 'openshift',
    prefix: '/broker/rest',
    headers: () => Promise.resolve({ Authorization: basicOf(admin.username, admin.password) }),
  },
  {
    name: 'lighthouse',
    prefix: '/api/v0.2',
    headers: async (product) => ({ Authorization: `Bearer ${await token(product)}` }),
    // An empty alias is refused without a body, every other wrong one with: one status, two forms.
    excluded: ['setBeaconAlias'],
  },
  {
    name: 'oauth',
    prefix: '',
    headers: async (product) => ({ Authorization: await clientOf(product) }),
  },
];

declareWith(schemathesis, describe)('schemathesis', () => {
  let folder: string;
  let product: Product;
  /** Of every run, by its name; made before chance has guessed passwords, since whoever logs in then has to wait. */
  const credentials = new Map<string, Readonly<Record<string, string>>>();

  beforeAll(async () => {
    if (!schemathesis.isThere) return;
    folder = await makeFolder();
    product = await startProduct(join(folder, 'data'), { workers: 1 });
    for (const { name, headers } of runs) credentials.set(name, await headers(product));
  }, 90_000);
  afterAll(async () => {
    if (!schemathesis.isThere) return;
    await product?.stop();
    await removeFolder(folder);
  }, 60_000);

  test.each(runs.filter(({ name }) => existsSync(documentOf(name))))(
    'finds nothing in the dialect $name that its description does not say',
    async ({ name, prefix, excluded = [] }) => {
      if (!schemathesis.isThere) return;
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, name),
        document: documentOf(name),
        url: `${product.ready.adminUrl}${prefix}`,
        headers: credentials.get(name) ?? {},
        parameters: {},
        spared: ['admin'],
        options: [
          ...['--checks', checks.join(',')],
          ...excluded.flatMap((id) => ['--exclude-operation-id', id]),
        ],
        seconds: 20,
      });
      if (outcome.exitCode !== 0) throw new Error(outcome.report.slice(-40_000));
      expect(outcome.cases).toBeGreaterThan(50);
      // Otherwise the run would have met with refusals alone.
      expect(outcome.answers.some((answer) => / 20\d$/.test(answer))).toBe(true);
    },
    timeoutMs,
  );
});
