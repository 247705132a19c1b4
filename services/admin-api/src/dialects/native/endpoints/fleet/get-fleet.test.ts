import supertest from 'supertest';
import { startTestApp, testFactory, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = async (scopes: Parameters<TestApp['tokenWith']>[0]): Promise<supertest.Response> =>
  supertest(app.server)
    .get('/v1/fleet')
    .set('Authorization', `Bearer ${await app.tokenWith(scopes)}`);

test('200: the numbers of an empty fleet, the factory and the limits of the states', async () => {
  const { status, body } = await get(['devices:read']);
  expect(status).toBe(200);
  expect(body).toEqual({
    factory: testFactory,
    online: 0,
    late: 0,
    offline: 0,
    'never-seen': 0,
    denied: 0,
    'refused-keys': 0,
    'pending-enrolments': 0,
    'online-seconds': 900,
    'late-seconds': 86_400,
  });
});

test('403 without devices:read', async () => {
  const answer = await get(['users:read']);
  expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
});
