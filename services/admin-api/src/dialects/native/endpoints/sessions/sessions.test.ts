import supertest from 'supertest';
import { listAuditRecordsByTarget } from '@moorgate/db';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ trustedProxies: ['127.0.0.1'] });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);

let lastAddress = 0;

/** An address of its own for each test, so that none meets the limits of another. */
const newAddress = (): string => {
  lastAddress += 1;
  return `198.51.${lastAddress >> 8}.${lastAddress & 255}`;
};

const logIn = (
  request: object,
  headers: Record<string, string> = { 'X-Forwarded-For': newAddress() },
): supertest.Test => call().post('/v1/sessions').set(headers).send(request);

describe('POST /sessions', () => {
  describe('201', () => {
    test('sets a cookie that scripts cannot read, other sites cannot send, and that is a credential', async () => {
      const username = await app.addUser(['devices:read']);
      const answer = await logIn({ username, password });
      expect(answer.status).toBe(201);
      expect(answer.body).toEqual({ username, 'expires-at': 1_772_366_400 + 48 * 3_600 });
      expect(answer.headers['set-cookie']).toEqual([
        expect.stringMatching(
          /^moorgate-session=mgt_ses_[0-9A-Za-z_]+; Expires=Tue, 03 Mar 2026 12:00:00 GMT; Path=\/; HttpOnly; SameSite=Strict$/,
        ),
      ]);
      const self = await call()
        .get('/v1/self')
        .set('Cookie', `a=b; ${cookieOf(answer.headers)}`);
      expect(self.body).toMatchObject({ username, credential: { kind: 'session' } });
    });

    test('uses the name that no other host can plant where browsers come by HTTPS', async () => {
      const secure = await startTestApp({ publicUrl: 'https://fleet.example' });
      const username = await secure.addUser();
      const answer = await supertest(secure.server)
        .post('/v1/sessions')
        .set('Origin', 'https://fleet.example')
        .send({ username, password });
      const [cookie] = answer.headers['set-cookie'] as unknown as string[];
      expect(cookie).toMatch(
        /^__Host-moorgate-session=.*; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
      );
      expect(answer.headers['strict-transport-security']).toBeDefined();
      await secure.close();
    });

    test('ends the session that the browser had before, whoever’s it was, and no other', async () => {
      const [one, other] = [await app.addUser(), await app.addUser()];
      const elsewhere = cookieOf((await logIn({ username: one, password })).headers);
      const before = cookieOf((await logIn({ username: one, password })).headers);
      const headers = { 'X-Forwarded-For': newAddress(), Cookie: before };
      const after = cookieOf((await logIn({ username: other, password }, headers)).headers);
      const statusWith = async (cookie: string): Promise<number> =>
        (await call().get('/v1/self').set('Cookie', cookie)).status;
      expect(await statusWith(before)).toBe(401);
      expect(await statusWith(elsewhere)).toBe(200);
      expect(await statusWith(after)).toBe(200);
      const wrong = { 'X-Forwarded-For': newAddress(), Cookie: after };
      expect((await logIn({ username: one, password: 'wrong' }, wrong)).status).toBe(401);
      expect(await statusWith(after)).toBe(200);
    });

    test('does not let a session be used as a Bearer token', async () => {
      const answer = await logIn({ username: await app.addUser(), password });
      const token = cookieOf(answer.headers).split('=')[1]!;
      const self = await call().get('/v1/self').set('Authorization', `Bearer ${token}`);
      expect(self.status).toBe(401);
    });
  });

  describe('400', () => {
    test.each([
      {},
      null,
      [],
      { username: 'a' },
      { username: 'a\u0000', password },
      { username: 1, password },
    ])('refuses the body %j', async (request) => {
      const answer = await call()
        .post('/v1/sessions')
        .set('Content-Type', 'application/json')
        .send(JSON.stringify(request));
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    });
  });

  describe('401', () => {
    test('answers the same for a wrong password and for a name that nobody has', async () => {
      const username = await app.addUser();
      const wrong = await logIn({ username, password: 'wrong' });
      const nobody = await logIn({ username: 'nobody', password });
      for (const answer of [wrong, nobody]) {
        expect(answer.status).toBe(401);
        expect({ ...answer.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
        expect(answer.headers['set-cookie']).toBeUndefined();
      }
    });

    test('records the failure with the client’s address, behind a declared proxy the true one', async () => {
      const username = await app.addUser();
      await logIn({ username, password: 'wrong' }, { 'X-Forwarded-For': '203.0.113.9' });
      const { id } = await app.db
        .selectFrom('users')
        .select('id')
        .where('username', '=', username)
        .executeTakeFirstOrThrow();
      const records = await listAuditRecordsByTarget(app.db, { kind: 'user', id });
      expect(records.at(-1)).toMatchObject({ action: 'session.refused', address: '203.0.113.9' });
    });
  });

  describe('403', () => {
    test.each([
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://elsewhere.example' },
      { Origin: 'null' },
    ])('refuses a browser that comes with %j', async (headers) => {
      const username = await app.addUser();
      const answer = await logIn({ username, password }, headers as Record<string, string>);
      expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request']);
    });

    test('accepts a browser that comes from an own page', async () => {
      const username = await app.addUser();
      expect((await logIn({ username, password }, { Origin: app.origin })).status).toBe(201);
    });
  });

  describe('429', () => {
    const wrongFrom = async (username: string, address: string): Promise<number> =>
      (await logIn({ username, password: 'wrong' }, { 'X-Forwarded-For': address })).status;

    test('keeps an account waiting where ten passwords were wrong, says how long, and spares its tokens and sessions', async () => {
      const username = await app.addUser();
      const session = cookieOf((await logIn({ username, password })).headers);
      const token = await app.tokenWith(['devices:read']);
      const headers = { 'X-Forwarded-For': newAddress() };
      for (let count = 0; count < 10; count += 1)
        expect(await wrongFrom(username, headers['X-Forwarded-For'])).toBe(401);
      const answer = await logIn({ username, password }, headers);
      expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(300);
      expect((await call().get('/v1/self').set('Cookie', session)).status).toBe(200);
      expect((await call().get('/v1/self').set('OSF-TOKEN', token)).status).toBe(200);
      expect((await logIn({ username, password })).status).toBe(201);
    });

    test('keeps an account waiting that is attacked from many addresses, but not where its owner has logged in before', async () => {
      const username = await app.addUser();
      const known = { 'X-Forwarded-For': '2001:db8:ffff::1' };
      const session = cookieOf((await logIn({ username, password }, known)).headers);
      for (let count = 0; count < 50; count += 1)
        expect(await wrongFrom(username, newAddress())).toBe(401);
      expect(await wrongFrom(username, newAddress())).toBe(429);
      expect((await logIn({ username, password })).status).toBe(429);
      const sameNetwork = { 'X-Forwarded-For': '2001:db8:ffff:0:1::2' };
      expect((await logIn({ username, password }, sameNetwork)).status).toBe(201);
      const elsewhere = { Cookie: session, 'X-Forwarded-For': newAddress() };
      const change = await call()
        .put('/v1/self/password')
        .set({ ...elsewhere, 'Sec-Fetch-Site': 'same-origin' })
        .send({ 'present-password': password, password: 'another horse battery' });
      expect(change.status).toBe(204);
    });

    test('does not believe a client about its address unless a declared proxy vouches for it', async () => {
      const direct = await startTestApp();
      const username = await direct.addUser();
      const statuses: number[] = [];
      for (let count = 0; count < 11; count += 1) {
        const answer = await supertest(direct.server)
          .post('/sessions')
          .set({ 'X-Forwarded-For': newAddress(), 'X-Real-IP': newAddress() })
          .send({ username, password: 'wrong' });
        statuses.push(answer.status);
      }
      await direct.close();
      expect(statuses).toEqual([...Array<number>(10).fill(401), 429]);
    });

    test('keeps an address waiting after thirty, whatever names it tries, and an IPv6 network like one address', async () => {
      for (const addressOf of [
        () => '203.0.113.77',
        (count: number) => `2001:db8:1:2::${count.toString(16)}`,
      ]) {
        const headers = (count: number): Record<string, string> => ({
          'X-Forwarded-For': addressOf(count),
        });
        for (let count = 1; count <= 30; count += 1) {
          const request = { username: `guess${count}`, password: 'wrong' };
          expect((await logIn(request, headers(count))).status).toBe(401);
        }
        const request = { username: await app.addUser(), password };
        expect((await logIn(request, headers(99))).status).toBe(429);
        expect((await logIn(request)).status).toBe(201);
      }
    });
  });
});

describe('DELETE /sessions/self', () => {
  const logOut = async (headers: Record<string, string>): Promise<supertest.Response> => {
    const login = await logIn({ username: await app.addUser(), password });
    return call()
      .delete('/v1/sessions/self')
      .set({ Cookie: cookieOf(login.headers), ...headers });
  };

  describe('204', () => {
    test('ends the session and removes the cookie', async () => {
      const login = await logIn({ username: await app.addUser(), password });
      const Cookie = cookieOf(login.headers);
      const answer = await call()
        .delete('/v1/sessions/self')
        .set({ Cookie, 'Sec-Fetch-Site': 'same-origin' });
      expect(answer.status).toBe(204);
      expect(answer.headers['set-cookie']![0]).toMatch(/^moorgate-session=; Max-Age=0;/);
      expect((await call().get('/v1/self').set({ Cookie })).status).toBe(401);
    });
  });

  describe('401', () => {
    test('asks for a credential', async () => {
      expect((await call().delete('/v1/sessions/self')).status).toBe(401);
    });
  });

  describe('403', () => {
    test.each([
      [{}],
      [{ Origin: 'https://elsewhere.example' }],
      [{ 'Sec-Fetch-Site': 'cross-site' }],
      [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'same' }],
    ])('refuses a cookie without proof of an own page: %j', async (headers) => {
      const answer = await logOut(
        'Origin' in headers && headers.Origin === 'same'
          ? { ...headers, Origin: app.origin }
          : headers,
      );
      expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request']);
    });
  });

  describe('409', () => {
    test('tells a token that it is no session', async () => {
      const token = await app.tokenWith(['devices:read']);
      const answer = await call().delete('/v1/sessions/self').set('OSF-TOKEN', token);
      expect([answer.status, answer.body.code]).toEqual([409, 'session_required']);
    });
  });
});
