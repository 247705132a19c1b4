import { once } from 'node:events';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { openTestBeacon, type TestBeacon, testToken } from '../test-support/open-test-beacon.ts';
import { type ScriptedEngine, startScriptedEngine } from '../test-support/scripted-engine.ts';
import { until } from '../test-support/until.ts';

let engine: ScriptedEngine;
let beacon: TestBeacon;
beforeEach(async () => {
  engine = await startScriptedEngine({ name: 'one' });
  beacon = await openTestBeacon({ engines: [engine.engine], callsPerEngine: 1 });
});
afterEach(async () => {
  for (const socket of begun.splice(0)) socket.destroy();
  await Promise.all([beacon.stop(), engine.close()]);
});

const begun: Socket[] = [];

const headOf = (path: string, fields: readonly string[] = []): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: beacon',
    `Token: ${testToken}`,
    'Connection: Upgrade',
    'Upgrade: tcp',
    ...fields,
    '',
    '',
  ].join('\r\n');

const attach = '/d/one:0/v1.41/containers/app/attach?stream=1&stdin=1';
const upgraded =
  'HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

const begin = (head: string): Socket => {
  const socket = beacon.connect();
  begun.push(socket);
  socket.on('error', () => undefined);
  socket.write(head, 'latin1');
  return socket;
};

const readHead = async (socket: Socket): Promise<string> => {
  let seen = '';
  while (!seen.includes('\r\n\r\n')) {
    const byte = socket.read(1) as Buffer | null;
    if (byte === null) await once(socket, 'readable');
    else seen += byte.toString('latin1');
  }
  return seen;
};

test('a connection becomes a raw one in both directions, and each direction ends by itself', async () => {
  engine.upgradeWith((_request, socket) => {
    socket.write(`${upgraded}first of the container\n`);
    // What a container writes after the end of its input.
    void text(socket).then((input) => socket.end(`it read ${input}`));
  });
  const socket = begin(headOf(attach));
  const head = await readHead(socket);
  expect(head).toMatch(/^HTTP\/1\.1 101 UPGRADED\r\n/);
  expect(head).toMatch(/content-type: application\/vnd\.docker\.raw-stream\r\n/);
  expect(head).toMatch(/connection: Upgrade\r\nupgrade: tcp\r\n|upgrade: tcp\r\n/);
  socket.end('\u0000 raw \r\n bytes');
  expect(await text(socket)).toBe('first of the container\nit read \u0000 raw \r\n bytes');
  const [{ url, headers } = { url: '', headers: {} }] = engine.requests;
  expect(url).toBe('/v1.41/containers/app/attach?stream=1&stdin=1');
  expect(headers).toMatchObject({ upgrade: 'tcp', connection: 'Upgrade' });
  expect(headers).not.toHaveProperty('token');
});

test('the body of the request is one for the engine, whatever of the other protocol follows it at once', async () => {
  engine.upgradeWith((request, socket, early) => {
    expect(request.headers['content-length']).toBe('16');
    socket.unshift(early);
    socket.write(upgraded);
    void text(socket).then((all) => socket.end(all));
  });
  const socket = begin(
    `${headOf('/d/one:0/v1.41/exec/1/start', ['Content-Type: application/json', 'Content-Length: 16'])}{"Detach":`,
  );
  socket.write('false}');
  await until('the engine is asked', () => engine.requests.length === 1);
  socket.end('input');
  await readHead(socket);
  expect(await text(socket)).toBe('{"Detach":false}input');
});

test.each([
  ['in pieces', ['Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'],
  ['too large', ['Content-Length: 1048577'], ''],
])('a body %s is refused, and the engine is not asked', async (_what, fields, body) => {
  const socket = begin(headOf(attach, fields) + body);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(engine.requests).toHaveLength(0);
});

test('an engine that refuses answers, and the connection ends', async () => {
  engine.upgradeWith((_request, socket) => {
    socket.end('HTTP/1.1 409 Conflict\r\nContent-Length: 11\r\n\r\nnot running');
  });
  const socket = begin(headOf(attach));
  socket.write(headOf(attach));
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 409 Conflict\r\n[^]*\r\n\r\nnot running$/);
  expect(engine.requests).toHaveLength(1);
});

test('an engine that is not there is 500', async () => {
  await engine.close();
  engine = await startScriptedEngine();
  expect(await text(begin(headOf(attach)))).toMatch(
    /^HTTP\/1\.1 500 [^]*docker host one:0: the socket is not there/,
  );
});

test.each([
  ['without the token', headOf(attach).replace(testToken, 'x'), 401],
  ['to what is no engine of the list', headOf('/d/127.0.0.1:1/x'), 500],
  ['of something else', headOf('/vms').replace('POST', 'GET'), 200],
])('a request %s changes no protocol', async (_what, head, status) => {
  const socket = begin(head);
  expect(await readHead(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  socket.destroy();
  expect(engine.requests).toHaveLength(0);
});

describe('a raw connection', () => {
  const held: Socket[] = [];
  const open = async (): Promise<Socket> => {
    engine.upgradeWith((_request, socket) => {
      held.push(socket.resume().on('end', () => socket.end()));
      socket.write(upgraded);
    });
    const socket = begin(headOf(attach));
    await readHead(socket);
    return socket;
  };

  test('ends with whoever asked, and its place is free', async () => {
    (await open()).resetAndDestroy();
    await until('the engine is left', () => engine.connections() === 0);
    (await open()).resetAndDestroy();
  });

  test('ends with the engine', async () => {
    const socket = await open();
    held.at(-1)?.destroy();
    await until('it is over', () => socket.resume().readableEnded);
    socket.destroy();
  });

  test('counts among the calls of its engine', async () => {
    const socket = await open();
    expect((await beacon.ask('GET', '/d/one:0/info')).status).toBe(503);
    expect(await text(begin(headOf(attach)))).toMatch(/^HTTP\/1\.1 503 /);
    socket.resetAndDestroy();
  });

  test('is closed when the beacon stops', async () => {
    const socket = await open();
    const ended = once(socket.resume(), 'end');
    await beacon.stop();
    await ended;
    socket.destroy();
    await until('the engine is left', () => engine.connections() === 0);
  });
});
