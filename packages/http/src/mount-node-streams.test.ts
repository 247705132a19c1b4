import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fault } from '@moorgate/errors';
import { createLogger, systemClock } from '@moorgate/observability';
import { anonymous } from './access.ts';
import type { Endpoint, Reply, RequestDefinition } from './define-endpoint.ts';
import { mountNode } from './mount-node.ts';
import type { NodeContext } from './mounted-endpoint.ts';

type TestEndpoint = Endpoint<RequestDefinition, null, NodeContext>;

const mebibyte = Buffer.alloc(1_048_576, 'm');
const stallTimeoutMs = 400;

/** What the endpoint for downloads answers next, and what became of the last upload. */
let reply: () => Reply;
let receive: (body: Readable) => Promise<Reply>;

const endpoint = (
  method: TestEndpoint['method'],
  definition: Pick<TestEndpoint, 'handle'> & Partial<TestEndpoint>,
): TestEndpoint => ({
  operationId: method,
  method,
  path: '/file',
  summary: '',
  tag: '',
  access: null,
  request: {},
  responses: {},
  faults: [],
  ...definition,
});
const download = (): Promise<Reply> => Promise.resolve(reply());
const endpoints = [
  endpoint('GET', { handle: download }),
  endpoint('HEAD', { handle: download }),
  endpoint('PUT', {
    request: { stream: { mediaType: 'application/octet-stream', limitBytes: 300_000 } },
    handle: (_ctx, { stream }) => receive(stream!),
  }),
  endpoint('POST', {
    request: { stream: { mediaType: 'application/octet-stream', limitBytes: null } },
    handle: (_ctx, { stream }) => receive(stream!),
  }),
];

const answers: [string | null, number][] = [];
const lines: Record<string, unknown>[] = [];
let server: Server;
beforeAll(async () => {
  const stream = new PassThrough().on('data', (line: Buffer) =>
    lines.push(JSON.parse(line.toString()) as Record<string, unknown>),
  );
  const ctx = {
    db: null as never,
    confirmations: null as never,
    clock: systemClock,
    log: createLogger({ service: 'test', stream }),
    principal: anonymous,
    requestId: 'r-1',
    address: null,
  };
  const mount = mountNode<null, NodeContext>({
    endpoints,
    requireAccess: () => undefined,
    onAnswer: (operationId, status) => answers.push([operationId, status]),
    stallTimeoutMs,
  });
  server = createServer((request, response) => mount(ctx, request, response));
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const port = (): number => (server.address() as AddressInfo).port;

const open = async (method: string): Promise<IncomingMessage> => {
  const outgoing = httpRequest({ port: port(), method, path: '/file', agent: false }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
};

/** Everything that comes until the connection is closed. */
const raw = async (text: string, use?: (socket: Socket) => void): Promise<string> => {
  const socket = connect(port(), '127.0.0.1');
  socket.write(text);
  use?.(socket);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return answer;
};

/** Not by `once`, which would fail: what closes a stream early is an error to it. */
const closed = (bytes: Readable): Promise<void> =>
  new Promise((resolve) => bytes.once('close', () => resolve()));

/** A stream that never ends, and says how much was taken from it. */
const endless = () => {
  let produced = 0;
  const bytes = new Readable({
    highWaterMark: mebibyte.length,
    read() {
      produced += mebibyte.length;
      this.push(mebibyte);
    },
  });
  return { bytes, produced: () => produced };
};

describe('a streamed reply', () => {
  test('goes out whole with its length, or in chunks without one', async () => {
    const bytes = (): AsyncIterable<Uint8Array> => Readable.from([mebibyte, mebibyte]);
    reply = () => ({
      status: 200,
      stream: { bytes: bytes(), lengthBytes: 2 * mebibyte.length },
      headers: { 'Content-Type': 'text/plain' },
    });
    const measured = await open('GET');
    expect(measured.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': String(2 * mebibyte.length),
      'cache-control': 'no-store',
      'x-request-id': 'r-1',
    });
    expect(await buffer(measured)).toHaveLength(2 * mebibyte.length);
    reply = () => ({ status: 200, stream: { bytes: bytes() } });
    const chunked = await open('GET');
    expect(chunked.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    });
    expect(await buffer(chunked)).toHaveLength(2 * mebibyte.length);
    expect(answers.at(-1)).toEqual(['GET', 200]);
  });

  test('is followed by the next answer on the same connection', async () => {
    reply = () => ({
      status: 200,
      stream: { bytes: Readable.from([Buffer.from('abc')]), lengthBytes: 3 },
    });
    const ask = 'GET /file HTTP/1.1\r\nHost: x\r\n';
    const text = await raw(`${ask}\r\n${ask}Connection: close\r\n\r\n`);
    expect(text.match(/\r\n\r\nabc/g)).toHaveLength(2);
  });

  test('is read no faster than it is taken, and cut off when nothing is taken any more', async () => {
    const source = endless();
    reply = () => ({ status: 200, stream: { bytes: source.bytes } });
    const incoming = await open('GET');
    incoming.on('error', () => undefined);
    await closed(source.bytes);
    expect(source.produced()).toBeLessThan(32 * mebibyte.length);
    incoming.destroy();
  });

  test('ends its stream when the client goes away', async () => {
    const source = endless();
    reply = () => ({ status: 200, stream: { bytes: source.bytes } });
    const incoming = await open('GET');
    const ended = closed(source.bytes);
    await once(incoming, 'data');
    incoming.on('error', () => undefined).destroy();
    await ended;
    expect(lines).toEqual([]);
  });

  test('ends its stream when the client had gone before there was a reply', async () => {
    const source = endless();
    const socket = connect(port(), '127.0.0.1');
    const ended = closed(source.bytes);
    receive = async (body) => {
      body.resume();
      socket.destroy();
      await closed(body);
      return { status: 200, stream: { bytes: source.bytes } };
    };
    socket.write(`${head}Content-Length: 10\r\n\r\n`);
    await ended;
  });

  test.each([
    ['fails', () => Readable.from(failing()), undefined],
    ['is shorter than announced', () => Readable.from([mebibyte]), mebibyte.length + 1],
    ['is longer than announced', () => Readable.from([mebibyte, mebibyte]), mebibyte.length + 1],
  ])(
    'cuts the connection, and says why in the log, when its stream %s',
    async (_how, bytes, length) => {
      lines.length = 0;
      const stream = { bytes: bytes(), ...(length === undefined ? {} : { lengthBytes: length }) };
      reply = () => ({ status: 200, stream });
      const incoming = await open('GET');
      await expect(buffer(incoming)).rejects.toThrow('aborted');
      expect(lines).toMatchObject([{ msg: 'a reply broke off', requestId: 'r-1' }]);
      lines.length = 0;
    },
  );

  test('to HEAD is a head, and its stream is closed', async () => {
    const { bytes } = endless();
    reply = () => ({ status: 200, stream: { bytes, lengthBytes: 7 } });
    const ended = closed(bytes);
    const incoming = await open('HEAD');
    expect(incoming.headers['content-length']).toBe('7');
    expect(await buffer(incoming)).toHaveLength(0);
    await ended;
  });

  test('with a header that HTTP forbids becomes 500, and its stream is closed', async () => {
    const { bytes } = endless();
    reply = () => ({ status: 200, stream: { bytes }, headers: { 'X-Odd': 'two\r\nlines' } });
    const ended = closed(bytes);
    expect((await open('GET')).statusCode).toBe(500);
    await ended;
    lines.length = 0;
  });
});

async function* failing(): AsyncGenerator<Buffer> {
  yield Promise.resolve(mebibyte);
  throw new Error('the disk broke');
}

const sized = async (body: Readable): Promise<Reply> => ({
  status: 200,
  body: { size: (await buffer(body)).length },
});

const head = 'PUT /file HTTP/1.1\r\nHost: x\r\n';
const last = 'Connection: close\r\n';

describe('a streamed body', () => {
  test('reaches the handler as it comes, without a limit if there is none, and the connection goes on', async () => {
    receive = sized;
    const big = `POST /file HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(mebibyte.length)}\r\n\r\n`;
    const text = await raw(big + mebibyte.toString(), (socket) =>
      socket.write(`${head}${last}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`),
    );
    expect(text).toContain(`{"size":${String(mebibyte.length)}}`);
    expect(text).toContain('{"size":3}');
  });

  test('above its limit is refused, announced or in chunks', async () => {
    receive = sized;
    const announced = await raw(`${head}Content-Length: 300001\r\n\r\n`);
    expect(announced).toMatch(/^HTTP\/1\.1 413 [^]*body_too_large/);
    const chunk = `493e1\r\n${mebibyte.toString('latin1', 0, 300_001)}\r\n`;
    const chunked = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`);
    expect(chunked).toMatch(/^HTTP\/1\.1 413 [^]*body_too_large/);
  });

  test('is held back by the client until the handler reads it', async () => {
    receive = () => Promise.reject(fault('device_not_found'));
    const expectation = `${head}${last}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`;
    expect(await raw(expectation)).toMatch(/^HTTP\/1\.1 404 /);
    receive = sized;
    expect(await raw(`${expectation}abc`)).toMatch(/^HTTP\/1\.1 100 [^]*HTTP\/1\.1 200 /);
  });

  test('that the handler leaves unread ends the connection, with the answer', async () => {
    receive = () => Promise.resolve({ status: 204 });
    const text = await raw(`${head}Content-Length: 1000\r\n\r\nabc`);
    expect(text).toMatch(/^HTTP\/1\.1 204 [^]*Connection: close/);
  });

  test('that has come whole may be left unread', async () => {
    receive = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { status: 204 };
    };
    const one = `${head}Content-Length: 3\r\n\r\nabc`;
    const text = await raw(`${one}${head}${last}Content-Length: 3\r\n\r\nabc`);
    expect(text.match(/HTTP\/1\.1 204/g)).toHaveLength(2);
  });

  test('is stopped while the handler does not read on', async () => {
    let taken = 0;
    const settled = new Promise<void>((resolve) => {
      receive = async (body) => {
        await once(body, 'readable');
        await new Promise((done) => setTimeout(done, 300));
        taken = body.readableLength;
        resolve();
        return { status: 204 };
      };
    });
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /file HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    for (let sent = 0; sent < 64; sent += 1) {
      socket.write(`100000\r\n${mebibyte.toString('latin1')}\r\n`);
    }
    await settled;
    expect(taken).toBeLessThan(mebibyte.length);
    socket.destroy();
  });

  test('fails in the handler when the client goes away', async () => {
    const failed = new Promise<unknown>((resolve) => {
      receive = (body) => {
        const received = sized(body);
        received.catch(resolve);
        return received;
      };
    });
    const socket = connect(port(), '127.0.0.1');
    socket.write(`${head}Content-Length: 1000\r\n\r\nabc`, () => socket.destroy());
    expect(await failed).toMatchObject({ name: 'ClientGoneError' });
    expect(lines).toEqual([]);
  });
});
