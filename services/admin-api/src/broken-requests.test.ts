import { connect, type Socket } from 'node:net';
import { createLogger } from '@moorgate/observability';
import { type Listener, openListener } from './listener.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
let listener: Listener;
let port: number;
beforeAll(async () => {
  app = await startTestApp();
  const address = { host: '127.0.0.1', port: 0 };
  const log = createLogger({ service: 'test', level: 'silent' });
  listener = await openListener({ address, tls: null, log }, app.answer);
  port = Number(new URL(listener.url).port);
});
afterAll(async () => {
  await listener.close();
  await app.close();
});

/** Everything that comes back for these bytes until the server closes. */
const exchange = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    socket.once('close', () => resolve(received)).once('error', reject);
  });

const long = 'x'.repeat(20_000);
const fields = Array.from({ length: 300 }, (_, index) => `a${index}: 1\r\n`).join('');
const end = 'Connection: close\r\n\r\n';

test.each([
  ['no request at all', 'hello\r\n\r\n', 400, 'request_malformed'],
  ['a request without a host', `GET /v1/self HTTP/1.1\r\n${end}`, 400, 'request_malformed'],
  ['an unknown version', 'GET / HTTP/9.9\r\n\r\n', 400, 'request_malformed'],
  [
    'two lengths',
    'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'request_malformed',
  ],
  [
    'a length and chunks',
    'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'request_malformed',
  ],
  [
    'a field that is too long',
    `GET / HTTP/1.1\r\nHost: a\r\nA: ${long}\r\n\r\n`,
    431,
    'head_too_large',
  ],
  ['too many fields', `GET /v1/self HTTP/1.1\r\nHost: a\r\n${fields}${end}`, 431, 'head_too_large'],
  [
    'a path that is too long',
    `GET /v1/devices?a=${long.slice(0, 9_000)} HTTP/1.1\r\nHost: a\r\n${end}`,
    414,
    'uri_too_long',
  ],
])('%s is answered with a problem object and a request id', async (_what, text, status, code) => {
  const answer = await exchange(text);
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toMatch(/^Content-Type: application\/problem\+json\r?$/im);
  const id = /^X-Request-Id: (\S+)/im.exec(head)?.[1];
  expect(JSON.parse(body)).toMatchObject({ status, code, requestId: id });
  expect(answer).not.toMatch(/\bat .*\.[jt]s:|node:internal/);
});

test('what follows a good request on its connection does not spoil its answer', async () => {
  const answer = await exchange('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 (200|400) /);
  expect(answer.match(/^HTTP\/1\.1 /gm)?.length).toBeLessThanOrEqual(2);
});

test('an expectation that nobody knows is ignored', async () => {
  const answer = await exchange(`GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n${end}`);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});

test.each(['*', '/v1/devices', '/healthz'])(
  'OPTIONS %s is answered, and opens nothing to other sites',
  async (target) => {
    const token = await app.tokenWith(['devices:read']);
    const request = `OPTIONS ${target} HTTP/1.1\r\nHost: a\r\nOrigin: https://elsewhere.example\r\nOSF-TOKEN: ${token}\r\n${end}`;
    const answer = await exchange(request);
    expect(answer).toMatch(/^HTTP\/1\.1 (200|204|4\d\d) /);
    expect(answer).not.toMatch(/access-control-/i);
    if (target === '/v1/devices') expect(answer).toMatch(/^Allow: GET, HEAD, OPTIONS, POST\r?$/im);
  },
);
