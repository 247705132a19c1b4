import { once } from 'node:events';
import { connect } from 'node:net';
import { fault } from '@moorgate/errors';
import { createLogger } from '@moorgate/observability';
import { openPrivateListener, type PrivateListener } from '../index.ts';

const lines: string[] = [];
const state: { metrics: () => Promise<string>; reason: string | null } = {
  metrics: () => Promise.resolve(''),
  reason: null,
};
let listener: PrivateListener;

beforeAll(async () => {
  listener = await openPrivateListener({
    address: { host: '127.0.0.1', port: 0 },
    log: createLogger({ service: 'test', stream: { write: (line) => void lines.push(line) } }),
    metrics: () => state.metrics(),
    unreadiness: () => state.reason,
    answerMsMax: 200,
  });
});
afterAll(() => listener.close());
beforeEach(() => {
  state.metrics = () => Promise.resolve('open 1\n');
  state.reason = null;
});

const ask = async (path: string, options: RequestInit = {}) => {
  const response = await fetch(new URL(path, listener.url), options);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('answers the metrics in the format of Prometheus', async () => {
  const { status, headers, text } = await ask('/metrics?collect=all');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toBe('open 1\n');
});

test('is healthy whenever it answers, and ready while nothing speaks against it', async () => {
  state.reason = 'no worker has a lease';
  expect(await ask('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  const unready = await ask('/readyz');
  expect(unready.status).toBe(503);
  expect(unready.headers.get('retry-after')).toBe('1');
  expect(unready.headers.get('content-type')).toBe('application/problem+json');
  expect(JSON.parse(unready.text)).toMatchObject({
    code: 'service_unavailable',
    detail: 'no worker has a lease',
  });
  state.reason = null;
  expect(await ask('/readyz')).toMatchObject({ status: 200, text: '{"status":"ready"}' });
});

test.each(['/', '/metrics/', '/Metrics', '/debug', '/device'])('%s is not there', async (path) => {
  const { status, text } = await ask(path);
  expect(status).toBe(404);
  expect(JSON.parse(text)).toMatchObject({ code: 'route_not_found' });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
  const { status, headers } = await ask('/metrics', { method });
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe('GET, HEAD');
});

test('HEAD has the head and no body', async () => {
  const { status, headers, text } = await ask('/metrics', { method: 'HEAD' });
  expect([status, headers.get('content-length'), text]).toEqual([200, '7', '']);
});

test('a body is refused, and the connection closed', async () => {
  const socket = connect(listener.port, '127.0.0.1');
  socket.end('GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(socket, 'close');
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(text).toContain('Connection: close');
});

test('a failure is an error without its cause, which is in the log', async () => {
  state.metrics = () => Promise.reject(new Error('the reading broke'));
  const { status, text } = await ask('/metrics');
  expect(status).toBe(500);
  expect(text).not.toContain('the reading broke');
  expect(lines.join('')).toContain('the reading broke');
  state.metrics = () => Promise.reject(fault('service_unavailable'));
  expect((await ask('/metrics')).status).toBe(503);
});

test('an answer that does not come is given up', async () => {
  state.metrics = () => new Promise(() => undefined);
  expect((await ask('/metrics')).status).toBe(500);
});

test('an address that cannot be used is said at once', async () => {
  const { port } = listener;
  const options = { address: { host: '127.0.0.1', port }, log: createLogger({ service: 'test' }) };
  await expect(
    openPrivateListener({
      ...options,
      metrics: () => Promise.resolve(''),
      unreadiness: () => null,
    }),
  ).rejects.toThrow('EADDRINUSE');
});
