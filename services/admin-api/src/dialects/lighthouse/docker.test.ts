/** The proxy to Docker hosts: what goes to an engine, what comes back, and for whom. */
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { issueTokenFor, revokeToken } from '@moorgate/auth';
import type { TestDocker } from '@moorgate/testing';
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, beacon, clientWith, logIn, name } = useLighthouse();

const instance = '127.0.0.1:5001/v1.12';
const escaped = encodeURIComponent(instance);

let username: string;
let owner: Client;
let first: Client;
let alias: string;
beforeAll(async () => {
  [username, alias] = [name(), name()];
  owner = await addPerson(username, 1);
  first = clientWith({ Cookie: await logIn(username) }, '/api/v0.1');
  const body = { Address: beacon().address, Token: beaconToken, Alias: alias };
  await owner('POST', '/beacons/create', body).expect(200);
});

const serve = (docker: TestDocker): void => beacon().serveDocker(docker);

/** Answers with what was asked. */
const echo = (): void =>
  serve(({ method, target, request }, response) => {
    void text(request).then((body) => {
      const type = request.headers['content-type'] ?? null;
      response.setHeader('Content-Type', 'application/vnd.test+json');
      response.setHeader('X-Other', 'of the engine');
      response.end(JSON.stringify({ method, target, body, type }));
    });
  });

const requestsDuring = async (work: () => PromiseLike<unknown>): Promise<number> => {
  const before = beacon().requests.length;
  await work();
  return beacon().requests.length - before;
};

describe('a call', () => {
  beforeEach(echo);

  test.each([
    ['the address behind d', () => `/d/${escaped}/containers/json?all=1`],
    ['the address before d', () => `/${escaped}/d/containers/json?all=1`],
    ['an alias behind d', () => `/d/${alias}.boot2docker/containers/json?all=1`],
    ['an alias before d', () => `/${alias}.boot2docker/d/containers/json?all=1`],
  ])('goes to the host of %s, in both versions', async (_what, path) => {
    for (const client of [owner, first]) {
      const answer = await client('GET', path()).expect(200);
      const { headers } = answer;
      expect(JSON.parse(answer.text)).toEqual({
        ...{ method: 'GET', target: 'containers/json?all=1', body: '', type: null },
      });
      expect(headers['content-type']).toBe('application/vnd.test+json');
      expect(headers).not.toHaveProperty('x-other');
      expect(beacon().requests.at(-1)).toMatchObject({
        path: `/d/${instance}/containers/json?all=1`,
        headers: { token: beaconToken },
      });
    }
  });

  test.each([
    ['POST', { Payload: { Image: 'a' }, Other: 1 }, '{"Image":"a"}', 'application/json'],
    ['PUT', { Payload: '{"Image": "a"}' }, '{"Image": "a"}', 'application/json'],
    ['DELETE', { Payload: { a: 1 } }, '{"a":1}', 'application/json'],
    ['POST', '{', '', null],
    ['POST', undefined, '', null],
    ['DELETE', undefined, '', null],
  ])('%s of %j sends the payload and nothing else', async (method, sent, body, type) => {
    const answer = await owner(method, `/d/${escaped}/containers/create`, sent).expect(200);
    expect(JSON.parse(answer.text)).toEqual({ method, target: 'containers/create', body, type });
  });

  test('has no body for HEAD, which the engine is asked as it is', async () => {
    const answer = await owner('HEAD', `/d/${escaped}/_ping`).expect(200);
    expect(answer.text ?? '').toBe('');
    expect(beacon().requests.at(-1)?.method).toBe('HEAD');
  });

  test.each(['beacons', 'aliases', 'users', 'applications', 'login', 'logout', 'provider'])(
    'is none below %s, which is no host',
    async (segment) => {
      const work = async () => {
        const { status } = await owner('POST', `/${segment}/d/version`);
        expect([404, 405]).toContain(status);
      };
      expect(await requestsDuring(work)).toBe(0);
    },
  );

  test.each(['/d', '/d/', '/d/host', '/d/host/'])('%s is too little', async (path) => {
    const answer = await owner('GET', path);
    expect([answer.status, answer.body]).toEqual([
      400,
      { Cause: 'handlers', Message: 'could not get required data for handler' },
    ]);
  });
});

describe('an answer', () => {
  const ask = (method = 'POST') => owner(method, `/d/${escaped}/containers/x/start`);

  test.each([200, 201, 202])('of %i goes through as it is', async (status) => {
    serve((_call, response) => {
      response.writeHead(status, { 'Content-Type': 'text/plain' });
      response.end('the bytes');
    });
    const answer = await ask();
    expect([answer.status, answer.text]).toEqual([status, 'the bytes']);
  });

  test.each([204, 304])('of %i is empty', async (status) => {
    serve((_call, response) => response.writeHead(status).end());
    const answer = await ask();
    expect([answer.status, answer.text]).toEqual([status, '']);
  });

  test('above 299 is an error of docker, with the beginning of what the engine says', async () => {
    serve((_call, response) => response.writeHead(504).end('x'.repeat(10_000)));
    const answer = await ask();
    expect([answer.status, answer.body]).toEqual([
      504,
      { Cause: 'docker', Message: '504 Gateway Timeout', Detail: 'x'.repeat(4_096) },
    ]);
    serve((_call, response) => response.writeHead(404).end());
    const early = await first('GET', `/${escaped}/d/containers/x/json`);
    expect([early.status, early.body]).toEqual([
      404,
      { Error: 'docker', Message: '404 Not Found' },
    ]);
  });

  test('that does not come is an error of control, which tells nothing of what happened', async () => {
    serve(({ request }) => request.socket.destroy());
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await ask(method);
      expect([answer.status, answer.body]).toEqual([
        500,
        { Cause: 'control', Message: `${method} request failed` },
      ]);
    }
  });

  test('that cannot be asked for is an error of control', async () => {
    const work = async () => {
      const answer = await owner('GET', `/d/${escaped}/containers/..%2F..%2Fx`);
      expect([answer.status, answer.body]).toEqual([
        500,
        { Cause: 'control', Message: 'Failed to create GET request' },
      ]);
    };
    expect(await requestsDuring(work)).toBe(0);
  });
});

describe('for whom', () => {
  beforeEach(echo);

  test('nothing but the instances of beacons is called', async () => {
    const { port } = beacon();
    const own = name();
    await owner('PUT', `/aliases/${own}`, JSON.stringify(`127.0.0.1:${String(port)}`));
    const work = async () => {
      for (const host of [`127.0.0.1:${String(port)}`, '169.254.169.254', own, 'nobody']) {
        const answer = await owner('GET', `/d/${host}/version`);
        expect([answer.status, answer.body]).toEqual([
          400,
          { Cause: 'beacons', Message: 'databases: given key not found' },
        ]);
      }
    };
    expect(await requestsDuring(work)).toBe(0);
  });

  test('somebody without a level on the beacon is refused, and told less by the first version', async () => {
    const stranger = name();
    const client = await addPerson(stranger, 0);
    const early = clientWith({ Cookie: await logIn(stranger) }, '/api/v0.1');
    const work = async () => {
      const answer = await client('GET', `/d/${escaped}/version`);
      expect([answer.status, answer.body]).toEqual([
        403,
        { Cause: 'beacons', Message: 'beacons: user not permitted to access token' },
      ]);
      for (const host of [instance, 'nobody']) {
        const refused = await early('GET', `/${encodeURIComponent(host)}/d/version`);
        expect([refused.status, refused.body]).toEqual([
          401,
          { Error: 'control', Message: `user not permitted to access host: ${host}` },
        ]);
      }
    };
    expect(await requestsDuring(work)).toBe(0);
    await owner('PUT', `/beacons/user/${beacon().address}/${stranger}`).expect(200);
    await client('GET', `/d/${escaped}/version`).expect(200);
  });

  test('a token that reads does not change', async () => {
    const scopes = ['docker:read'] as const;
    const { token } = await issueTokenFor(app().operator, app().keys, {
      ...{ username, name: name(), scopes },
    });
    const reader = clientWith({ Authorization: `Bearer ${token}` });
    await reader('GET', `/d/${escaped}/version`).expect(200);
    for (const method of ['POST', 'PUT', 'DELETE'])
      await reader(method, `/d/${escaped}/version`).expect(403);
  });

  test('a page of another site changes nothing', async () => {
    const cookie = await logIn(username);
    const page = clientWith({ Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' });
    const work = () => page('POST', `/d/${escaped}/containers/x/stop`).expect(403);
    expect(await requestsDuring(work)).toBe(0);
  });

  test('a stream ends within a second after the token is revoked', async () => {
    serve((_call, response) => void response.write('a'));
    const { id, token } = await issueTokenFor(app().operator, app().keys, {
      ...{ username, name: name(), scopes: ['docker:read'] },
    });
    const { port } = app().server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve) => {
      const path = `/api/v0.2/d/${escaped}/containers/x/logs?follow=1`;
      get({ port, path, headers: { Authorization: `Bearer ${token}` } }, resolve);
    });
    const broken = text(answer).catch((error: unknown) => error);
    await revokeToken(app().operator, id);
    const beganMs = performance.now();
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });
});
