/** An installation with people of several levels and a beacon, as clients of this dialect use it. */
import { allScopes } from '@moorgate/auth';
import { boot2docker, startTestBeacon, type TestBeacon } from '@moorgate/testing';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  testPassword,
} from '../../../test-support/test-app.ts';

/** The token that the beacon asks for. */
export const beaconToken = 'MY_TOKEN';

/** Sends a request as somebody; a text is sent as it is, without saying what it is. */
export type Client = (method: string, path: string, body?: unknown) => supertest.Test;

/** What the tests of one file share; the functions answer from the first test on. */
export interface Lighthouse {
  app(): TestApp;
  /** Listens on this host; reached under `example.com` too. */
  beacon(): TestBeacon;
  /** Sends with these headers, below `/api/v0.2`. */
  clientWith(headers?: Readonly<Record<string, string>>, prefix?: string): Client;
  /** The cookie of a new session. */
  logIn(username: string, password?: string): Promise<string>;
  /** Somebody in a session of their own. */
  as(username: string, password?: string): Promise<Client>;
  /** Makes somebody of this level, with the usual password, and answers a client in their session. */
  addPerson(username: string, level: number): Promise<Client>;
  /** A client of an administrator, who made everybody. */
  root(): Client;
  /** A name that nobody has. */
  name(): string;
}

const send =
  (app: TestApp, headers: Readonly<Record<string, string>>, prefix: string): Client =>
  (method, path, body) => {
    const request = supertest(app.server)
      [method.toLowerCase() as 'get'](`${prefix}${path}`)
      .set(headers);
    if (body === undefined) return request;
    // What clients of Go send: JSON without a name for it.
    return request
      .set('Content-Type', 'text/plain')
      .send(typeof body === 'string' ? body : JSON.stringify(body));
  };

/**
 * Opens it, with these options of the application, before the tests of a file and closes it after them; nothing that an endpoint
 * answers is undeclared.
 */
export const useLighthouse = (options: TestAppOptions = {}): Lighthouse => {
  let app: TestApp;
  let beacon: TestBeacon;
  let root: Client;
  let lastNumber = 0;
  beforeAll(async () => {
    const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    app = await startTestApp({ ...options, beacons: { resolve } });
    beacon = await startTestBeacon({ token: beaconToken, vms: [boot2docker] });
    root = await as(await app.addUser(allScopes));
  });
  afterAll(async () => {
    await beacon.close();
    await app.close();
  });
  afterEach(() => expect(app.check.violations).toEqual([]));

  const clientWith: Lighthouse['clientWith'] = (headers = {}, prefix = '/api/v0.2') =>
    send(app, headers, prefix);
  const logIn = async (username: string, password = testPassword): Promise<string> => {
    const body = { Email: username, Password: password };
    const answer = await clientWith()('POST', '/login', body).expect(200);
    return cookieOf(answer.headers);
  };
  const as: Lighthouse['as'] = async (username, password) =>
    clientWith({ Cookie: await logIn(username, password) });
  return {
    app: () => app,
    beacon: () => beacon,
    clientWith,
    logIn,
    as,
    addPerson: async (username, level) => {
      await root('POST', '/users/create', { Email: username, Password: testPassword }).expect(200);
      await root('PUT', `/users/${username}`, { AuthLevel: level }).expect(200);
      return as(username);
    },
    root: () => root,
    name: () => `person${(lastNumber += 1)}`,
  };
};
