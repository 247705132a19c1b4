/** Calls of this dialect, as its clients make them. */
import supertest from 'supertest';
import {
  startTestApp,
  type TestApp,
  type TestAppOptions,
  testPassword,
} from '../../../test-support/test-app.ts';

export const base = '/broker/rest';
export const authorizationsPath = `${base}/user/authorizations`;

/** The value of `Authorization` for a name and a password. */
export const basicOf = (username: string, password = testPassword): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** An authorization as JSON has it. */
export interface ShownAuthorization {
  readonly id: string;
  readonly token: string;
  readonly scopes: string;
  readonly note: string | null;
  readonly identity: string;
  readonly created_at: string;
  readonly expires_in: number;
  readonly expires_in_seconds: number;
  readonly links?: Readonly<Record<string, { readonly href: string }>>;
}

/** What the tests of one file share; answers from the first test on. */
export interface Broker {
  app(): TestApp;
  /** Sends a request with this `Authorization`; empty: with none. */
  send(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    authorization: string,
  ): supertest.Test;
  /** Adds an authorization and answers it; with a password, or with another one. */
  add(authorization: string, fields?: object): Promise<ShownAuthorization>;
  /** A new user, as the `Authorization` of their password. */
  makeUser(): Promise<{ readonly username: string; readonly basic: string }>;
}

/** Opens it before the tests of a file; after each, no answer may have been one that its endpoint does not declare. */
export const useBroker = (options: TestAppOptions = {}): Broker => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp(options);
  });
  beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
  afterEach(() => expect(app.check.violations).toEqual([]));
  afterAll(() => app.close());

  const send: Broker['send'] = (method, path, authorization) => {
    const request = supertest(app.server)[method](path);
    return authorization === '' ? request : request.set('Authorization', authorization);
  };
  return {
    app: () => app,
    send,
    add: async (authorization, fields = {}) => {
      const answer = await send('post', authorizationsPath, authorization).send(fields);
      if (answer.status > 201) throw new Error(`${answer.status} ${answer.text}`);
      return (answer.body as { data: ShownAuthorization }).data;
    },
    makeUser: async () => {
      const username = await app.addUser(['devices:read']);
      return { username, basic: basicOf(username) };
    },
  };
};
