/** The Docker API of a host: what goes to its engine, what comes back, and for whom. */
import { once } from 'node:events';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { revokeToken } from '@moorgate/auth';
import { deleteBeaconPermission, listAuditRecordsByTarget } from '@moorgate/db';
import { hostAddress, hostAlias, useDockerDoor } from './test-support/use-docker-door.ts';

const { addHolder, app, ask, base, beacon, beaconId, begin } = useDockerDoor(['privileged']);

const problemOf = (answer: Awaited<ReturnType<typeof ask>>) => [
  answer.message.statusCode,
  (JSON.parse(answer.text) as { code: string }).code,
];
const requestsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  const before = beacon().requests.length;
  await work();
  return beacon().requests.length - before;
};

describe('a request', () => {
  test.each([
    ['the id', () => `${base()}version?a=%2F&b`],
    ['the alias', () => `/v1/docker-hosts/${hostAlias}/docker/version?a=%2F&b`],
    [
      'the address',
      () => `/docker-hosts/${encodeURIComponent(hostAddress)}/docker/version?a=%2F&b`,
    ],
  ])('reaches the engine of the host of %s as it is', async (_what, path) => {
    beacon().serveDocker(({ target }, response) => response.end(target));
    expect((await ask(path())).text).toBe('version?a=%2F&b');
  });

  test('takes no credential of ours along, and those of registries', async () => {
    beacon().serveDocker((_call, response) => response.end());
    const headers = { Cookie: 'a=b', 'X-Registry-Auth': 'abc', 'X-Forwarded-User': 'me' };
    await ask('images/create?fromImage=a', { method: 'POST', headers });
    const seen = beacon().requests.at(-1)!.headers;
    expect(seen).toMatchObject({ token: 'MY_TOKEN', 'x-registry-auth': 'abc' });
    for (const name of ['authorization', 'cookie', 'x-forwarded-user'])
      expect(seen).not.toHaveProperty(name);
  });

  test('streams both ways at once', async () => {
    beacon().serveDocker(({ request }, response) => void request.pipe(response));
    const { port } = app().server.address() as AddressInfo;
    const { token } = await addHolder();
    const asked = send({
      ...{ port, method: 'POST', path: `${base()}images/load`, agent: false },
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/x-tar' },
    });
    asked.write('one');
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).toBe('one');
    asked.end('two');
    expect(await text(answer)).toBe('two');
    expect(beacon().requests.at(-1)!.headers['content-type']).toBe('application/x-tar');
  });

  test('that changes something is recorded before and after', async () => {
    beacon().serveDocker((_call, response) => response.writeHead(204).end());
    const { message } = await ask('containers/recorded/start', { method: 'POST' });
    const target = { kind: 'docker_host', id: hostAddress };
    const records = await listAuditRecordsByTarget(app().db, target);
    const own = records.filter(({ request_id: id }) => id === message.headers['x-request-id']);
    expect(own).toMatchObject([
      { action: 'docker_host.change_begun' },
      { action: 'docker_host.change_ended', after: { status: 204 } },
    ]);
  });

  test('that the policy refuses reaches no engine', async () => {
    const body = '{"HostConfig":{"Privileged":true}}';
    const headers = { 'Content-Type': 'application/json' };
    const work = async () => {
      const answer = await ask('containers/create', { method: 'POST', headers, body });
      expect(problemOf(answer)).toEqual([403, 'docker_request_refused']);
    };
    expect(await requestsDuring(work)).toBe(0);
  });

  test('ends at the engine when its client leaves', async () => {
    const left = Promise.withResolvers<void>();
    beacon().serveDocker((_call, response) => {
      response.once('close', left.resolve).write('a');
    });
    const answer = await begin('containers/x/logs?follow=1');
    answer.destroy();
    await left.promise;
  });
});

describe('an answer', () => {
  test.each([200, 201, 204, 304, 404, 409, 500])('of %i is that of the engine', async (status) => {
    beacon().serveDocker((_call, response) => {
      response.writeHead(status, 'In Its Words', { 'Content-Type': 'text/x', 'Api-Version': '1' });
      response.end(status === 204 || status === 304 ? undefined : 'its \u0000 bytes');
    });
    const { message, text: body } = await ask('version');
    expect([message.statusCode, message.statusMessage]).toEqual([status, 'In Its Words']);
    expect(message.headers).toMatchObject({ 'content-type': 'text/x', 'api-version': '1' });
    expect(body).toBe(status === 204 || status === 304 ? '' : 'its \u0000 bytes');
  });

  test('to HEAD has the fields of the engine', async () => {
    beacon().serveDocker((_call, response) =>
      response.writeHead(200, { 'Content-Length': '7', Ostype: 'linux' }).end(),
    );
    const { message } = await ask('_ping', { method: 'HEAD' });
    expect(message.headers).toMatchObject({ 'content-length': '7', ostype: 'linux' });
  });

  test('tells a browser nothing in our name', async () => {
    beacon().serveDocker((_call, response) => {
      response.writeHead(200, {
        'Content-Type': 'text/html',
        'Content-Security-Policy': 'default-src *',
        'X-Content-Type-Options': 'none',
        'Set-Cookie': 'session=mine',
        'Access-Control-Allow-Origin': '*',
        'Clear-Site-Data': '"*"',
        Refresh: '0; url=http://elsewhere.example',
      });
      response.end('<script>');
    });
    const { headers } = (await ask('version')).message;
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    for (const name of ['set-cookie', 'access-control-allow-origin', 'clear-site-data', 'refresh'])
      expect(headers).not.toHaveProperty(name);
  });

  test('begins when the engine begins, and breaks off when it does', async () => {
    beacon().serveDocker(({ request }, response) => {
      response.writeHead(200).flushHeaders();
      request.socket.once('data', () => undefined);
      setImmediate(() => response.write('a', () => request.socket.destroy()));
    });
    const answer = await begin('events');
    await expect(text(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('that does not come is a problem', async () => {
    beacon().serveDocker(({ request }) => request.socket.destroy());
    expect(problemOf(await ask('version'))).toEqual([503, 'docker_call_failed']);
  });
});

describe('for whom', () => {
  beforeEach(() => beacon().serveDocker((_call, response) => response.end('{}')));

  test('nobody without a credential', async () => {
    const answer = await ask('version', { token: null });
    expect(problemOf(answer)).toEqual([401, 'credentials_required']);
    expect(answer.message.headers['www-authenticate']).toBe('Bearer realm="moorgate"');
    expect(problemOf(await ask('version', { token: 'x' }))).toEqual([401, 'credentials_invalid']);
  });

  test('a token that reads does not change, nor attach', async () => {
    const { token } = await addHolder(['docker:read']);
    expect((await ask('version', { token })).message.statusCode).toBe(200);
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect(problemOf(await ask('version', { token, method }))).toEqual([403, 'scope_missing']);
    const attach = await ask('containers/x/attach/ws', { token });
    expect(problemOf(attach)).toEqual([403, 'scope_missing']);
  });

  test('a host of somebody else is as little there as none', async () => {
    const { token } = await addHolder(undefined, null);
    const work = async () => {
      for (const path of ['version', '/v1/docker-hosts/nowhere/docker/version'])
        expect(problemOf(await ask(path, { token }))).toEqual([404, 'docker_host_not_found']);
    };
    expect(await requestsDuring(work)).toBe(0);
  });

  test('nothing but a path of the Docker API is asked, by its methods', async () => {
    const work = async () => {
      expect(problemOf(await ask('containers/..%2F..%2Fvms'))).toEqual([400, 'invalid_request']);
      expect(problemOf(await ask(''))).toEqual([400, 'invalid_request']);
      const other = await ask('version', { method: 'PATCH' });
      expect(problemOf(other)).toEqual([405, 'method_not_allowed']);
      expect(other.message.headers.allow).toBe('DELETE, GET, HEAD, POST, PUT');
    };
    expect(await requestsDuring(work)).toBe(0);
  });
});

describe('what lasts', () => {
  test.each([
    ['the token', (holder: Held) => revokeToken(app().operator, holder.tokenId)],
    [
      'the level',
      ({ userId }: Held) =>
        app()
          .db.transaction()
          .execute((trx) => deleteBeaconPermission(trx, { beaconId: beaconId(), userId })),
    ],
  ])('ends within a second after %s is gone', async (_what, end) => {
    beacon().serveDocker((_call, response) => void response.write('a'));
    const holder = await addHolder(['docker:read']);
    const answer = await begin('containers/x/logs?follow=1', { token: holder.token });
    const broken = text(answer).catch((error: unknown) => error);
    await end(holder);
    const beganMs = performance.now();
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });
});

type Held = Awaited<ReturnType<typeof addHolder>>;
