/** Whatever a client sends, the fault is the client's: no answer of any dialect is a 5xx. */
import { request as httpRequest } from 'node:http';
import { allScopes } from '@moorgate/auth';
import fc from 'fast-check';
import { dialectFaces } from './dialects/index.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

const runs = process.env['MOORGATE_SOAK'] === undefined ? 40 : 2_000;

/** For each route; the long version takes about ten seconds for one on an idle host. */
const timeoutMs = 300_000;

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(allScopes);
});
afterAll(() => app.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

interface Got {
  readonly status: number;
  readonly type: string | undefined;
  readonly requestId: unknown;
}

/** Over the bare client, which sends paths and headers as they are. */
const send = ({ method, path, headers, body }: Sent): Promise<Got> =>
  new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${app.origin}`, { method, path, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        resolve({
          status: answer.statusCode!,
          type: answer.headers['content-type'],
          requestId: answer.headers['x-request-id'],
        }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body ?? undefined);
  });

const oddTexts = fc.oneof(
  fc.constantFrom(
    '.',
    '..',
    '...',
    '%00',
    '%2e%2e',
    '%2F',
    '%ff',
    '%',
    '%zz',
    '\u0000',
    '-1',
    '0',
    '1e400',
    'null',
    'undefined',
    '99999999999',
    '9223372036854775808',
    "'",
    '";--',
    '__proto__',
    'constructor',
    'a'.repeat(3_000),
    '\ud800',
    '\u{1f600}',
    '00000000-0000-0000-0000-000000000000',
    'admin',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const segments = oddTexts.map((text) => {
  const isPercent = text.startsWith('%');
  return isPercent ? text : encodeURIComponent(text.toWellFormed());
});

const names = fc.constantFrom(
  'limit',
  'offset',
  'cursor',
  'order-by',
  'user',
  'purge',
  'full',
  'format',
  '__proto__',
  'limit[]',
);

const queries = fc
  .array(fc.tuple(names, segments), { maxLength: 4 })
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map((pair) => pair.join('=')).join('&')}`));

const fields = fc.constantFrom(
  'name',
  'scopes',
  'expires-at',
  'username',
  'password',
  'present-password',
  'reason',
  'labels',
  'upserts',
  'deletes',
  'set',
  'group',
  'factory',
  'spki-sha256',
  '__proto__',
  'constructor',
);

const values = fc.oneof(
  oddTexts,
  fc.array(oddTexts, { maxLength: 3 }),
  fc.dictionary(fields, oddTexts, { maxKeys: 3 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(
    null,
    true,
    -1,
    0,
    1e308,
    99_999_999_999,
    [],
    {},
    [null],
    'correct horse battery',
  ),
);

const bodies = fc.oneof(
  fc.dictionary(fields, values, { maxKeys: 5 }).map((body) => JSON.stringify(body)),
  fc.jsonValue().map((body) => JSON.stringify(body)),
  fc.dictionary(fields, oddTexts, { maxKeys: 5 }).map((body) => {
    const names = Object.entries(body).map(([name, text]) => `<${name}>${text}</${name}>`);
    return `<request>${names.join('')}</request>`;
  }),
  fc.dictionary(fields, segments, { maxKeys: 5 }).map((body) =>
    Object.entries(body)
      .map((pair) => pair.join('='))
      .join('&'),
  ),
  fc.constantFrom('null', '', '{', '[]', '""', '{"__proto__":{}}', '\u0000', '['.repeat(5_000)),
);

const types = fc.constantFrom(
  'application/xml',
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'application/json; charset="',
  ';',
);

const headerTexts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'Bearer',
    'Bearer ',
    'Basic x',
    'mgt_pat_x',
    'null',
    '\u00ff',
    'a'.repeat(4_000),
  ),
  fc.stringMatching(/^[\x20-\x7e]{0,60}$/),
);

const headerNames = fc.constantFrom(
  'x-request-id',
  'cookie',
  'origin',
  'sec-fetch-site',
  'host',
  'x-forwarded-for',
  'accept',
  'authorization',
  'if-none-match',
  'content-encoding',
  'range',
);

/** An operation of a dialect, under each of its prefixes. */
interface Place {
  readonly face: string;
  readonly method: string;
  readonly template: string;
  readonly prefixes: readonly string[];
  /** Whether it needs the registry of container images, which is not here: then it says so. */
  readonly needsRegistry: boolean;
}

const places: readonly Place[] = dialectFaces.flatMap(({ name, prefixes, endpoints }) =>
  endpoints.map(({ method, path, faults }) => ({
    face: name,
    method,
    template: path,
    prefixes,
    needsRegistry: faults.includes('registry_absent'),
  })),
);

const sendings = ({ template, method, prefixes }: Place): fc.Arbitrary<Sent> =>
  fc
    .record({
      parameters: fc.infiniteStream(segments),
      prefix: fc.constantFrom(...prefixes),
      query: queries,
      body: fc.option(bodies, { nil: null }),
      type: types,
      extra: fc.dictionary(headerNames, headerTexts, { maxKeys: 2 }),
    })
    .map(({ parameters, prefix, query, body, type, extra }) => ({
      method,
      path: `${prefix}${template.replaceAll(/\{[^}]+\}/g, () => String(parameters.next().value))}${query}`,
      headers: {
        'osf-token': token,
        'x-auth-token': token,
        ...(body === null ? {} : { 'content-type': type }),
        ...extra,
      },
      body: method === 'GET' || method === 'DELETE' ? null : body,
    }));

const unavailable = 503;

const check = async (sent: Sent, place?: Place): Promise<Got> => {
  const got = await send(sent);
  const isAbsent = place?.needsRegistry === true && got.status === unavailable;
  if (!isAbsent) expect(got.status).toBeLessThan(500);
  if (got.status !== 431) expect(got.requestId).toBeDefined();
  return got;
};

const checkNative = async (sent: Sent, place?: Place): Promise<void> => {
  const got = await check(sent, place);
  if (got.status >= 400 && got.status !== 431 && got.requestId !== undefined)
    expect(got.type).toBe('application/problem+json');
};

test.each(places)(
  '$face: $method $template answers odd requests without failing',
  async (place) => {
    const checkOf = place.face === 'native' ? checkNative : check;
    const property = fc.asyncProperty(sendings(place), async (sent) => {
      await checkOf(sent, place);
    });
    await fc.assert(property, { numRuns: runs });
  },
  timeoutMs,
);

test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
  '%s of an odd path answers without failing',
  async (method) => {
    const paths = fc.array(segments, { maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
    const odd = fc.tuple(paths, queries).map(([path, query]) => ({
      method,
      path: path + query,
      headers: { 'osf-token': token },
      body: null,
    }));
    await fc.assert(
      fc.asyncProperty(odd, (sent) => checkNative(sent)),
      { numRuns: runs },
    );
  },
  timeoutMs,
);

test.each([
  'limit=99999999999',
  'limit=-1',
  'offset=-1',
  'offset=99999999999',
  'limit=0x10',
  'cursor=',
])('a list asked with ?%s answers 400', async (query) => {
  for (const path of ['/v1/users', '/v1/tokens', '/v1/devices']) {
    if (query.startsWith('offset') && path !== '/v1/devices') continue;
    const sent = { method: 'GET', path: `${path}?${query}`, headers: { 'osf-token': token } };
    expect((await send({ ...sent, body: null })).status).toBe(400);
  }
});
