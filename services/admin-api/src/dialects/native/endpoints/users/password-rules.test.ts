import { allScopes, createUser, resetPassword } from '@moorgate/auth';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

const strict = { minLength: 16, requireDigit: true, history: 3, maxAgeDays: 30 };
const next = 'another horse battery 2';

let app: TestApp;
let admin: { 'OSF-TOKEN': string };
beforeAll(async () => {
  app = await startTestApp({ passwordPolicy: strict });
  admin = { 'OSF-TOKEN': await app.tokenWith(allScopes) };
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));
beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const answerOf = (answer: supertest.Response): [number, unknown] => [
  answer.status,
  answer.body.code,
];
const ownPage = (Cookie: string): Record<string, string> => ({
  Cookie,
  'Sec-Fetch-Site': 'same-origin',
});
const logIn = async (username: string, secret: string): Promise<string> => {
  const answer = await call().post('/sessions').send({ username, password: secret });
  expect(answer.status).toBe(201);
  return cookieOf(answer.headers);
};
const change = (cookie: string, present: string, wanted: string): supertest.Test =>
  call()
    .put('/v1/self/password')
    .set(ownPage(cookie))
    .send({ 'present-password': present, password: wanted });

/** A user whose password is their own. */
const settledUser = async (): Promise<{ username: string; cookie: string }> => {
  const username = await app.addUser(['devices:read']);
  return { username, cookie: await logIn(username, password) };
};

test('every way in which a password is set asks for what the rules demand', async () => {
  const weak = 'no digit in this one';
  const { username, cookie } = await settledUser();
  const created = await call()
    .post('/users')
    .set(admin)
    .send({ username: 'weak', password: weak, scopes: [] });
  const reset = await call()
    .post(`/users/${username}/reset-password`)
    .set(admin)
    .send({ password: weak });
  for (const answer of [created, reset, await change(cookie, password, weak)]) {
    expect(answerOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body.errors).toEqual([
      { pointer: '/body/password', message: 'must have a digit' },
    ]);
    expect(answer.text).not.toContain(weak);
  }
});

test('the last passwords cannot come back, by whomever they are set, and no more of them are kept', async () => {
  const { username, cookie } = await settledUser();
  const words = [2, 3, 4, 5].map((number) => `another horse battery ${number}`);
  let present = password;
  for (const word of words) {
    expect((await change(cookie, present, word)).status).toBe(204);
    present = word;
  }
  for (const used of words.slice(-3)) {
    expect(answerOf(await change(cookie, present, used))[0]).toBe(400);
    const reset = call().post(`/users/${username}/reset-password`).set(admin);
    const answer = await reset.send({ password: used });
    expect(answer.body.errors[0].message).toBe('must be none of the last 3 passwords');
  }
  const kept = await app.db.selectFrom('former_passwords').select('hash').execute();
  expect(kept).toHaveLength(2);
  expect(JSON.stringify(kept)).not.toContain('horse');
  expect((await change(cookie, present, words[0]!)).status).toBe(204);
});

describe('a password that is too old, or that somebody else chose,', () => {
  const routes = [
    ['get', '/self'],
    ['get', '/v1/self'],
    ['get', '/v1/devices'],
    ['get', '/devices'],
    ['get', '/v1/tokens'],
    ['get', '/v1/sessions'],
    ['post', '/v1/self/totp'],
    ['post', '/v1/tokens'],
  ] as const;

  const expectRestricted = async (cookie: string): Promise<void> => {
    for (const [method, path] of routes) {
      const answer = await call()[method](path).set(ownPage(cookie));
      expect([path, ...answerOf(answer)]).toEqual([path, 403, 'password_expired']);
    }
  };

  test('is good for nothing but choosing another one, on every path, and then for everything', async () => {
    const { cookie, username } = await settledUser();
    expect((await call().get('/v1/devices').set('Cookie', cookie)).status).toBe(200);
    await app.db
      .updateTable('users')
      .set({ password_changed_at: new Date('2026-01-01T00:00:00Z') })
      .where('username', '=', username)
      .execute();
    await expectRestricted(cookie);
    expect((await change(cookie, password, next)).status).toBe(204);
    expect((await call().get('/v1/devices').set('Cookie', cookie)).status).toBe(200);
  });

  test('is what a user begins with whom an administrator makes or resets; tokens go on', async () => {
    const username = 'made.by.somebody';
    const made = { username, password: next, scopes: ['devices:read'] };
    expect((await call().post('/users').set(admin).send(made)).status).toBe(201);
    const first = await logIn(username, next);
    await expectRestricted(first);
    const own = 'my own horse battery 3';
    expect((await change(first, next, own)).status).toBe(204);
    expect((await call().get('/self').set('Cookie', first)).status).toBe(200);

    const given = 'somebody’s horse battery 4';
    const reset = await call()
      .post(`/users/${username}/reset-password`)
      .set(admin)
      .send({ password: given });
    expect(reset.status).toBe(204);
    expect((await call().get('/self').set('Cookie', first)).status).toBe(401);
    await expectRestricted(await logIn(username, given));
    expect((await call().get('/self').set(admin)).status).toBe(200);
  });

  test('lets its holder log out', async () => {
    await createUser(
      app.operator,
      { username: 'leaves', password: next, scopes: [] },
      {
        ...strict,
        requireUppercase: false,
        requireLowercase: false,
        requireSpecial: false,
      },
    );
    const cookie = await logIn('leaves', next);
    expect((await call().delete('/sessions/self').set(ownPage(cookie))).status).toBe(204);
  });
});

test('a reset ends tokens as well where that is wanted, and only there', async () => {
  const username = await app.addUser(['devices:read', 'tokens:create']);
  const cookie = await logIn(username, password);
  const issued = await call()
    .post('/v1/tokens')
    .set(ownPage(cookie))
    .send({ name: 'mine', scopes: ['devices:read'] });
  const token = { 'OSF-TOKEN': issued.body.token as string };
  const reset = (body: object): supertest.Test =>
    call().post(`/users/${username}/reset-password`).set(admin).send(body);
  expect((await reset({ password: next })).status).toBe(204);
  expect((await call().get('/self').set(token)).status).toBe(200);
  expect((await reset({ password: `${next}3`, 'revoke-tokens': true })).status).toBe(204);
  expect((await call().get('/self').set(token)).status).toBe(401);
  await expect(
    resetPassword(app.operator, { username: 'nobody', password: next }),
  ).rejects.toMatchObject({ code: 'user_not_found' });
});
