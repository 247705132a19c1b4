import { allScopes, issueTokenFor, type Scope } from '@moorgate/auth';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

let app: TestApp;
let admin: { 'OSF-TOKEN': string };
beforeAll(async () => {
  app = await startTestApp();
  admin = { 'OSF-TOKEN': await app.tokenWith(allScopes) };
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const limitedTo = async (...scopes: Scope[]): Promise<{ 'OSF-TOKEN': string }> => ({
  'OSF-TOKEN': await app.tokenWith(scopes),
});
const answerOf = (answer: supertest.Response): [number, unknown] => [
  answer.status,
  answer.body.code,
];

describe('POST /users', () => {
  const create = (body: object, headers: object = admin): supertest.Test =>
    call()
      .post('/v1/users')
      .set(headers as Record<string, string>)
      .send(body);

  test('201: makes a user who is where Location says and can log in', async () => {
    const answer = await create({ username: 'ada@x.example', password, scopes: ['devices:read'] });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe('/v1/users/ada@x.example');
    const found = await call().get(answer.headers['location']!).set(admin);
    expect(found.body).toEqual(answer.body);
    const login = await call().post('/sessions').send({ username: 'ada@x.example', password });
    expect(login.status).toBe(201);
  });

  test.each([
    ['a short password', { password: 'short' }, '/body/password'],
    ['a name of dots', { username: '..' }, '/body/username'],
    ['an unknown scope', { scopes: ['devices:fly'] }, '/body/scopes/0'],
    ['a long password', { password: '\u00e4'.repeat(1_000) }, '/body/password'],
  ])('400: refuses %s, pointing at it', async (_title, wrong, pointer) => {
    const answer = await create({ username: 'x', password, scopes: [], ...wrong });
    expect(answerOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect(answer.text).not.toContain('short');
  });

  test('401 and 403: needs users:create, and every scope that it gives', async () => {
    const body = { username: 'y', password, scopes: ['devices:delete'] };
    expect((await create(body, {})).status).toBe(401);
    expect(answerOf(await create(body, await limitedTo('users:read')))).toEqual([
      403,
      'scope_missing',
    ]);
    expect(answerOf(await create(body, await limitedTo('users:create')))).toEqual([
      403,
      'scope_not_held',
    ]);
  });

  test('409: a name is taken once, for good', async () => {
    const username = await app.addUser();
    expect(answerOf(await create({ username, password, scopes: [] }))).toEqual([
      409,
      'user_exists',
    ]);
    await call().delete(`/v1/users/${username}`).set(admin);
    expect((await create({ username, password, scopes: [] })).status).toBe(409);
  });
});

const namesIn = (answer: supertest.Response): string[] =>
  (answer.body as { username: string }[]).map(({ username }) => username);

describe('GET /users', () => {
  test('200: pages through all of them', async () => {
    await app.addUser();
    const names: string[] = [];
    let path: string | undefined = '/v1/users?limit=3';
    while (path !== undefined) {
      const answer: supertest.Response = await call().get(path).set(admin);
      expect(answer.status).toBe(200);
      names.push(...namesIn(answer));
      path = /^<([^>]+)>/.exec(answer.headers['link'] ?? '')?.[1];
    }
    const all = await call().get('/users').set(admin);
    expect(namesIn(all)).toEqual(names);
  });

  test('400, 401 and 403', async () => {
    expect(answerOf(await call().get('/users?cursor=x').set(admin))).toEqual([
      400,
      'cursor_invalid',
    ]);
    expect((await call().get('/users')).status).toBe(401);
    expect(
      (
        await call()
          .get('/users')
          .set(await limitedTo('users:create'))
      ).status,
    ).toBe(403);
  });
});

describe('GET /users/{username}', () => {
  test('200: shows rights, never a hash', async () => {
    const username = await app.addUser(['devices:read-update']);
    const answer = await call().get(`/v1/users/${username}`).set(admin);
    expect(answer.body).toMatchObject({ username, scopes: ['devices:read-update'] });
    expect(answer.text).not.toContain('argon2');
  });

  test('400, 401, 403 and 404', async () => {
    const get = (name: string, headers: object = admin): supertest.Test =>
      call()
        .get(`/v1/users/${name}`)
        .set(headers as Record<string, string>);
    expect((await get('%00')).status).toBe(400);
    expect((await get('x', {})).status).toBe(401);
    expect((await get('x', await limitedTo('users:delete'))).status).toBe(403);
    expect(answerOf(await get('nobody'))).toEqual([404, 'user_not_found']);
  });
});

describe('PUT /users/{username}/scopes', () => {
  const put = (username: string, body: object, headers: object = admin): supertest.Test =>
    call()
      .put(`/v1/users/${username}/scopes`)
      .set(headers as Record<string, string>)
      .send(body);

  test('204: narrows the tokens of the user from the next request on', async () => {
    const username = await app.addUser(['devices:read', 'users:read']);
    const request = { username, name: 'x', scopes: ['devices:read', 'users:read'] };
    const { token } = await issueTokenFor(app.operator, app.keys, request);
    expect((await call().get('/v1/users').set('OSF-TOKEN', token)).status).toBe(200);
    expect((await put(username, { scopes: ['devices:read'] })).status).toBe(204);
    const refused = await call().get('/v1/users').set('OSF-TOKEN', token);
    expect(answerOf(refused)).toEqual([403, 'scope_missing']);
    expect(refused.body.detail).toContain('users:read');
  });

  test('400, 401, 403 and 404', async () => {
    const username = await app.addUser(['devices:delete']);
    expect((await put(username, { scopes: 'devices:read' })).status).toBe(400);
    expect((await put(username, { scopes: [] }, {})).status).toBe(401);
    const limited = await limitedTo('users:read-update');
    expect(answerOf(await put(username, { scopes: [] }, limited))).toEqual([403, 'scope_not_held']);
    expect((await put('nobody', { scopes: [] })).status).toBe(404);
  });
});

describe('DELETE /users/{username}', () => {
  const remove = (username: string, headers: object = admin): supertest.Test =>
    call()
      .delete(`/v1/users/${username}`)
      .set(headers as Record<string, string>);

  test('204: ends the tokens and sessions of the user at once', async () => {
    const username = await app.addUser(['devices:read']);
    const login = await call().post('/sessions').send({ username, password });
    expect((await remove(username)).status).toBe(204);
    const self = await call().get('/self').set('Cookie', cookieOf(login.headers));
    expect(self.status).toBe(401);
    expect((await call().post('/sessions').send({ username, password })).status).toBe(401);
  });

  test('400, 401, 403, 404 and 409', async () => {
    const username = await app.addUser(['devices:read']);
    expect((await remove('-')).status).toBe(400);
    expect((await remove(username, {})).status).toBe(401);
    const limited = await limitedTo('users:delete');
    expect(answerOf(await remove(username, limited))).toEqual([403, 'scope_not_held']);
    expect((await remove('nobody')).status).toBe(404);
    const self = await call().get('/self').set(admin);
    expect(answerOf(await remove(self.body.username))).toEqual([409, 'user_is_self']);
  });
});

describe('POST /users/{username}/reactivate', () => {
  const reactivate = (username: string, headers: object = admin): supertest.Test =>
    call()
      .post(`/v1/users/${username}/reactivate`)
      .set(headers as Record<string, string>);

  test('204: lets the user in again, whom the list of deactivated users showed', async () => {
    const username = await app.addUser(['devices:read']);
    const login = await call().post('/sessions').send({ username, password });
    await call().delete(`/v1/users/${username}`).set(admin);
    const listed = await call().get('/v1/users?state=deactivated&limit=1000').set(admin);
    expect(listed.body).toContainEqual(
      expect.objectContaining({ username, 'deactivated-at': 1_772_366_400 }),
    );
    expect((await reactivate(username)).status).toBe(204);
    const self = await call().get('/self').set('Cookie', cookieOf(login.headers));
    expect(self.status).toBe(401);
    expect((await call().post('/sessions').send({ username, password })).status).toBe(201);
    const found = await call().get(`/v1/users/${username}`).set(admin);
    expect(found.body['deactivated-at']).toBeNull();
  });

  test('401, 403, 404 and 409', async () => {
    const username = await app.addUser(['devices:delete']);
    expect(answerOf(await reactivate(username))).toEqual([409, 'user_active']);
    expect(answerOf(await reactivate('nobody'))).toEqual([404, 'user_not_found']);
    expect((await reactivate(username, {})).status).toBe(401);
    expect((await reactivate(username, await limitedTo('users:delete'))).status).toBe(403);
    await call().delete(`/v1/users/${username}`).set(admin);
    const limited = await limitedTo('users:create');
    expect(answerOf(await reactivate(username, limited))).toEqual([403, 'scope_not_held']);
  });
});

test('409: the last administrator stays one', async () => {
  const alone = await startTestApp();
  const username = await alone.addUser(allScopes);
  const helper = await alone.addUser(allScopes);
  const session = await supertest(alone.server)
    .post('/sessions')
    .send({ username: helper, password });
  const headers = { Cookie: cookieOf(session.headers), 'Sec-Fetch-Site': 'same-origin' };
  const others = supertest(alone.server);
  expect((await others.delete(`/v1/users/${username}`).set(headers)).status).toBe(204);
  const self = await supertest(alone.server)
    .put(`/v1/users/${helper}/scopes`)
    .set(headers)
    .send({ scopes: ['users:create'] });
  expect(answerOf(self)).toEqual([409, 'last_administrator']);
  expect(alone.check.violations).toEqual([]);
  await alone.close();
});

describe('POST /users/{username}/reset-password', () => {
  const next = 'another horse battery';
  const reset = (username: string, body: object, headers: object = admin): supertest.Test =>
    call()
      .post(`/v1/users/${username}/reset-password`)
      .set(headers as Record<string, string>)
      .send(body);

  test('204: the new password is the one that counts', async () => {
    const username = await app.addUser();
    expect((await reset(username, { password: next })).status).toBe(204);
    expect((await call().post('/sessions').send({ username, password })).status).toBe(401);
    const login = await call().post('/sessions').send({ username, password: next });
    expect(login.status).toBe(201);
  });

  test('400, 401, 403, 404 and 409', async () => {
    const username = await app.addUser(['devices:read']);
    expect((await reset(username, { password: 'short' })).status).toBe(400);
    expect((await reset(username, { password: next }, {})).status).toBe(401);
    const limited = await limitedTo('users:read-update');
    expect(answerOf(await reset(username, { password: next }, limited))).toEqual([
      403,
      'scope_not_held',
    ]);
    expect((await reset('nobody', { password: next })).status).toBe(404);
    const self = await call().get('/self').set(admin);
    expect(answerOf(await reset(self.body.username, { password: next }))).toEqual([
      409,
      'user_is_self',
    ]);
  });
});

describe('PUT /self/password', () => {
  const next = 'another horse battery';

  test('204: changes it with the present one, and keeps the session that asks', async () => {
    const username = await app.addUser();
    const logIn = async (): Promise<string> =>
      cookieOf((await call().post('/sessions').send({ username, password })).headers);
    const [asking, other] = [await logIn(), await logIn()];
    const answer = await call()
      .put('/v1/self/password')
      .set({ Cookie: asking, 'Sec-Fetch-Site': 'same-origin' })
      .send({ 'present-password': password, password: next });
    expect(answer.status).toBe(204);
    expect((await call().get('/self').set('Cookie', asking)).status).toBe(200);
    expect((await call().get('/self').set('Cookie', other)).status).toBe(401);
  });

  test('400, 401 and 403: a weak one, no credential, a wrong present one', async () => {
    const put = (body: object, headers: object = admin): supertest.Test =>
      call()
        .put('/v1/self/password')
        .set(headers as Record<string, string>)
        .send(body);
    const body = { 'present-password': password, password: next };
    expect((await put({ ...body, password: 'short' })).status).toBe(400);
    expect((await put(body, {})).status).toBe(401);
    const wrong = { ...body, 'present-password': 'wrong' };
    expect(answerOf(await put(wrong))).toEqual([403, 'password_wrong']);
  });

  test('429: the present password cannot be guessed with a stolen credential', async () => {
    const headers = await limitedTo('devices:read');
    const body = { 'present-password': 'wrong', password: next };
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1)
      statuses.push((await call().put('/self/password').set(headers).send(body)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(403), 429]);
    expect((await call().get('/self').set(headers)).status).toBe(200);
  });
});

describe('GET /self', () => {
  test('200: shows what the credential may do, which is less than its owner may', async () => {
    const answer = await call()
      .get('/v1/self')
      .set(await limitedTo('updates:read-update'));
    expect(answer.body.scopes).toEqual(['updates:read-update']);
  });

  test('401: has no answer for nobody', async () => {
    expect((await call().get('/v1/self')).status).toBe(401);
  });
});
