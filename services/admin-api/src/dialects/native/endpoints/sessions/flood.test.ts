import supertest from 'supertest';
import {
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ trustedProxies: ['127.0.0.1'] });
});
afterAll(() => app.close());

const logIn = (address: string, request: object): supertest.Test =>
  supertest(app.server).post('/v1/sessions').set('X-Forwarded-For', address).send(request);

test('a thousand wrong passwords from one address cost thirty hashes at most, and others log in among them', async () => {
  const username = await app.addUser();
  const token = await app.tokenWith(['devices:read']);
  const flood = Array.from({ length: 1_000 }, async (_, number) => {
    const guess = { username: number % 2 === 0 ? username : `guess${number}`, password: 'wrong' };
    const { status, headers } = await logIn('203.0.113.1', guess);
    return { status, hasToWait: headers['retry-after'] !== undefined };
  });
  const others = await Promise.all(
    [1, 2, 3].map(async (number) => await logIn(`198.51.100.${number}`, { username, password })),
  );
  const holder = await supertest(app.server).get('/v1/devices').set('OSF-TOKEN', token);
  expect([...others, holder].map(({ status }) => status)).toEqual([201, 201, 201, 200]);

  const answers = await Promise.all(flood);
  const wrong = answers.filter(({ status }) => status === 401);
  expect(wrong.length).toBeLessThanOrEqual(30);
  expect(answers.filter(({ status }) => status !== 401)).toEqual(
    Array.from({ length: 1_000 - wrong.length }, () => ({ status: 429, hasToWait: true })),
  );
  expect((await logIn('198.51.100.4', { username, password })).status).toBe(201);
  expect(app.check.violations).toEqual([]);
});
