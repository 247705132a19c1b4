/** Where passwords have an age: whoever has to change theirs changes that and nothing else. */
import supertest from 'supertest';
import { cookieOf, startTestApp, type TestApp, testPassword } from '../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ passwordPolicy: { maxAgeDays: 30 } });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

test('a password that is too old is changed, and everything else waits for that', async () => {
  const username = await app.addUser(['beacons:use']);
  const login = { Email: username, Password: testPassword };
  app.clock.advance(31 * 86_400_000);
  const { headers } = await supertest(app.server).post('/api/v0.2/login').send(login).expect(200);
  const Cookie = cookieOf(headers);
  const change = (body: object) =>
    supertest(app.server).put(`/api/v0.2/users/${username}`).set({ Cookie }).send(body);
  const list = () => supertest(app.server).get('/api/v0.2/beacons/list').set({ Cookie });
  expect((await list()).headers['x-error-code']).toBe('password_expired');
  const more = await change({ Password: 'another long sentence', AuthLevel: 0 });
  expect([more.status, more.headers['x-error-code']]).toEqual([403, 'password_expired']);
  await change({ Password: 'another long sentence' }).expect(200);
  await list().expect(200);
});
