/** Raw connections to what runs on a host: attaching, executing, and the session of a builder. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { changeUserScopes, revokeToken } from '@moorgate/auth';
import { deleteBeaconPermission } from '@moorgate/db';
import { type Holder, useDockerDoor } from './test-support/use-docker-door.ts';

const { addHolder, app, ask, beacon, beaconId, raw } = useDockerDoor();

const upgraded =
  'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';
const attach = 'containers/x/attach?stream=1&stdin=1&stdout=1';

const readHead = async (socket: Socket): Promise<string> => {
  let seen = '';
  while (!seen.includes('\r\n\r\n')) {
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) await once(socket, 'readable');
    else seen += byte.toString('latin1');
  }
  return seen;
};

/** Resolves when nothing comes any more. */
const isOver = (socket: Duplex): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('end', resolve).once('close', resolve).resume();
  });

const serve = (upgrade: (socket: Duplex) => void): void =>
  beacon().serveDocker(
    (_call, response) => response.end('{}'),
    (_call, socket) => upgrade(socket),
  );

test('bytes go both ways as they are, and each direction ends by itself', async () => {
  serve((socket) => {
    (socket as Socket).allowHalfOpen = true;
    socket.write(`${upgraded}first\n`);
    void text(socket).then((input) => socket.end(`it read ${input}`));
  });
  const socket = await raw(attach);
  const head = await readHead(socket);
  expect(head).toMatch(/^HTTP\/1\.1 101 UPGRADED\r\n/);
  expect(head).toMatch(/\r\nconnection: Upgrade\r\n/);
  expect(head).toMatch(/\r\ncontent-type: application\/vnd\.docker\.raw-stream\r\n/);
  socket.end('\u0000 raw \r\n bytes');
  expect(await text(socket)).toBe('first\nit read \u0000 raw \r\n bytes');
});

test('the body of the request is read before them, and all of it reaches the engine', async () => {
  serve((socket) => {
    (socket as Socket).allowHalfOpen = true;
    socket.write(upgraded);
    void text(socket).then((all) => socket.end(all));
  });
  const body = '{"Detach":false}';
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
  const socket = await raw('exec/abc/start', { headers, body: `${body}and input` });
  await readHead(socket);
  socket.end();
  expect(await text(socket)).toBe(`${body}and input`);
});

test('an engine that does not agree answers, and that is all', async () => {
  serve((socket) =>
    socket.end(
      'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    ),
  );
  const answer = await text(await raw(attach));
  expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/);
  expect(answer).toMatch(/\r\n\r\n\{\}$|\r\n2\r\n\{\}\r\n0\r\n\r\n$/);
});

test('the session of a builder goes on with its own protocol', async () => {
  serve((socket) => socket.end('HTTP/1.1 101 OK\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nh2'));
  const headers = { Upgrade: 'h2c', 'X-Docker-Expose-Session-Uuid': 'abc' };
  const socket = await raw('session', { headers });
  expect(await readHead(socket)).toMatch(/\r\nupgrade: h2c\r\n/);
  expect(await text(socket)).toBe('h2');
  expect(beacon().requests.at(-1)!.headers).toMatchObject({
    upgrade: 'h2c',
    'x-docker-expose-session-uuid': 'abc',
  });
});

test.each([
  ['nobody', null, 401],
  ['somebody who may only read', 'docker:read', 403],
] as const)('%s gets one, but a problem', async (_what, scope, status) => {
  const token = scope === null ? null : (await addHolder([scope])).token;
  const before = beacon().requests.length;
  const answer = await text(await raw(attach, { token }));
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `));
  expect(answer).toMatch(/\r\nContent-Type: application\/problem\+json\r\n/i);
  expect(beacon().requests).toHaveLength(before);
});

test('a body without a length is refused', async () => {
  const headers = { 'Transfer-Encoding': 'chunked' };
  const answer = await text(await raw('exec/abc/start', { headers, body: '0\r\n\r\n' }));
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"request_malformed"');
});

test('one to something else than an engine is a request like any other', async () => {
  const socket = await raw('/v1/users/me', {
    method: 'GET',
    headers: { Connection: 'close, upgrade' },
  });
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
});

describe('what lasts', () => {
  const forbid = ({ userId }: Holder): Promise<unknown> =>
    app()
      .db.transaction()
      .execute((trx) => deleteBeaconPermission(trx, { beaconId: beaconId(), userId }));
  test.each([
    ['the token', ({ tokenId }: Holder) => revokeToken(app().operator, tokenId)],
    ['the level', forbid],
    [
      'the scope',
      ({ username }: Holder) =>
        changeUserScopes(app().operator, { username, scopes: ['docker:read'] }),
    ],
  ])('ends at both sides within a second after %s is gone', async (_what, end) => {
    const closed = Promise.withResolvers<unknown>();
    serve((socket) => {
      socket.write(upgraded);
      void isOver(socket).then(closed.resolve);
    });
    const holder = await addHolder();
    const socket = await raw(attach, { token: holder.token });
    await readHead(socket);
    const over = isOver(socket);
    await end(holder);
    const beganMs = performance.now();
    await Promise.all([over, closed.promise]);
    expect(performance.now() - beganMs).toBeLessThan(1_000);
  });

  test('ends at the engine when the client is gone', async () => {
    const closed = Promise.withResolvers<unknown>();
    serve((socket) => {
      socket.write(upgraded);
      void isOver(socket).then(closed.resolve);
    });
    const socket = await raw(attach);
    await readHead(socket);
    socket.resetAndDestroy();
    await closed.promise;
    expect((await ask('version')).text).toBe('{}');
  });
});
