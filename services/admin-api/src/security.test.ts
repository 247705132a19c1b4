import { issueTokenFor } from '@moorgate/auth';
import supertest from 'supertest';
import type { ErrorCode } from '@moorgate/errors';
import { dialectFaces } from './dialects/index.ts';
import { nativeEndpoints } from './dialects/native/index.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
let scopeless: string;
/** Why the last request was refused; dialects have no code in their answers. */
let refusal: ErrorCode | null;
beforeAll(async () => {
  app = await startTestApp({
    onReply: ({ error }) => {
      refusal = error?.code ?? null;
    },
  });
  const username = await app.addUser(['source:read']);
  const request = { username, name: 'x', scopes: ['source:read'] };
  const { id, token } = await issueTokenFor(app.operator, app.keys, request);
  await app.db.updateTable('tokens').set({ scopes: [] }).where('id', '=', id).execute();
  scopeless = token;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const places = dialectFaces.flatMap(({ name, prefixes, endpoints }) =>
  prefixes.flatMap((prefix) =>
    endpoints.map((endpoint) => ({
      ...endpoint,
      face: name,
      url: `${prefix}${endpoint.path.replaceAll(/\{[^}]+\}/g, 'x')}`,
    })),
  ),
);
const guarded = places.filter(({ access }) => !('public' in access));
const scoped = places.flatMap(({ access, ...place }) =>
  'scopes' in access && place.face === 'native' ? [{ ...place, scopes: access.scopes }] : [],
);

const request = (method: string, url: string): supertest.Test =>
  supertest(app.server)[method.toLowerCase() as 'get'](url);

test('no more is open to everybody than the login, its providers, and the reports of leaks', () => {
  const open = nativeEndpoints.filter(({ access }) => 'public' in access);
  expect(open.map(({ operationId }) => operationId).sort()).toEqual([
    'findTokenPattern',
    'listLoginProviders',
    'reportTokenLeaks',
    'startSession',
  ]);
});

test.each(guarded)('$method $url answers 401 without credentials', async ({ method, url }) => {
  const { status } = await request(method, url);
  expect([status, refusal]).toEqual([401, 'credentials_required']);
});

test('whatever is open to everybody in any dialect says why', () => {
  const reasons = places.flatMap(({ access }) => ('public' in access ? [access.public] : []));
  for (const reason of reasons) expect(reason).toMatch(/\w+ \w+/);
});

test.each(scoped)(
  '$method $url answers 403 to a token without scopes, and names what it needs',
  async ({ method, url, scopes }) => {
    const answer = await request(method, url).set('OSF-TOKEN', scopeless);
    expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
    for (const scope of scopes) {
      expect(answer.body.detail).toContain(scope);
      expect(answer.headers['www-authenticate']).toContain(scope);
    }
  },
);

test.each(places.filter(({ method }) => method !== 'GET'))(
  '$method $url refuses a browser that comes from another site',
  async ({ method, url }) => {
    const answer = await request(method, url)
      .set('Cookie', 'moorgate-session=x')
      .set('Sec-Fetch-Site', 'cross-site');
    expect(refusal).toBe('cross_site_request');
    expect(Math.floor(answer.status / 100)).toBe(4);
  },
);

test('a GET that changes something refuses a browser that another site sent, or that nobody sent', async () => {
  const guardedReads = guarded.filter(({ changesByGet }) => changesByGet === true);
  const ways = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-origin', 'Sec-Purpose': 'prefetch' },
  ];
  for (const { method, url } of guardedReads) {
    for (const headers of ways) {
      await request(method, url).set('Cookie', 'moorgate-session=x').set(headers);
      expect([url, refusal]).toEqual([url, 'cross_site_request']);
    }
  }
});

test.each(['/', '/healthz', '/v1/self', '/nothing'])(
  'an answer of %s cannot be framed, sniffed or run in a browser, and does not say what it is made with',
  async (path) => {
    const { headers } = await supertest(app.server).get(path);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(headers['x-request-id']).toBeDefined();
  },
);

test('what a proxy that nobody declared says about the address is not believed', async () => {
  const answer = await supertest(app.server)
    .post('/v1/sessions')
    .set('X-Forwarded-For', '203.0.113.5')
    .send({ username: 'nobody', password: 'wrong horse battery' });
  expect(answer.status).toBe(401);
  const record = await app.db
    .selectFrom('audit_records')
    .select('address')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  expect(record.address).toBe('127.0.0.1');
});
