import { allScopes } from '@moorgate/auth';
import type { FrozenClock } from '@moorgate/testing';
import { Secret, TOTP } from 'otpauth';
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
  app = await startTestApp({ trustedProxies: ['127.0.0.1'] });
  admin = { 'OSF-TOKEN': await app.tokenWith(allScopes) };
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const answerOf = (answer: supertest.Response): [number, unknown] => [
  answer.status,
  answer.body.code,
];
const ownPage = (Cookie: string): Record<string, string> => ({
  Cookie,
  'Sec-Fetch-Site': 'same-origin',
});

let lastAddress = 0;

/** From another address each time, so that none meets the limits of another. */
const logIn = (username: string, proof: object = {}): supertest.Test =>
  call()
    .post('/v1/sessions')
    .set('X-Forwarded-For', `198.51.100.${(lastAddress += 1)}`)
    .send({ username, password, ...proof });

const begin = (cookie: string, secret = password): supertest.Test =>
  call().post('/v1/self/totp').set(ownPage(cookie)).send({ password: secret });
const confirm = (cookie: string, code: string): supertest.Test =>
  call().post('/v1/self/totp/confirm').set(ownPage(cookie)).send({ 'one-time-code': code });
const remove = (cookie: string, body: object): supertest.Test =>
  call().delete('/v1/self/totp').set(ownPage(cookie)).send(body);

/** The code that an authenticator with this secret shows now. */
const codeOf = (secret: string, clock: FrozenClock = app.clock): string =>
  new TOTP({ secret }).generate({ timestamp: clock.now().getTime() });
const nextStep = (): void => app.clock.advance(30_000);
const wrongCodeOf = (secret: string): string =>
  String((Number(codeOf(secret)) + 1) % 1_000_000).padStart(6, '0');

interface Protected {
  readonly username: string;
  readonly cookie: string;
  readonly secret: string;
  readonly recoveryCodes: string[];
}

const protectedUser = async (): Promise<Protected> => {
  const username = await app.addUser(['devices:read']);
  const cookie = cookieOf((await logIn(username)).headers);
  const { secret } = (await begin(cookie)).body as { secret: string };
  const confirmed = await confirm(cookie, codeOf(secret));
  expect(confirmed.status).toBe(200);
  nextStep();
  return { username, cookie, secret, recoveryCodes: confirmed.body['recovery-codes'] as string[] };
};

describe('setting it up', () => {
  test('shows the secret and the recovery codes once, uncached, and stores neither', async () => {
    const username = await app.addUser();
    const cookie = cookieOf((await logIn(username)).headers);
    const begun = await begin(cookie);
    expect(begun.status).toBe(201);
    expect(begun.headers['cache-control']).toBe('no-store');
    const { secret, uri } = begun.body as { secret: string; uri: string };
    expect(uri).toContain(`otpauth://totp/Moorgate:${username}?`);
    expect(uri).toContain(secret);
    expect((await logIn(username)).status).toBe(201);
    const confirmed = await confirm(cookie, codeOf(secret));
    expect(confirmed.headers['cache-control']).toBe('no-store');
    const codes = confirmed.body['recovery-codes'] as string[];
    expect(new Set(codes).size).toBe(10);
    const stored = JSON.stringify([
      await app.db.selectFrom('second_factors').selectAll().execute(),
      await app.db.selectFrom('recovery_codes').selectAll().execute(),
      await app.db.selectFrom('audit_records').select(['before', 'after']).execute(),
    ]);
    for (const shown of [secret, ...codes]) expect(stored).not.toContain(shown);
    const raw = Buffer.from(Secret.fromBase32(secret).buffer);
    const { sealed_secret: sealed } = await app.db
      .selectFrom('second_factors')
      .select('sealed_secret')
      .executeTakeFirstOrThrow();
    expect(sealed.includes(raw)).toBe(false);
    expect(answerOf(await begin(cookie))).toEqual([409, 'second_factor_exists']);
  });

  test('needs a session, the present password, and a code of the newest secret', async () => {
    const username = await app.addUser();
    const cookie = cookieOf((await logIn(username)).headers);
    expect(answerOf(await confirm(cookie, '123456'))).toEqual([404, 'second_factor_not_found']);
    expect(answerOf(await begin(cookie, 'wrong'))).toEqual([403, 'password_wrong']);
    const first = (await begin(cookie)).body.secret as string;
    const second = (await begin(cookie)).body.secret as string;
    expect(answerOf(await confirm(cookie, codeOf(first)))).toEqual([403, 'one_time_code_wrong']);
    expect((await confirm(cookie, codeOf(second))).status).toBe(200);
    for (const path of ['/self/totp', '/self/totp/confirm']) {
      const body = path.endsWith('confirm') ? { 'one-time-code': '123456' } : { password };
      expect((await call().post(path).send(body)).status).toBe(401);
      const withToken = await call().post(path).set(admin).send(body);
      expect(answerOf(withToken)).toEqual([409, 'session_required']);
    }
  });
});

describe('logging in with it', () => {
  test('needs a code in the same request, and tells so only with the right password', async () => {
    const { username, secret } = await protectedUser();
    const without = await logIn(username);
    expect(answerOf(without)).toEqual([401, 'second_factor_required']);
    expect(without.headers['set-cookie']).toBeUndefined();
    const wrong = { password: 'wrong', 'one-time-code': codeOf(secret) };
    expect(answerOf(await logIn(username, wrong))).toEqual([401, 'login_failed']);
    const answer = await logIn(username, { 'one-time-code': codeOf(secret) });
    expect(answer.status).toBe(201);
    expect((await call().get('/self').set('Cookie', cookieOf(answer.headers))).body).toMatchObject({
      username,
    });
  });

  test('accepts a code once, also of two that come at the same time', async () => {
    const { username, secret } = await protectedUser();
    const proof = { 'one-time-code': codeOf(secret) };
    const answers = await Promise.all([1, 2, 3].map(async () => await logIn(username, proof)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
    expect(answerOf(await logIn(username, proof))).toEqual([401, 'second_factor_failed']);
    nextStep();
    expect((await logIn(username, { 'one-time-code': codeOf(secret) })).status).toBe(201);
  });

  test('accepts each recovery code once, however it is typed, and only those of the user', async () => {
    const { username, recoveryCodes } = await protectedUser();
    const other = await protectedUser();
    const [first, second] = recoveryCodes as [string, string];
    const proof = { 'recovery-code': first.toUpperCase().replaceAll('-', '') };
    expect((await logIn(other.username, proof)).status).toBe(401);
    const answers = await Promise.all([1, 2].map(async () => await logIn(username, proof)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 401]);
    expect((await logIn(username, proof)).status).toBe(401);
    expect((await logIn(username, { 'recovery-code': second })).status).toBe(201);
  });

  test('400: with two codes, or with what is none', async () => {
    const { username, recoveryCodes } = await protectedUser();
    const both = { 'one-time-code': '123456', 'recovery-code': recoveryCodes[0] };
    expect((await logIn(username, both)).body.errors[0].pointer).toBe('/body/recovery-code');
    expect((await logIn(username, { 'one-time-code': '12345' })).status).toBe(400);
  });

  test('429: after ten wrong codes in an hour, from wherever, for codes alone', async () => {
    const { username, secret, cookie } = await protectedUser();
    for (let count = 0; count < 10; count += 1) {
      const wrong = { 'one-time-code': wrongCodeOf(secret) };
      expect(answerOf(await logIn(username, wrong))).toEqual([401, 'second_factor_failed']);
    }
    const answer = await logIn(username, { 'one-time-code': codeOf(secret) });
    expect(answerOf(answer)).toEqual([429, 'rate_limited']);
    expect(answer.headers['retry-after']).toBe('3600');
    expect((await call().get('/self').set('Cookie', cookie)).status).toBe(200);
    app.clock.advance(3_600_000);
    expect((await logIn(username, { 'one-time-code': codeOf(secret) })).status).toBe(201);
  });
});

describe('removing it', () => {
  test('needs the present password and a code; then the password is enough again', async () => {
    const { username, cookie, secret } = await protectedUser();
    const code = { 'one-time-code': codeOf(secret) };
    expect((await remove(cookie, { password })).status).toBe(400);
    expect(answerOf(await remove(cookie, { password: 'wrong', ...code }))).toEqual([
      403,
      'password_wrong',
    ]);
    const wrong = { 'one-time-code': wrongCodeOf(secret) };
    expect(answerOf(await remove(cookie, { password, ...wrong }))).toEqual([
      403,
      'one_time_code_wrong',
    ]);
    expect((await remove(cookie, { password, ...code })).status).toBe(204);
    expect((await logIn(username)).status).toBe(201);
    expect(answerOf(await remove(cookie, { password, ...code }))).toEqual([
      404,
      'second_factor_not_found',
    ]);
  });

  test('is done with a recovery code by somebody who lost the authenticator', async () => {
    const { cookie, recoveryCodes } = await protectedUser();
    const code = { 'recovery-code': recoveryCodes[9] };
    expect((await remove(cookie, { password, ...code })).status).toBe(204);
  });

  test('for others needs every right that they have', async () => {
    const { username } = await protectedUser();
    const reset = (name: string, headers: object): supertest.Test =>
      call()
        .delete(`/v1/users/${name}/totp`)
        .set(headers as Record<string, string>);
    const limited = { 'OSF-TOKEN': await app.tokenWith(['users:read-update']) };
    expect((await reset(username, {})).status).toBe(401);
    expect(answerOf(await reset(username, limited))).toEqual([403, 'scope_not_held']);
    const reader = { 'OSF-TOKEN': await app.tokenWith(['users:read']) };
    expect(answerOf(await reset(username, reader))).toEqual([403, 'scope_missing']);
    expect((await reset(username, admin)).status).toBe(204);
    expect((await logIn(username)).status).toBe(201);
    expect(answerOf(await reset(username, admin))).toEqual([404, 'second_factor_not_found']);
    expect(answerOf(await reset('nobody', admin))).toEqual([404, 'user_not_found']);
    const self = (await call().get('/self').set(admin)).body.username as string;
    expect(answerOf(await reset(self, admin))).toEqual([409, 'user_is_self']);
  });
});

describe('where everybody needs one', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startTestApp({ requiresSecondFactor: true });
  });
  afterAll(() => strict.close());

  test('people without one can do nothing but set it up, on every path', async () => {
    const username = await strict.addUser(['devices:read']);
    const on = (): ReturnType<typeof supertest> => supertest(strict.server);
    const login = await on().post('/sessions').send({ username, password });
    const headers = ownPage(cookieOf(login.headers));
    for (const path of ['/devices', '/v1/devices', '/self', '/v1/tokens', '/v1/sessions']) {
      const answer = await on().get(path).set(headers);
      expect(answerOf(answer)).toEqual([403, 'second_factor_setup_required']);
    }
    const begun = await on().post('/self/totp').set(headers).send({ password });
    const confirmed = await on()
      .post('/self/totp/confirm')
      .set(headers)
      .send({ 'one-time-code': codeOf(begun.body.secret as string, strict.clock) });
    expect(confirmed.status).toBe(200);
    expect((await on().get('/v1/devices').set(headers)).status).toBe(200);
    expect(strict.check.violations).toEqual([]);
  });
});
