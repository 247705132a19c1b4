/** The limit of requests of a token’s own: how it is set, shown and narrowed, and that it acts. */
import { allScopes, issueTokenFor } from '@moorgate/auth';
import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

const limits = { requestsPerSecond: 50 };

let app: TestApp;
let maker: string;
beforeAll(async () => {
  app = await startTestApp({ limits });
});
beforeEach(async () => {
  maker = await app.tokenWith(['tokens:create', 'devices:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const create = (rate?: object): supertest.Test =>
  supertest(app.server)
    .post('/v1/tokens')
    .set('OSF-TOKEN', maker)
    .send({
      name: 'ci',
      scopes: ['devices:read'],
      ...(rate === undefined ? {} : { 'rate-limit': rate }),
    });
const tokenOf = async (rate?: object): Promise<{ id: string; token: string }> =>
  (await create(rate).expect(201)).body as { id: string; token: string };
const self = (token: string): supertest.Test =>
  supertest(app.server).get('/v1/self').set('OSF-TOKEN', token);
const pointersOf = (answer: supertest.Response): string[] =>
  (answer.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);

test('a token is served as often as its own limit says, and then told when to go on', async () => {
  const { token } = await tokenOf({ 'per-second': 0.01, burst: 2 });
  for (const left of [1, 0]) {
    const served = await self(token);
    expect(served.status).toBe(200);
    expect(served.headers['ratelimit-policy']).toBe('"credential";q=2;w=200');
    expect(served.headers['ratelimit']).toMatch(new RegExp(`^"credential";r=${left};t=`));
  }
  const refused = await self(token);
  expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(90);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(100);
  expect(refused.headers['ratelimit']).toMatch(/^"credential";r=0;t=\d+$/);
  expect((await self(maker)).status).toBe(200);
});

test('a token has no more than the installation serves to any', async () => {
  const { token } = await tokenOf({ 'per-second': 10_000, burst: 100_000 });
  expect((await self(token)).headers['ratelimit-policy']).toBe('"credential";q=100;w=2');
});

test.each([
  [{ 'per-second': 0.75 }, { 'per-second': 0.75, burst: 2 }],
  [
    { 'per-second': 5, burst: 7 },
    { 'per-second': 5, burst: 7 },
  ],
  [undefined, null],
])('of the limit %j %j is shown, once made and later', async (asked, shown) => {
  const made = await create(asked);
  expect(made.body['rate-limit']).toEqual(shown);
  const path = `/v1/tokens/${made.body.id as string}`;
  const found = await supertest(app.server).get(path).set('OSF-TOKEN', maker);
  expect(found.body['rate-limit']).toEqual(shown);
});

test.each([
  [{ 'per-second': 0 }, '/body/rate-limit/per-second'],
  [{ 'per-second': 10_001 }, '/body/rate-limit/per-second'],
  [{ 'per-second': 'x' }, '/body/rate-limit/per-second'],
  [{ 'per-second': 1, burst: 0 }, '/body/rate-limit/burst'],
  [{ 'per-second': 1, burst: 1.5 }, '/body/rate-limit/burst'],
  [{ 'per-second': 1, burst: 100_001 }, '/body/rate-limit/burst'],
  [{ burst: 1 }, '/body/rate-limit/per-second'],
  [{ 'per-second': 1, per: 'minute' }, '/body/rate-limit/per'],
])('the limit %j is refused', async (rate, pointer) => {
  const answer = await create(rate);
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  expect(pointersOf(answer)).toContain(pointer);
});

test('a limit only grows narrower, and with it that of what was made with the token', async () => {
  const username = await app.addUser(allScopes);
  const scopes = ['tokens:create', 'devices:read'];
  const rateLimit = { perSecond: 10, burst: 20 };
  const request = { username, name: 'parent', scopes, rateLimit };
  const parent = await issueTokenFor(app.operator, app.keys, request);
  maker = parent.token;
  const child = await create().expect(201);
  expect(child.body['rate-limit']).toEqual({ 'per-second': 10, burst: 20 });
  const wider = await create({ 'per-second': 10, burst: 21 });
  expect([wider.status, wider.body.code]).toEqual([403, 'token_not_narrower']);
  const change = (rate: object): supertest.Test =>
    supertest(app.server)
      .patch(`/v1/tokens/${parent.id}`)
      .set('OSF-TOKEN', maker)
      .send({ 'rate-limit': rate });
  expect((await change({ 'per-second': 11 })).body.code).toBe('token_not_narrower');
  expect((await change({ 'per-second': 0.02, burst: 9 })).status).toBe(200);
  const narrowed = await self(child.body.token as string);
  expect(narrowed.headers['ratelimit-policy']).toBe('"credential";q=9;w=450');
});
