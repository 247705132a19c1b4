/**
 * What went wrong in the server whose API this one speaks, as far as it is about people, credentials, limits and errors:
 * each title is the weakness, and its test shows that it is absent here.
 */
import { randomBytes } from 'node:crypto';
import {
  allScopes,
  authenticateToken,
  createTokenChecks,
  issueTokenFor,
  loginWithIdentity,
} from '@moorgate/auth';
import supertest from 'supertest';
import { insertDevice } from './test-support/insert-device.ts';
import { cookieOf, startTestApp, type TestApp, testPassword } from './test-support/test-app.ts';

let app: TestApp;
let admin: string;
beforeAll(async () => {
  app = await startTestApp({ passwordPolicy: { maxAgeDays: 30 } });
  admin = await app.tokenWith(allScopes);
});
afterAll(() => app.close());
beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'post' | 'put' | 'delete';
const call = (method: Method, path: string, token = admin): supertest.Test =>
  supertest(app.server)[method](path).set('OSF-TOKEN', token);
const statusOf = async (request: supertest.Test): Promise<number> => (await request).status;

const logIn = async (username: string, password = testPassword): Promise<string> =>
  cookieOf((await supertest(app.server).post('/v1/sessions').send({ username, password })).headers);
const withSession = (path: string, Cookie: string): supertest.Test =>
  supertest(app.server).get(path).set({ Cookie });

const tokenOf = async (username: string, maxUses?: number): Promise<string> => {
  const request = { username, name: 'x', scopes: ['devices:read'], maxUses };
  return (await issueTokenFor(app.operator, app.keys, request)).token;
};

describe('it does not happen here (errors) that', () => {
  test.each([-1, 0, 99_999_999_999, '1e9', 'x'])(
    'a limit of %s ends the process, or its connection',
    async (limit) => {
      for (const list of ['devices', 'denied-devices', 'users', 'tokens', 'audit-records'])
        expect(await statusOf(call('get', `/v1/${list}?limit=${limit}`))).toBe(400);
    },
  );

  test('labels of null, and names that nobody has, end the connection', async () => {
    const labels = `/v1/devices/${await insertDevice(app.db)}/labels`;
    const answer = await call('put', labels).type('json').send('null');
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    for (const path of ['', '/scopes', '/identities', '/sessions'])
      expect(await statusOf(call('get', `/v1/users/nobody${path}`))).toBe(404);
  });

  test('a name of dots leads out of where it belongs', async () => {
    for (const name of ['..', '.', '../x', '..%2fx']) {
      const [scopes, groups] = [['devices:read'], [name]];
      expect(await statusOf(call('post', '/v1/users').send({ username: name, scopes }))).toBe(400);
      expect(await statusOf(call('post', '/v1/roles').send({ name, scopes }))).toBe(400);
      expect(await statusOf(call('post', '/v1/roles').send({ name: 'x', scopes, groups }))).toBe(
        400,
      );
      expect(await statusOf(call('post', '/v1/tokens').send({ name: 'x', scopes, groups }))).toBe(
        400,
      );
    }
  });

  test('an unknown order is answered 500', async () => {
    expect(await statusOf(call('get', '/v1/devices?order-by=nothing'))).toBe(400);
  });

  test('an empty list is null', async () => {
    const lone = await tokenOf(await app.addUser(['devices:read']));
    for (const path of ['denied-devices', 'pending-keys', 'self/identities'])
      expect((await call('get', `/v1/${path}`, lone)).body).toEqual([]);
  });

  test('pages and templates are shown to strangers', async () => {
    for (const path of ['/css/users.html', '/css/x', '/users.html', '/v1/../users.html'])
      expect([401, 404]).toContain(await statusOf(supertest(app.server).get(path)));
  });

  test('the server calls, or redirects to, the host that a client names', async () => {
    for (const path of ['/', '/v1/self', '/nothing']) {
      const answer = await supertest(app.server).get(path).set('Host', 'elsewhere.example');
      expect(JSON.stringify([answer.headers, answer.text])).not.toContain('elsewhere.example');
    }
  });
});

describe('it does not happen here (limits) that', () => {
  test('a list of people, roles, sessions, tokens or records is sent whole, however long it is', async () => {
    const username = await app.addUser(allScopes);
    for (const name of ['one', 'two']) await app.addRole({ name, scopes: ['devices:read'] });
    const [session] = [await logIn(username), await logIn(username)];
    for (let count = 0; count < 2; count += 1) await tokenOf(username);
    for (const list of ['users', 'roles', 'sessions', 'tokens', 'audit-records']) {
      const { body, headers } = await withSession(`/v1/${list}?limit=1`, session);
      expect([list, body]).toEqual([list, [expect.anything()]]);
      expect(headers['link']).toMatch(/rel="next"/);
    }
  });

  test('whoever sends X-Forwarded-For chooses the address that is limited and written down', async () => {
    await supertest(app.server)
      .post('/v1/sessions')
      .set('X-Forwarded-For', '203.0.113.7')
      .set('X-Real-IP', '203.0.113.8')
      .send({ username: 'nobody', password: 'wrong horse battery' });
    const records = await app.db.selectFrom('audit_records').select('address').execute();
    expect(JSON.stringify(records)).not.toMatch(/203\.0\.113/);
  });

  test('a third request within a second locks a token and its address out', async () => {
    const usual = await startTestApp({ limits: { requestsPerSecond: 500 } });
    const token = await usual.tokenWith(['devices:read']);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        supertest(usual.server).get('/v1/devices').set('OSF-TOKEN', token),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await usual.close();
  });

  test('wrong passwords of one lock out the tokens and sessions of others at the same address', async () => {
    const username = await app.addUser(['devices:read']);
    const token = await tokenOf(username);
    const session = await logIn(username);
    const guess = { username: 'victim', password: 'wrong' };
    let refused = await supertest(app.server).post('/v1/sessions').send(guess);
    for (let count = 0; count < 100 && refused.status !== 429; count += 1)
      refused = await supertest(app.server).post('/v1/sessions').send(guess);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await statusOf(call('get', '/v1/devices', token))).toBe(200);
    expect(await statusOf(withSession('/v1/self', session))).toBe(200);
  });
});

describe('it does not happen here (people) that', () => {
  test('whoever creates or changes users gives scopes that they lack, to themselves too', async () => {
    const maker = await app.addUser(['users:create', 'users:read-update']);
    const scopes = ['users:create', 'users:read-update'];
    const request = { username: maker, name: 'x', scopes };
    const { token } = await issueTokenFor(app.operator, app.keys, request);
    const wanted = { scopes: ['devices:delete'] };
    const created = await call('post', '/v1/users', token).send({ username: 'puppet', ...wanted });
    expect([created.status, created.body.code]).toEqual([403, 'scope_not_held']);
    for (const username of [maker, await app.addUser()]) {
      const raised = await call('put', `/v1/users/${username}/scopes`, token).send(wanted);
      expect([raised.status, raised.body.code]).toEqual([403, 'scope_not_held']);
    }
  });

  test('two people with one name at a provider, or a person and an account here, are one user', async () => {
    const policy = {
      provider: 'google',
      issuer: 'https://accounts.google.com',
      rolesOfGroups: new Map(),
      newcomers: { roles: [], scopes: [] },
      admitsPasswordAccounts: false,
    };
    const enter = async (subject: string, login: string): Promise<string> => {
      const identity = { subject, login, groups: [] };
      const person = { policy, identity };
      return (await loginWithIdentity(app.operator, app.keys, person)).username;
    };
    const local = await app.addUser();
    const names = [
      local,
      await enter('1', 'ada'),
      await enter('2', 'ada'),
      await enter('3', local),
    ];
    expect(new Set(names).size).toBe(4);
    expect(await enter('1', 'renamed')).toBe(names[1]);
  });

  test('somebody who came through a provider and was removed can never log in again', async () => {
    const policy = {
      provider: 'corp',
      issuer: 'https://corp.example',
      rolesOfGroups: new Map(),
      newcomers: { roles: [], scopes: [] },
      admitsPasswordAccounts: false,
    };
    const identity = { subject: '1', login: 'grace', groups: [] };
    const enter = () => loginWithIdentity(app.operator, app.keys, { policy, identity });
    const { username } = await enter();
    expect(await statusOf(call('delete', `/v1/users/${username}`))).toBe(204);
    await expect(enter()).rejects.toMatchObject({ code: 'account_deactivated' });
    expect(await statusOf(call('post', `/v1/users/${username}/reactivate`))).toBe(204);
    expect((await enter()).username).toBe(username);
  });

  test('a user without scopes breaks the list of users for everybody', async () => {
    const username = await app.addUser([]);
    expect(await statusOf(call('get', '/v1/users'))).toBe(200);
    expect((await call('get', `/v1/users/${username}`)).body.scopes).toEqual([]);
  });

  test('the name of somebody who was removed is answered 500, and they can never come back', async () => {
    const username = await app.addUser();
    expect(await statusOf(call('delete', `/v1/users/${username}`))).toBe(204);
    const again = await call('post', '/v1/users').send({ username, scopes: [] });
    expect([again.status, again.body.code]).toEqual([409, 'user_exists']);
    expect(await statusOf(call('post', `/v1/users/${username}/reactivate`))).toBe(204);
    expect(await statusOf(call('get', `/v1/users/${username}`))).toBe(200);
  });

  test('the session and the tokens of somebody who was removed live on', async () => {
    const username = await app.addUser(['devices:read']);
    const [session, token] = [await logIn(username), await tokenOf(username)];
    await call('delete', `/v1/users/${username}`);
    for (const path of ['/v1/self', '/v1/devices'])
      expect(await statusOf(withSession(path, session))).toBe(401);
    expect(await statusOf(call('get', '/v1/devices', token))).toBe(401);
  });

  test('a password that somebody else sets breaks every rule, and leaves sessions and tokens alive', async () => {
    const username = await app.addUser(['devices:read']);
    const [session, token] = [await logIn(username), await tokenOf(username)];
    const reset = (password: string): supertest.Test =>
      call('post', `/v1/users/${username}/reset-password`).send({
        password,
        'revoke-tokens': true,
      });
    expect(await statusOf(reset('short'))).toBe(400);
    expect(await statusOf(reset('staple battery horse'))).toBe(204);
    expect(await statusOf(withSession('/v1/self', session))).toBe(401);
    expect(await statusOf(call('get', '/v1/devices', token))).toBe(401);
  });

  test('whoever changes their password leaves other sessions alive', async () => {
    const username = await app.addUser();
    const [present, other] = [await logIn(username), await logIn(username)];
    const body = { 'present-password': testPassword, password: 'staple battery horse' };
    const changed = supertest(app.server)
      .put('/v1/self/password')
      .set({ Cookie: present, 'Sec-Fetch-Site': 'same-origin' })
      .send(body);
    expect(await statusOf(changed)).toBe(204);
    expect(await statusOf(withSession('/v1/self', present))).toBe(200);
    expect(await statusOf(withSession('/v1/self', other))).toBe(401);
  });

  test('a password that is too old opens the whole API to its session', async () => {
    const username = await app.addUser(['devices:read']);
    app.clock.advance(31 * 86_400_000);
    const session = await logIn(username);
    for (const path of ['/v1/devices', '/devices', '/v1/tokens']) {
      const answer = await withSession(path, session);
      expect([answer.status, answer.body.code]).toEqual([403, 'password_expired']);
    }
  });

  test('of two changes of what both have read, one is lost', async () => {
    const path = `/v1/devices/${await insertDevice(app.db, { labels: { a: '1' } })}/labels`;
    const tag = (await call('get', path)).headers['etag'] as string;
    const change = (labels: object): Promise<number> =>
      statusOf(call('put', path).set('If-Match', tag).send(labels));
    const statuses = await Promise.all([change({ a: '2' }), change({ b: '1' })]);
    expect(statuses.sort()).toEqual([200, 412]);
  });
});

describe('it does not happen here (credentials) that', () => {
  test('one secret is behind every hash, for ever', async () => {
    const text = await tokenOf(await app.addUser(['devices:read']));
    const rotated = {
      currentVersion: 2,
      peppers: new Map([...app.keys.peppers, [2, randomBytes(32)]]),
    };
    const check = (keys: typeof app.keys): Promise<unknown> =>
      authenticateToken(app.operator, createTokenChecks({ keys }), { text, kinds: ['pat'] });
    expect(await check(rotated)).toMatchObject({ kind: 'user' });
    const without = { currentVersion: 2, peppers: new Map([[2, randomBytes(32)]]) };
    await expect(check(without)).rejects.toMatchObject({ code: 'credentials_invalid' });
  });

  test('a token for one use can be used again', async () => {
    const token = await tokenOf(await app.addUser(['devices:read']), 1);
    const statuses = await Promise.all(
      [1, 2, 3].map(() => statusOf(call('get', '/v1/self', token))),
    );
    expect(statuses.sort()).toEqual([200, 401, 401]);
  });

  test('nobody can tell who changed labels or denied a device, or find it', async () => {
    const uuid = await insertDevice(app.db);
    const username = await app.addUser(['devices:read-update', 'devices:delete']);
    const scopes = ['devices:read-update', 'devices:delete'];
    const { id, token } = await issueTokenFor(app.operator, app.keys, {
      username,
      name: 'x',
      scopes,
    });
    await call('put', `/v1/devices/${uuid}/labels`, token).send({ a: 'b' });
    await call('delete', `/v1/devices/${uuid}`, token);
    const found = await call('get', `/v1/audit-records?target-id=${uuid}`);
    const records = found.body as readonly Record<string, unknown>[];
    expect(records.map(({ action }) => action).sort()).toEqual([
      'device.denied',
      'device.labels_changed',
    ]);
    for (const record of records)
      expect(record).toMatchObject({ 'actor-id': id, 'actor-name': username });
    expect(JSON.stringify(records)).not.toContain(token);
  });

  test('the log of a logout has the session’s secret', async () => {
    const username = await app.addUser();
    const cookie = await logIn(username);
    const secret = cookie.split('_')[3]!;
    await supertest(app.server)
      .delete('/v1/sessions/self')
      .set({ Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' });
    const records = await app.db.selectFrom('audit_records').selectAll().execute();
    expect(JSON.stringify(records)).not.toContain(secret);
  });
});
