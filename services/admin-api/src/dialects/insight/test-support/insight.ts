/** Calls of this dialect, as its clients and browsers make them. */
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  testPassword,
} from '../../../test-support/test-app.ts';

/** What a browser says of an address that its user entered. */
export const entered = {
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
};

/** A user with a session. */
export interface LoggedIn {
  readonly username: string;
  readonly cookie: string;
}

/** What the tests of one file share; answers from the first test on. */
export interface Insight {
  app(): TestApp;
  send(
    method: 'get' | 'post' | 'delete',
    path: string,
    headers?: Record<string, string>,
  ): supertest.Test;
  logIn(): Promise<LoggedIn>;
  /** A token of a new user, or of the one that is given. */
  makeToken(user?: LoggedIn): Promise<string>;
  /** The status of a request with this token. */
  statusOf(token: string): Promise<number>;
}

/** Opens it before the tests of a file; after each, no answer may have been one that its endpoint does not declare. */
export const useInsight = (options: TestAppOptions = {}): Insight => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp(options);
  });
  beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
  afterEach(() => expect(app.check.violations).toEqual([]));
  afterAll(() => app.close());

  const send: Insight['send'] = (method, path, headers = {}) =>
    supertest(app.server)[method](path).set(headers);
  const logIn = async (): Promise<LoggedIn> => {
    const username = await app.addUser([
      'devices:read',
      'devices:read-update',
      'source:read',
      'updates:read-update',
    ]);
    const login = await send('post', '/v1/sessions').send({ username, password: testPassword });
    return { username, cookie: cookieOf(login.headers) };
  };
  return {
    app: () => app,
    send,
    logIn,
    makeToken: async (user) => {
      const { cookie } = user ?? (await logIn());
      const answer = await send('get', '/api/createApiToken', { ...entered, Cookie: cookie });
      return (answer.body as { token: string }).token;
    },
    statusOf: async (token) =>
      (await send('get', '/api/getUserRecentFiles', { 'X-Auth-Token': token })).status,
  };
};
