/** A user with a second factor, for tests of logins. */
import { TOTP } from 'otpauth';
import supertest from 'supertest';
import { cookieOf, type TestApp, testPassword } from './test-app.ts';

/** Gives the user a second factor; answers what shows the code of the next step of time, to which it moves the clock. */
export const setUpSecondFactor = async (app: TestApp, username: string): Promise<() => string> => {
  const login = await supertest(app.server)
    .post('/v1/sessions')
    .send({ username, password: testPassword });
  const ownPage = { Cookie: cookieOf(login.headers), 'Sec-Fetch-Site': 'same-origin' };
  const begun = await supertest(app.server)
    .post('/v1/self/totp')
    .set(ownPage)
    .send({ password: testPassword });
  const { secret } = begun.body as { secret: string };
  const nextCode = (): string => {
    app.clock.advance(30_000);
    return new TOTP({ secret }).generate({ timestamp: app.clock.now().getTime() });
  };
  const confirmed = await supertest(app.server)
    .post('/v1/self/totp/confirm')
    .set(ownPage)
    .send({ 'one-time-code': nextCode() });
  if (confirmed.status >= 300) throw new Error(`${confirmed.status} ${confirmed.text}`);
  return nextCode;
};
