import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { drawTokenKeys } from '@moorgate/auth';
import { Type } from 'typebox';
import { describeAccess } from './access.ts';
import { defineEndpoint } from './define-endpoint.ts';
import { describeManners } from './describe-manners.ts';
import { createManners } from './manners.ts';
import { emitOpenApi } from './openapi.ts';
import {
  type Answer,
  call,
  startTinyServer,
  tinyDialect,
  type TinyServer,
} from './test-support/tiny-dialect.ts';
import { createValidator } from './validator.ts';

const content = Buffer.alloc(300_000, 'c');
const mediaType = 'application/octet-stream';
let bytes: () => Readable;

const readFile = defineEndpoint({
  operationId: 'readFile',
  method: 'GET',
  path: '/file',
  summary: 'Read',
  tag: 'files',
  access: { public: 'a test' },
  request: {},
  responses: { 200: { description: 'The file.', streams: mediaType } },
  faults: [],
  handle: () =>
    Promise.resolve({ status: 200, stream: { bytes: bytes(), lengthBytes: content.length } }),
});

const followFile = defineEndpoint({
  ...readFile,
  operationId: 'followFile',
  path: '/lines',
  summary: 'Follow',
  handle: () => Promise.resolve({ status: 200, stream: { bytes: bytes() } }),
});

const writeFile = defineEndpoint({
  operationId: 'writeFile',
  method: 'PUT',
  path: '/file',
  summary: 'Write',
  tag: 'files',
  access: { public: 'a test' },
  request: { stream: { mediaType, limitBytes: content.length } },
  responses: { 200: { description: 'Its size.', schema: Type.Integer() } },
  faults: [],
  handle: async (_ctx, { stream }) => ({ status: 200, body: (await buffer(stream)).length }),
});

const addFile = defineEndpoint({ ...writeFile, operationId: 'addFile', method: 'POST' });

const endpoints = [readFile, followFile, writeFile, addFile];
const manners = createManners(drawTokenKeys(), { requestsPerSecond: 1_000 });
const dialect = { ...tinyDialect, endpoints, manners };
let tiny: TinyServer;
beforeAll(async () => {
  tiny = await startTinyServer(dialect);
});
afterAll(() => tiny.close());
afterEach(() => expect(tiny.check.violations).toEqual([]));

const send = (method: string, body: string | Buffer = '', headers = {}): Promise<Answer> =>
  call(tiny.server, { method, path: '/file', headers, body });

test('a streamed reply goes out with its length, and HEAD gets the head alone', async () => {
  bytes = () => Readable.from([content]);
  const answer = await send('GET');
  expect([answer.status, answer.body]).toEqual([200, content.toString()]);
  expect(answer.headers).toMatchObject({
    'content-type': mediaType,
    'content-length': String(content.length),
    'cache-control': 'no-store',
  });
  expect(answer.headers).not.toHaveProperty('x-powered-by');
  const opened = bytes();
  bytes = () => opened;
  const head = await send('HEAD');
  expect([head.body, head.headers['content-length']]).toEqual(['', String(content.length)]);
  expect(opened.destroyed).toBe(true);
});

test('whoever follows a stream learns that they do before there is anything in it', async () => {
  const source = new PassThrough();
  bytes = () => source;
  const { port } = tiny.server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/lines`, {
    signal: AbortSignal.timeout(10_000),
  });
  expect(answer.status).toBe(200);
  source.end('at last');
  expect(await answer.text()).toBe('at last');
});

test('a stream that breaks cuts the connection, and the log says why', async () => {
  bytes = () => Readable.from([content.subarray(1)]);
  await expect(send('GET')).rejects.toThrow();
  const line = await tiny.logged(({ msg }) => msg === 'a reply broke off');
  expect(line).toMatchObject({ err: { message: expect.stringContaining('another length') } });
});

test('a streamed body is read up to its limit', async () => {
  expect((await send('PUT', content)).body).toBe(String(content.length));
  const answer = await send('PUT', Buffer.alloc(content.length + 1));
  expect([answer.status, JSON.parse(answer.body)]).toMatchObject([413, { code: 'body_too_large' }]);
});

test.each(['PUT', 'POST'])(
  'a %s with a streamed body and an idempotency key is refused',
  async (method) => {
    const answer = await send(method, 'content', { 'Idempotency-Key': 'once' });
    const code = 'idempotency_key_unsupported';
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([400, { code }]);
    expect((await send(method, 'content')).body).toBe('7');
  },
);

test('a key of a request that reads means nothing', async () => {
  bytes = () => Readable.from([content]);
  expect((await send('GET', '', { 'Idempotency-Key': 'once' })).status).toBe(200);
});

test('the document names the media types of streams, and the limit', () => {
  const { paths } = emitOpenApi({
    title: 'Tiny',
    version: '1',
    description: 'A description.',
    servers: [],
    tags: { files: 'Files.' },
    endpoints: dialect.endpoints,
    securitySchemes: {},
    describeAccess: describeAccess([]),
    describeManners,
  });
  expect(paths).toMatchObject({
    '/file': {
      get: { responses: { 200: { content: { [mediaType]: {} } } } },
      put: {
        requestBody: {
          description: expect.stringContaining('An `Idempotency-Key` is refused'),
          required: true,
          content: { [mediaType]: {} },
        },
        'x-body-limit-bytes': content.length,
        responses: {
          400: { description: expect.stringContaining('idempotency_key_unsupported') },
          413: { description: expect.stringContaining('body_too_large') },
        },
      },
    },
  });
});

test('an endpoint whose body is a stream and has a schema is refused when it is mounted', () => {
  const request = { stream: { mediaType, limitBytes: null }, body: Type.String() };
  const define = () => createValidator().compile({ ...writeFile, request });
  expect(define).toThrow('writeFile: its body has a schema, or is read as a stream, or as bytes');
});

test('who sends all before they read, and closes then, gets the answer to a body that was refused at its beginning', async () => {
  const { port } = tiny.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).pause();
  await once(socket, 'connect');
  const lengthBytes = 8 * 1_048_576;
  socket.write(
    `PUT /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: ${mediaType}\r\nContent-Length: ${lengthBytes}\r\n\r\n`,
  );
  const sent = new Promise((resolve, reject) => {
    socket.once('error', reject).write(Buffer.alloc(lengthBytes), resolve);
  });
  await sent;
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain('body_too_large');
  socket.destroy();
});
