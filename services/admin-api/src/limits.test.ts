/** How many requests are served, and to whom: over real sockets, behind a declared proxy and without. */
import supertest from 'supertest';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

/** Slow, so that a busy machine sends more than that. */
const limits = { requestsPerSecond: 5, withoutCredential: { perSecond: 1, burst: 5 } };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ limits, trustedProxies: ['127.0.0.1'] });
});
afterAll(() => app.close());

const get = (headers: Record<string, string>): supertest.Test =>
  supertest(app.server).get('/v1/self').set(headers);

const countServed = async (
  count: number,
  headers: Record<string, string>,
): Promise<Map<number, number>> => {
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < count; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(headers)));
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return statuses;
};

test('every answer to a credential tells what is left of its quota', async () => {
  const token = await app.tokenWith(['devices:read']);
  const { headers } = await get({ 'OSF-TOKEN': token });
  expect(headers['ratelimit-policy']).toBe('"credential";q=10;w=2');
  expect(headers['ratelimit']).toBe('"credential";r=9;t=1');
});

test('a credential that sends too much is told when to go on, and slows no other one down', async () => {
  const [loud, quiet] = [
    await app.tokenWith(['devices:read']),
    await app.tokenWith(['devices:read']),
  ];
  const statuses = await countServed(40, { 'OSF-TOKEN': loud });
  expect(statuses.get(200)).toBeGreaterThanOrEqual(10);
  expect(statuses.get(429)).toBeGreaterThan(0);
  let refused = await get({ 'OSF-TOKEN': loud });
  while (refused.status !== 429) refused = await get({ 'OSF-TOKEN': loud });
  expect(refused.body.code).toBe('rate_limited');
  expect(refused.headers['retry-after']).toBe('1');
  expect(refused.headers['ratelimit']).toMatch(/^"credential";r=0;t=1$/);
  expect((await get({ 'OSF-TOKEN': quiet })).status).toBe(200);
});

test('whoever guesses is limited by address, and a valid token of the same address is served', async () => {
  const token = await app.tokenWith(['devices:read']);
  const from = { 'X-Forwarded-For': '203.0.113.1' };
  const statuses = await countServed(100, { ...from, 'OSF-TOKEN': 'guess' });
  expect([...statuses.keys()].sort()).toEqual([401, 429]);
  expect(statuses.get(401)).toBeLessThan(20);
  const refused = await get({ ...from, 'OSF-TOKEN': 'guess' });
  expect(refused.headers['ratelimit-policy']).toBe('"address";q=5;w=5');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await get({ ...from, 'OSF-TOKEN': token })).status).toBe(200);
  const elsewhere = { 'X-Forwarded-For': '203.0.113.2' };
  expect((await get({ ...elsewhere, 'OSF-TOKEN': 'guess' })).status).toBe(401);
});

test('an address that nobody declared as a proxy cannot choose whose limit it uses up', async () => {
  const bare = await startTestApp({ limits });
  const statuses = new Set<number>();
  for (let count = 0; count < 20; count += 1) {
    const forged = { 'X-Forwarded-For': `203.0.113.${count}` };
    statuses.add((await supertest(bare.server).get('/v1/self').set(forged)).status);
  }
  expect([...statuses].sort()).toEqual([401, 429]);
  await bare.close();
});

test('a script that sends 200 requests a second with one token is served, by the default', async () => {
  const usual = await startTestApp({ limits: { requestsPerSecond: 500 } });
  const token = await usual.tokenWith(['devices:read']);
  const statuses = new Set<number>();
  for (let second = 0; second < 3; second += 1) {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        supertest(usual.server).get('/v1/self').set('OSF-TOKEN', token),
      ),
    );
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  await usual.close();
});
