import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fault } from '@moorgate/errors';
import { createLogger, systemClock } from '@moorgate/observability';
import { Type } from 'typebox';
import type { Endpoint, Reply, RequestDefinition } from './define-endpoint.ts';
import { anonymous } from './access.ts';
import { mountNode } from './mount-node.ts';
import type { NodeContext } from './mounted-endpoint.ts';

interface Guarded {
  readonly isOpen: boolean;
}
type TestEndpoint = Endpoint<RequestDefinition, Guarded, NodeContext>;

const endpoint = (
  definition: Pick<TestEndpoint, 'operationId' | 'method' | 'path' | 'handle'> &
    Partial<TestEndpoint>,
): TestEndpoint => ({
  summary: '',
  tag: '',
  access: { isOpen: true },
  request: {},
  responses: {},
  faults: [],
  ...definition,
});
const replies = (reply: Reply) => () => Promise.resolve(reply);

const endpoints: readonly TestEndpoint[] = [
  endpoint({
    operationId: 'read',
    method: 'GET',
    path: '/read',
    handle: replies({
      status: 200,
      body: { text: 'ü' },
      headers: { ETag: '"1"', 'X-Two': ['a', 'b'] },
    }),
  }),
  endpoint({
    operationId: 'nothing',
    method: 'GET',
    path: '/nothing',
    handle: replies({ status: 204 }),
  }),
  endpoint({
    operationId: 'secret',
    method: 'GET',
    path: '/secret',
    access: { isOpen: false },
    handle: replies({ status: 200 }),
  }),
  endpoint({
    operationId: 'fail',
    method: 'GET',
    path: '/fail',
    handle: () => Promise.reject(new Error('a private matter')),
  }),
  endpoint({
    operationId: 'write',
    method: 'PUT',
    path: '/items/{name}',
    bodyLimitBytes: 20,
    request: {
      params: Type.Object({ name: Type.String({ maxLength: 5 }) }),
      body: Type.Object({ n: Type.Integer({ minimum: 0, maximum: 9 }) }),
    },
    handle: (_ctx, input) => Promise.resolve({ status: 200, body: { ...input } }),
  }),
];

const answers: [string | null, number][] = [];
let server: Server;
beforeAll(async () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const mount = mountNode<Guarded, NodeContext>({
    endpoints,
    requireAccess: (access) => {
      if (access?.isOpen === false) throw fault('certificate_required');
    },
    onAnswer: (operationId, status) => answers.push([operationId, status]),
  });
  server = createServer((request, response) =>
    mount(
      {
        db: null as never,
        confirmations: null as never,
        clock: systemClock,
        log,
        principal: anonymous,
        requestId: 'r-1',
        address: null,
      },
      request,
      response,
    ),
  );
  // Without this Node would ask for every body by itself.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly text: string;
}

const call = (method: string, path: string, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = httpRequest({ port, method, path, headers, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

const exchange = async (text: string): Promise<{ answer: string; isReset: boolean }> => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  let isReset = false;
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => (isReset = true));
  await new Promise((resolve) => socket.once('close', resolve));
  return { answer, isReset };
};

const raw = async (text: string): Promise<string> => (await exchange(text)).answer;

test('a reply goes out whole, with its length in bytes and its own headers', async () => {
  const answer = await call('GET', '/read?x=1');
  expect([answer.status, answer.text]).toEqual([200, '{"text":"ü"}']);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': '13',
    'cache-control': 'no-store',
    'x-request-id': 'r-1',
    'x-two': 'a, b',
    etag: '"1"',
  });
  expect(answers.at(-1)).toEqual(['read', 200]);
});

test('a reply without a body has no length where HTTP has none', async () => {
  const answer = await call('GET', '/nothing');
  expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([
    204,
    '',
    undefined,
  ]);
});

test('an unknown path answers 404 and a wrong method 405 with what is allowed', async () => {
  expect((await call('GET', '/none')).text).toContain('route_not_found');
  const answer = await call('HEAD', '/read');
  expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET']);
  expect(answers.at(-1)).toEqual([null, 405]);
});

test('who may not have an endpoint is answered and disconnected', async () => {
  const text = await raw('GET /secret HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1\.1 403 /);
  expect(text).toContain('certificate_required');
});

test('an error that is not ours becomes 500 and stays private', async () => {
  const answer = await call('GET', '/fail');
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([500, { code: 'internal' }]);
  expect(answer.text).not.toContain('private matter');
});

test('parameters and bodies are validated', async () => {
  const good = await call('PUT', '/items/one', '{"n":1}');
  expect(JSON.parse(good.text)).toEqual({
    params: { name: 'one' },
    body: { n: 1 },
    method: 'PUT',
    path: '/items/one',
    search: '',
    headers: expect.any(Object),
    precondition: { isGiven: false, isChecked: false },
  });
  expect((await call('PUT', '/items/toolong', '{"n":1}')).status).toBe(400);
  expect((await call('PUT', '/items/one', '{"n":10}')).status).toBe(400);
  expect((await call('PUT', '/items/one', 'null')).status).toBe(400);
});

test('a body above the limit is refused, announced or in chunks, and the connection closed', async () => {
  const head = 'PUT /items/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const announced = await raw(`${head}Content-Length: 21\r\n\r\n${' '.repeat(21)}`);
  expect(announced).toMatch(/^HTTP\/1\.1 413 /);
  const chunk = `15\r\n${' '.repeat(21)}\r\n`;
  const chunked = await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`);
  expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
});

test('a client that sends more than is taken can send it all, and reads why it was refused', async () => {
  const bytes = 12_000_000;
  const head = 'PUT /items/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const { answer, isReset } = await exchange(
    `${head}Content-Length: ${bytes}\r\n\r\n${' '.repeat(bytes)}`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(isReset).toBe(false);
});

test('a body that nobody wants is read to its end within the limit, and the connection goes on', async () => {
  const one = 'GET /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc';
  const last = 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  const text = await raw(one + last);
  expect(text.match(/HTTP\/1\.1 204/g)).toHaveLength(2);
});

test('a body that waits to be wanted is asked for, unless it is too large', async () => {
  const head =
    'PUT /items/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n';
  const wanted = await raw(`${head}Expect: 100-continue\r\nContent-Length: 7\r\n\r\n{"n":1}`);
  expect(wanted).toMatch(/^HTTP\/1\.1 100 [^]*HTTP\/1\.1 200 /);
  const tooLarge = await raw(`${head}Expect: 100-continue\r\nContent-Length: 70\r\n\r\n`);
  expect(tooLarge).toMatch(/HTTP\/1\.1 413 /);
});
