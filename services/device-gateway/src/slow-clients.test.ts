/** Clients that keep a connection and do not use it: each is disconnected in its time, and told why where that is possible. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { TestCertificate } from '@moorgate/testing';
import { askOn, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';
import { endpointsWith } from './test-support/test-endpoints.ts';

const limits = {
  handshakeTimeoutMs: 400,
  headersTimeoutMs: 400,
  requestTimeoutMs: 900,
  keepAliveTimeoutMs: 300,
  refusedTimeoutMs: 300,
  stallTimeoutMs: 600,
};
/** What may pass between the end of a time and the close: the next look of the server, and a busy machine. */
const slackMs = 1_500;
/** Node keeps a connection this much longer than it says, so that a request on its way is not lost. */
const keepAliveBufferMs = 1_000;

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway(limits, undefined, { endpoints: endpointsWith() });
});
afterAll(() => running.close());

/** Runs until the gateway closes the connection; fails unless that is about when the time is over. */
const expectClosedAfter = async (closed: Promise<unknown>, limitMs: number): Promise<void> => {
  const startedMs = performance.now();
  await closed;
  const tookMs = performance.now() - startedMs;
  expect(tookMs).toBeGreaterThan(limitMs * 0.8);
  expect(tookMs).toBeLessThan(limitMs + slackMs);
};

/** Sends the pieces one after the other, again and again, until the connection closes. */
const drip = (socket: Socket, pieces: Iterable<string>, everyMs = 20): void => {
  const all = [...pieces];
  let index = 0;
  const timer = setInterval(() => {
    if (socket.writable) socket.write(all[index++ % all.length] ?? '', 'latin1');
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
};

const connectTls = (leaf: TestCertificate = running.pki.issueDevice()): Promise<TLSSocket> =>
  openConnection(running, { leaf });

/** A reset is an end like any other. */
const closedTcp = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.resume().once('close', () => resolve());
  });

const statusAndCode = (text: string): unknown => {
  const [head = '', body = '{}'] = text.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 \d{3} [A-Z]/);
  expect(head).toContain('\r\nContent-Type: application/problem+json\r\n');
  expect(head).toMatch(/\r\nX-Request-Id: [\w-]{16}\r\n/);
  expect(head).toMatch(/\r\nConnection: close/);
  const { status, code } = JSON.parse(body) as Record<string, unknown>;
  expect(head.startsWith(`HTTP/1.1 ${String(status)} `)).toBe(true);
  return [status, code];
};

describe('before the end of the handshake', () => {
  test('a client that sends nothing is disconnected', async () => {
    const socket = connectTcp(running.port, '127.0.0.1');
    await expectClosedAfter(closedTcp(socket), limits.handshakeTimeoutMs);
  });

  test('a client that goes on sending a little is disconnected', async () => {
    const socket = connectTcp(running.port, '127.0.0.1');
    // What is on its way when the server closes is answered with a reset.
    socket.on('error', () => undefined);
    socket.write(Buffer.from('160301020001000f00', 'hex'));
    drip(socket, '\u0001');
    await expectClosedAfter(closedTcp(socket), limits.handshakeTimeoutMs);
  });
});

describe('a request that does not arrive in its time is answered 408', () => {
  test('when nothing of it arrives', async () => {
    const closed = untilClosed(await connectTls());
    await expectClosedAfter(closed, limits.headersTimeoutMs);
    expect(statusAndCode(await closed)).toEqual([408, 'request_timeout']);
  });

  test('when its head keeps coming', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    socket.write('GET /device HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    drip(socket, 'z');
    await expectClosedAfter(closed, limits.headersTimeoutMs);
    expect(statusAndCode(await closed)).toEqual([408, 'request_timeout']);
  });

  test('when its body keeps coming', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    socket.write('GET /device HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    drip(socket, 'z');
    await expectClosedAfter(closed, limits.requestTimeoutMs);
    expect(statusAndCode(await closed)).toEqual([408, 'request_timeout']);
  });

  test('when its chunks keep coming', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    socket.write('GET /device HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    drip(socket, '1\r\nz\r\n');
    await expectClosedAfter(closed, limits.requestTimeoutMs);
    expect(statusAndCode(await closed)).toEqual([408, 'request_timeout']);
  });
});

describe('a head that is too large is answered 431', () => {
  const answerTo = async (lines: string): Promise<unknown> => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    socket.write(`GET /device HTTP/1.1\r\nHost: x\r\n${lines}\r\n`);
    return statusAndCode(await closed);
  };

  test('when it has too many octets', async () => {
    const line = `X-Large: ${'z'.repeat(running.config.headerBytesMax)}\r\n`;
    expect(await answerTo(line)).toEqual([431, 'head_too_large']);
  });

  test('when it never ends, however much is sent', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    const line = `X-Large: ${'z'.repeat(4_000)}\r\n`;
    socket.write('GET /device HTTP/1.1\r\n');
    const pump = setInterval(() => socket.writable && socket.write(line), 1);
    expect(statusAndCode(await closed)).toEqual([431, 'head_too_large']);
    clearInterval(pump);
  });

  test('when it has too many fields', async () => {
    const most = running.config.headersMax - 1;
    expect(await answerTo('X-Many: z\r\n'.repeat(most + 1))).toEqual([431, 'head_too_large']);
    const socket = await connectTls();
    socket.write(`GET /device HTTP/1.1\r\nHost: x\r\n${'X-Many: z\r\n'.repeat(most)}\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });
});

test('what is no request is answered 400', async () => {
  const socket = await connectTls();
  const closed = untilClosed(socket);
  socket.write('GUGUS\u0001\r\n\r\n');
  expect(statusAndCode(await closed)).toEqual([400, 'request_malformed']);
});

test('a request without a host is answered 400', async () => {
  const socket = await connectTls();
  const closed = untilClosed(socket);
  socket.write('GET /device HTTP/1.1\r\n\r\n');
  expect(statusAndCode(await closed)).toEqual([400, 'request_malformed']);
});

test('what is no request behind one that is answered is answered 400', async () => {
  const socket = await connectTls();
  expect((await askOn(socket)).status).toBe(200);
  const closed = untilClosed(socket);
  socket.write('GUGUS\u0001\r\n\r\n');
  expect(statusAndCode(await closed)).toEqual([400, 'request_malformed']);
});

describe('a refused connection', () => {
  const refused = (): Promise<TLSSocket> => connectTls(running.pki.issueDevice({ ca: 'self' }));

  test('that never asks is disconnected', async () => {
    const closed = untilClosed(await refused());
    await expectClosedAfter(closed, limits.refusedTimeoutMs);
    expect(await closed).toBe('');
  });

  test.each([
    ['no request', 'GUGUS\u0001\r\n\r\n'],
    ['a head that is too large', `GET / HTTP/1.1\r\nX: ${'z'.repeat(20_000)}\r\n\r\n`],
    ['a head with too many fields', `GET / HTTP/1.1\r\n${'X: z\r\n'.repeat(200)}\r\n`],
  ])('that sends %s is told of the refusal alone', async (_title, bytes) => {
    const socket = await refused();
    const closed = untilClosed(socket);
    socket.write(bytes, 'latin1');
    expect(statusAndCode(await closed)).toEqual([403, 'certificate_untrusted']);
  });
});

test('a connection that rests between requests is closed', async () => {
  const socket = await connectTls();
  expect((await askOn(socket)).status).toBe(200);
  const closed = untilClosed(socket);
  await expectClosedAfter(closed, limits.keepAliveTimeoutMs + keepAliveBufferMs);
  expect(await closed).toBe('');
});

describe('an answer', () => {
  const begin = async (path: string): Promise<TLSSocket> => {
    const socket = await connectTls();
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  };
  const metric = (): Promise<number> =>
    running.gateway.metrics.valueOf('moorgate_gateway_connections_closed_total', {
      reason: 'answer_not_taken',
    });

  test('that nobody takes is cut, whatever is asked meanwhile', async () => {
    const before = await metric();
    const socket = await begin('/zeros');
    // Nothing is read, so the end is noticed by what is sent.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    drip(socket, ['GET /device HTTP/1.1\r\nHost: x\r\n\r\n'], 100);
    await expectClosedAfter(closed, limits.stallTimeoutMs);
    expect(await metric()).toBe(before + 1);
  });

  test('that is taken slowly is not cut', async () => {
    const socket = await begin('/zeros');
    let taken = 0;
    const deadline = performance.now() + 3 * limits.stallTimeoutMs;
    while (performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      // Less would be taken from the buffers of the system for longer than the gateway waits.
      for (let pieces = 0; pieces < 64; pieces += 1) {
        taken += (socket.read() as Buffer | null)?.length ?? 0;
      }
    }
    expect(socket.destroyed).toBe(false);
    expect(taken).toBeGreaterThan(0);
    socket.destroy();
  });

  test('that comes slowly is not cut', async () => {
    const socket = await begin('/trickle');
    let taken = 0;
    socket.resume().on('data', (chunk: Buffer) => {
      taken += chunk.length;
    });
    await new Promise((resolve) => setTimeout(resolve, 2 * limits.stallTimeoutMs));
    expect(socket.destroyed).toBe(false);
    expect(taken).toBeGreaterThan(0);
    socket.destroy();
  });
});

describe('requests that do not wait for their answers', () => {
  const request = 'GET /device HTTP/1.1\r\nHost: x\r\n\r\n';

  test('are answered in their order while they are few', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    const last = 'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    socket.write(request.repeat(9) + last);
    const statuses = [...(await closed).matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    expect(statuses).toEqual([...Array<string>(9).fill('200'), '404']);
  });

  test('end the connection when they are many', async () => {
    const socket = await connectTls();
    const closed = untilClosed(socket);
    socket.write(request.repeat(100));
    const answers = (await closed).match(/HTTP\/1\.1 /g) ?? [];
    expect(answers.length).toBeLessThan(100);
    const reason = 'too_many_requests_at_once';
    const name = 'moorgate_gateway_connections_closed_total';
    expect(await running.gateway.metrics.valueOf(name, { reason })).toBe(1);
  });
});
