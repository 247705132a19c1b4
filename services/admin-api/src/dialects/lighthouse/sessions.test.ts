/** Logging in and out, and who is let in. */
import { randomUUID } from 'node:crypto';
import {
  authenticateToken,
  beginSecondFactor,
  confirmSecondFactor,
  createTokenChecks,
  issueTokenFor,
  type Scope,
  startSession,
} from '@moorgate/auth';
import { TOTP } from 'otpauth';
import supertest from 'supertest';
import { recordsOfRefusals } from '../../test-support/refusal-records.ts';
import { setUpSecondFactor } from '../../test-support/set-up-second-factor.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, as, clientWith, logIn, name } = useLighthouse();

const notLoggedIn = '{"Cause":"auth","Message":"not logged in"}';
const wrong = '{"Cause":"auth","Message":"email or password incorrect"}';

const holderOf = async (username: string, scopes: readonly Scope[]): Promise<Client> => {
  const request = { username, name: 'script', scopes };
  const { token } = await issueTokenFor(app().operator, app().keys, request);
  return clientWith({ Authorization: `Bearer ${token}` });
};

describe('a login', () => {
  test('sets the cookie auth, which scripts of a page cannot read, and answers nothing', async () => {
    const username = await app().addUser();
    const body = { Email: username, Password: testPassword };
    const answer = await clientWith()('POST', '/login', body);
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^auth=mgt_ses_\w+; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  test.each([
    ['an unknown name', { Email: 'nobody', Password: testPassword }],
    ['a wrong password', { Email: 'known', Password: 'wrong' }],
    ['no object', '[]'],
    ['no JSON', '{'],
    ['nothing', undefined],
  ])('with %s is refused in the same words', async (_what, body) => {
    const answer = await clientWith()('POST', '/login', body);
    expect([answer.status, answer.text]).toEqual([401, wrong]);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('with a wrong password leaves the session that there is as it was', async () => {
    const username = await app().addUser(['beacons:use']);
    const Cookie = await logIn(username);
    const client = clientWith({ Cookie });
    await client('POST', '/login', { Email: username, Password: 'wrong' }).expect(401);
    await client('GET', '/beacons/list').expect(200);
  });

  test('has to wait after ten wrong passwords', async () => {
    const username = await app().addUser();
    const attempt = { Email: username, Password: 'wrong' };
    for (let count = 0; count < 10; count += 1) await clientWith()('POST', '/login', attempt);
    const answer = await clientWith()('POST', '/login', {
      Email: username,
      Password: testPassword,
    });
    expect(answer.status).toBe(429);
    expect(answer.body).toEqual({ Cause: 'auth', Message: 'Too many requests.' });
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('needs a code of the second factor where there is one', async () => {
    const username = await app().addUser(['beacons:use']);
    const session = await startSession(app().operator, app().keys, {
      username,
      password: testPassword,
    });
    const principal = await authenticateToken(
      app().operator,
      createTokenChecks({ keys: app().keys }),
      {
        text: session.token,
        kinds: ['ses'],
      },
    );
    const ctx = { ...app().operator, principal };
    const keys = { tokenKeys: app().keys, sealingKeys: app().sealingKeys };
    const { secret } = await beginSecondFactor(ctx, keys.sealingKeys, testPassword);
    const codeAt = (): string =>
      new TOTP({ secret }).generate({ timestamp: app().clock.now().getTime() });
    await confirmSecondFactor(ctx, keys, codeAt());
    app().clock.advance(60_000);
    const body = { Email: username, Password: testPassword };
    const without = await clientWith()('POST', '/login', body);
    expect([without.status, without.headers['x-error-code']]).toEqual([
      401,
      'second_factor_required',
    ]);
    await clientWith()('POST', '/login', { ...body, OneTimeCode: codeAt() }).expect(200);
  });

  test('that a page of another site sends is refused', async () => {
    const username = await app().addUser();
    const body = { Email: username, Password: testPassword };
    const answer = await clientWith({ 'Sec-Fetch-Site': 'cross-site' })('POST', '/login', body);
    expect([answer.status, answer.body.Cause]).toEqual([403, 'auth']);
  });
});

describe('a session', () => {
  test('ends with a GET of logout, and everywhere', async () => {
    const username = await app().addUser(['beacons:use']);
    const Cookie = await logIn(username);
    const answer = await clientWith({ Cookie })('GET', '/logout');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(String(answer.headers['set-cookie'])).toMatch(/^auth=; Max-Age=0; /);
    const after = await clientWith({ Cookie })('GET', '/beacons/list');
    expect([after.status, after.text]).toEqual([401, notLoggedIn]);
    await clientWith({ Cookie })('GET', '/logout').expect(200);
    await clientWith()('GET', '/logout').expect(200);
  });

  test('is not ended by a page of another site, nor by a browser that looks ahead', async () => {
    const username = await app().addUser(['beacons:use']);
    const Cookie = await logIn(username);
    for (const header of [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Purpose': 'prefetch' }])
      await clientWith({ Cookie, ...header })('GET', '/logout').expect(403);
    await clientWith({ Cookie })('GET', '/beacons/list').expect(200);
  });

  test('changes nothing for a page of another site', async () => {
    const Cookie = await logIn(await app().addUser(['beacons:manage']));
    const set = (headers: Record<string, string>) =>
      clientWith({ Cookie, ...headers })('PUT', `/aliases/${name()}`, '"elsewhere"');
    await set({ 'Sec-Fetch-Site': 'cross-site' }).expect(403);
    await set({ Origin: 'https://evil.example' }).expect(403);
    await set({ 'Sec-Fetch-Site': 'same-origin' }).expect(200);
    await set({}).expect(200);
  });

  test('that an administrator ends by the native API is over', async () => {
    const username = await app().addUser(['beacons:use']);
    const client = await as(username);
    const token = await app().tokenWith(['users:read-update']);
    const native = clientWith({ Authorization: `Bearer ${token}` }, '');
    await native('DELETE', `/v1/users/${username}/sessions`).expect(204);
    await client('GET', '/beacons/list').expect(401);
  });

  test('is none of the console, nor one of the console one here', async () => {
    const Cookie = await logIn(await app().addUser(['beacons:use']));
    await clientWith({ Cookie }, '')('GET', '/v1/users/self').expect(401);
    const other = Cookie.replace('auth=', 'moorgate-session=');
    await clientWith({ Cookie: other })('GET', '/beacons/list').expect(401);
  });
});

describe('a token', () => {
  test('is taken as Bearer, and does what its scopes say', async () => {
    const username = name();
    await addPerson(username, 1);
    const reader = await holderOf(username, ['beacons:use']);
    await reader('GET', '/beacons/list').expect(200);
    const refused = await reader('PUT', `/aliases/${name()}`, '"elsewhere"');
    expect([refused.status, refused.body]).toEqual([
      403,
      { Cause: 'aliases', Message: expect.stringContaining('beacons:manage') as string },
    ]);
  });

  test('without rights about people has no level above others', async () => {
    const [manager, other] = [name(), name()];
    await addPerson(manager, 1);
    await addPerson(other, 0);
    const narrow = await holderOf(manager, ['beacons:use']);
    expect((await narrow('GET', '/users/list')).body).toEqual([manager]);
    await narrow('GET', `/users/${other}`).expect(404);
    await narrow('POST', '/users/create', { Email: name(), Password: testPassword }).expect(403);
  });

  test('that was revoked, and one that is none, is told the same as nobody', async () => {
    for (const text of ['mgt_pat_wrong', randomUUID()]) {
      const answer = await clientWith({ Authorization: `Bearer ${text}` })('GET', '/beacons/list');
      expect([answer.status, answer.text]).toEqual([401, notLoggedIn]);
    }
  });
});

describe('the first version', () => {
  const first = (headers = {}): Client => clientWith(headers, '/api/v0.1');

  test('tells of a login whether it was good, and nothing else', async () => {
    const username = await app().addUser();
    const good = await first()('POST', '/login', { Email: username, Password: testPassword });
    const bad = await first()('POST', '/login', { Email: username, Password: 'wrong' });
    expect([good.status, good.text, bad.status, bad.text]).toEqual([200, 'true', 200, 'false']);
    expect(good.headers['set-cookie']).toBeDefined();
    expect(bad.headers['set-cookie']).toBeUndefined();
  });

  test('has the area of an error in another field', async () => {
    const answer = await first()('GET', '/users/list');
    expect([answer.status, answer.text]).toEqual([
      401,
      '{"Error":"auth","Message":"not logged in"}',
    ]);
  });

  test('has everything that the second one has', async () => {
    const username = await app().addUser(['beacons:use']);
    const Cookie = await logIn(username);
    expect((await first({ Cookie })('GET', '/users/list')).body).toEqual([username]);
    expect((await first({ Cookie })('GET', '/provider/which')).text).toBe('"lighthouse"');
  });
});

test('an unknown path is 404 and a wrong method 405, both in the form of this API', async () => {
  const client = await as(await app().addUser());
  const unknown = await client('GET', '/nothing');
  expect([unknown.status, unknown.body.Cause]).toEqual([404, 'lighthouse']);
  const method = await client('DELETE', '/users/list');
  expect([method.status, method.headers['allow']]).toEqual([405, 'GET, HEAD']);
  await clientWith()('GET', '/nothing').expect(401);
});

test('a login that fails is recorded once; one with nothing to try is counted', async () => {
  const records = await recordsOfRefusals(async (one) => {
    const username = await one.addUser();
    const attempt = async (body: object): Promise<number> => {
      const sent = supertest(one.server).post('/api/v0.2/login');
      return (await sent.set('Content-Type', 'text/plain').send(JSON.stringify(body))).status;
    };
    expect(await attempt({ Email: username, Password: 'wrong' })).toBe(401);
    expect(await attempt({ Email: username })).toBe(401);
    await setUpSecondFactor(one, username);
    expect(await attempt({ Email: username, Password: testPassword })).toBe(401);
  });
  expect(records).toEqual([
    ...['session.refused', 'session.refused'],
    'invalid_request of logIntoLighthouse: 1',
  ]);
});
