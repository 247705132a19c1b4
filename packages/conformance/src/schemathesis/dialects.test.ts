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
  productFactory,
  removeFolder,
  startProduct,
} from '../support/product.ts';
import { type KnownParameters, runSchemathesis, type TokenSource } from './run-schemathesis.ts';

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

type Headers = Readonly<Record<string, string>>;

/** What a request has that says who asks. */
interface Asking {
  readonly headers: Headers;
  readonly tokenSource?: TokenSource;
}

/** A dialect, whole or in part, and who asks. */
interface Run {
  readonly title: string;
  /** Of the dialect. */
  readonly name: string;
  /** The prefix under which the document's paths stand. */
  readonly prefix: string;
  asking(product: Product): Promise<Asking>;
  /** Path parameters that mostly name what is there. */
  readonly known?: KnownParameters;
  /** How long it takes; 20 unless said. */
  readonly seconds?: number;
  readonly part?: Part;
}

/** What of a dialect is asked, and has to come of it. */
interface Part {
  /** Operations; all unless there are some. */
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  /** How many requests it is at the least. */
  readonly casesMin: number;
  /** Answers that have to be among those that come. */
  readonly answers: readonly string[];
  /** The tag of operations that are described as answered 501. */
  readonly notOffered?: string;
}

const whole: Part = { included: [], excluded: [], casesMin: 50, answers: [] };

const admin = { username: 'admin', password: adminPassword };

const basicOf = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;

/** A token of everything that a script may have, but for the end of its own. */
const token = (product: Product): Promise<string> =>
  createToken(product, [
    'beacons:manage',
    'ci:read-update',
    'containers:read-update',
    'devices:create',
    'devices:delete',
    'devices:read-update',
    'targets:read-update',
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

/** A browser that is logged in, on a page of ours. */
const browserOf = async ({ ready }: Product): Promise<Headers> => ({
  cookie: await logIn(ready.adminUrl, admin),
  ...ownPage(ready.adminUrl),
});

/** Where each request gets a token of Insight.io of its own. */
const insightTokens = async (product: Product): Promise<TokenSource> => ({
  url: `${product.ready.adminUrl}/api/token`,
  headers: await browserOf(product),
  sentIn: 'X-Auth-Token',
});

/** What nobody does with a token. */
const insightCreations = ['createApiToken', 'createInsightToken'];

/** What a project has before chance begins. */
const projectParts = {
  'external-builds/': { reason: 'by chance', runs: [{ name: 'first' }] },
  'builds/': {
    'project-definition': { timeout: 5, triggers: [{ name: 'one', runs: [{ name: 'first' }] }] },
  },
  'triggers/': { type: 'simple', secrets: [{ name: 'first', value: 'by chance' }] },
};

/** A token for a project that has a build that has passed and one that waits, each with a run, and a trigger. */
const projectToken = async (product: Product): Promise<Headers> => {
  const headers = { 'OSF-TOKEN': await token(product) };
  const project = new URL(`/projects/${productFactory}/lmp/`, product.ready.adminUrl);
  for (const [path, part] of Object.entries(projectParts)) {
    const made = await fetch(new URL(path, project), {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(part),
    });
    expect(made.status).toBe(201);
  }
  return headers;
};

const runs: readonly Run[] = [
  {
    title: 'foundries',
    name: 'foundries',
    prefix: '/ota',
    asking: async (product) => ({ headers: { 'OSF-TOKEN': await token(product) } }),
    known: { factory: [productFactory] },
    part: {
      ...whole,
      notOffered: 'Not offered',
      answers: ['GET /factories/{factory}/targets/ 200', 'GET /factories/{factory}/waves/ 501'],
    },
  },
  {
    title: 'foundries, of builds',
    name: 'projects',
    prefix: '/projects',
    asking: async (product) => ({ headers: await projectToken(product) }),
    known: { factory: [productFactory], build: [1, 2], run: ['first'], trigger: [1] },
    seconds: 8,
    part: {
      ...whole,
      answers: [
        'GET /{factory}/lmp/builds/{build}/runs/{run}/ 200',
        'POST /{factory}/lmp/external-builds/ 201',
        'POST /{factory}/lmp/triggers/ 201',
      ],
    },
  },
  {
    title: 'insight, with a token for each request',
    name: 'insight',
    prefix: '/api',
    asking: async (product) => ({ headers: {}, tokenSource: await insightTokens(product) }),
    part: {
      ...whole,
      excluded: insightCreations,
      answers: ['GET /getApiTokens 200', 'GET /revokeApiToken 200', 'DELETE /token 200'],
    },
  },
  {
    title: 'insight, of what takes a session alone',
    name: 'insight',
    prefix: '/api',
    asking: async (product) => ({ headers: await browserOf(product) }),
    seconds: 6,
    part: {
      ...whole,
      included: insightCreations,
      casesMin: 1,
      answers: ['GET /createApiToken 200', 'POST /token 200'],
    },
  },
  {
    title: 'openshift',
    name: 'openshift',
    prefix: '/broker/rest',
    asking: () =>
      Promise.resolve({ headers: { Authorization: basicOf(admin.username, admin.password) } }),
  },
  {
    title: 'lighthouse',
    name: 'lighthouse',
    prefix: '/api/v0.2',
    asking: async (product) => ({ headers: { Authorization: `Bearer ${await token(product)}` } }),
    part: { ...whole, answers: ['PUT /aliases/{Alias} 400'] },
  },
  {
    title: 'oauth',
    name: 'oauth',
    prefix: '',
    asking: async (product) => ({ headers: { Authorization: await clientOf(product) } }),
  },
];

declareWith(schemathesis, describe)('schemathesis', () => {
  let folder: string;
  let product: Product;
  /** Of every run, by its title; made before chance has guessed passwords, since whoever logs in then has to wait. */
  const credentials = new Map<string, Asking>();

  beforeAll(async () => {
    if (!schemathesis.isThere) return;
    folder = await makeFolder();
    product = await startProduct(join(folder, 'data'), { workers: 1 });
    for (const { title, asking } of runs) credentials.set(title, await asking(product));
  }, 90_000);
  afterAll(async () => {
    if (!schemathesis.isThere) return;
    await product?.stop();
    await removeFolder(folder);
  }, 60_000);

  test.each(runs.filter(({ name }) => existsSync(documentOf(name))))(
    'finds nothing in the dialect $title that its description does not say',
    async ({ title, name, prefix, known = {}, seconds = 20, part = whole }) => {
      if (!schemathesis.isThere) return;
      const outcome = await runSchemathesis({
        program: schemathesis,
        folder: join(folder, title),
        document: documentOf(name),
        url: `${product.ready.adminUrl}${prefix}`,
        ...credentials.get(title)!,
        parameters: {},
        known,
        notOffered: part.notOffered,
        spared: ['admin'],
        options: [
          ...['--checks', checks.join(',')],
          ...part.included.flatMap((id) => ['--include-operation-id', id]),
          ...part.excluded.flatMap((id) => ['--exclude-operation-id', id]),
        ],
        seconds,
        casesMin: part.casesMin,
        wanted: part.answers,
      });
      if (outcome.exitCode !== 0) throw new Error(outcome.report.slice(-40_000));
      expect(outcome.cases).toBeGreaterThan(part.casesMin);
      // Otherwise the run would have met with refusals alone.
      expect(outcome.answers.some((answer) => / 20\d$/.test(answer))).toBe(true);
      expect(outcome.answers).toEqual(expect.arrayContaining([...part.answers]));
    },
    timeoutMs,
  );
});
