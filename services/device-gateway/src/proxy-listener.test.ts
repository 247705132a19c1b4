/** The listener for load balancers: who speaks there, what they must say first, and whose address counts. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import type { TestCertificate } from '@moorgate/testing';
import { askOn, callGateway, tlsOptions } from './test-support/device-client.ts';
import { type ProxiedClient, proxyHeaderFor, proxyHeaderOf } from './test-support/proxy-headers.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
let proxyPort: number;
beforeAll(async () => {
  running = await startTestGateway({
    proxyAddress: '127.0.0.1:0',
    proxyHeaderTimeoutMs: 300,
    handshakeTimeoutMs: 300,
    connectionsPerAddressMax: 2,
    refusalsPerMinuteMax: 2,
  });
  proxyPort = running.gateway.proxyPort!;
});
afterAll(() => running.close());

const droppedFor = (reason: string): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_connections_dropped_total', { reason });

const connectTo = async (port: number): Promise<Socket> => {
  const socket = connectTcp(port, '127.0.0.1').setNoDelay();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

/** Begins TLS on a connection on which the header has been sent. */
const secure = async (socket: Socket, leaf?: TestCertificate): Promise<TLSSocket> => {
  const tls = connectTls({ ...tlsOptions(running, { leaf }), socket });
  await once(tls, 'secureConnect');
  return tls.on('error', () => undefined);
};

const connectFor = async (
  header: Buffer,
  leaf: TestCertificate = running.pki.issueDevice(),
): Promise<TLSSocket> => {
  const socket = await connectTo(proxyPort);
  socket.write(header);
  return secure(socket, leaf);
};

/** How long it took until the gateway closed the connection, in milliseconds. */
const closedAfter = async (socket: Socket): Promise<number> => {
  const startedMs = performance.now();
  await once(socket.resume(), 'close');
  return performance.now() - startedMs;
};

const addressOfRefused = async (header: Buffer): Promise<unknown> => {
  const leaf = running.pki.issueDevice();
  const { pool } = running;
  await pool.query('update device_cas set enrolment_policy = $1', ['approval']);
  await pool.query(`select append_change('device_cas', null)`);
  await running.untilFollowed();
  const socket = await connectFor(header, leaf);
  expect((await askOn(socket)).body).toMatchObject({ code: 'device_awaits_approval' });
  socket.destroy();
  await pool.query('update device_cas set enrolment_policy = $1', ['open']);
  await pool.query(`select append_change('device_cas', null)`);
  await running.untilFollowed();
  const pending = await until(async () => {
    const { rows } = await pool.query<{ remote_address: string }>(
      'select remote_address from pending_enrolments where device_uuid = $1',
      [leaf.uuid],
    );
    return rows[0] ?? null;
  });
  const line = running.lines.find((one) => one['uuid'] === leaf.uuid);
  expect(line?.['address']).toBe(pending.remote_address);
  return pending.remote_address;
};

describe('a device behind a load balancer', () => {
  const clients: readonly ProxiedClient[] = [
    { address: '198.51.100.7' },
    { address: '2001:db8::7' },
  ];
  test.each(clients)('is known by its own address, $address', async (client) => {
    expect(await addressOfRefused(proxyHeaderFor(client))).toBe(client.address);
  });

  test('is known by the address of the load balancer, when that speaks for itself', async () => {
    expect(await addressOfRefused(proxyHeaderOf())).toBe('127.0.0.1');
  });

  test('is served when the header comes octet by octet, with extensions', async () => {
    const socket = await connectTo(proxyPort);
    const extension = Buffer.from('02000568656c6c6f', 'hex');
    for (const octet of proxyHeaderFor({ address: '198.51.100.8' }, extension)) {
      socket.write(Buffer.from([octet]));
      await new Promise(setImmediate);
    }
    const tls = await secure(socket, running.pki.issueDevice());
    expect((await askOn(tls)).status).toBe(200);
    tls.destroy();
  });

  test('is served when the handshake comes in one piece with the header', async () => {
    const socket = await connectTo(proxyPort);
    socket.cork();
    socket.write(proxyHeaderFor({ address: '198.51.100.9' }));
    process.nextTick(() => setImmediate(() => socket.uncork()));
    const tls = await secure(socket, running.pki.issueDevice());
    expect((await askOn(tls)).status).toBe(200);
    tls.destroy();
  });

  test('shares the limits of its own address with nobody', async () => {
    const open = [];
    for (const address of ['198.51.100.10', '198.51.100.11']) {
      for (let count = 0; count < 2; count += 1) {
        open.push(await connectFor(proxyHeaderFor({ address })));
      }
    }
    const reason = 'too_many_connections_of_address';
    const before = await droppedFor(reason);
    await expect(connectFor(proxyHeaderFor({ address: '198.51.100.10' }))).rejects.toThrow();
    expect(await droppedFor(reason)).toBe(before + 1);
    for (const socket of open) socket.destroy();
  });

  test('is not kept out by the certificates that another one shows', async () => {
    const codeOf = async (address: string, isStranger: boolean): Promise<unknown> => {
      const leaf = running.pki.issueDevice(isStranger ? { ca: 'self' } : {});
      const socket = await connectFor(proxyHeaderFor({ address }), leaf);
      const { status, body } = await askOn(socket);
      socket.destroy();
      return body?.['code'] ?? status;
    };
    expect(await codeOf('198.51.100.12', true)).toBe('certificate_untrusted');
    expect(await codeOf('198.51.100.12', true)).toBe('certificate_untrusted');
    expect(await codeOf('198.51.100.12', false)).toBe('too_many_refusals');
    expect(await codeOf('198.51.100.13', false)).toBe(200);
  });
});

describe('a connection is closed before its handshake and counted', () => {
  test.each([
    ['proxy_header_invalid', 'without a header', Buffer.from('16030100050100000100', 'hex')],
    ['proxy_header_invalid', 'with a header of version 1', Buffer.from('PROXY UNKNOWN\r\n')],
    ['proxy_header_too_long', 'with one that is too long', proxyHeaderOf({ length: 4_000 })],
  ])('%s: %s', async (reason, _title, bytes) => {
    const before = await droppedFor(reason);
    const socket = await connectTo(proxyPort);
    socket.write(bytes);
    expect(await closedAfter(socket)).toBeLessThan(250);
    expect(await droppedFor(reason)).toBe(before + 1);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a part', proxyHeaderFor({ address: '192.0.2.1' }).subarray(0, 20)],
  ])('proxy_header_late: when %s of it comes in time', async (_title, bytes) => {
    const before = await droppedFor('proxy_header_late');
    const socket = await connectTo(proxyPort);
    socket.write(bytes);
    const tookMs = await closedAfter(socket);
    expect(tookMs).toBeGreaterThan(250);
    expect(tookMs).toBeLessThan(2_000);
    expect(await droppedFor('proxy_header_late')).toBe(before + 1);
  });

  test('proxy_peer_forbidden: from an address that may not speak there', async () => {
    const strict = await running.startAnother({ proxyPeers: ['192.0.2.0/24'] });
    const socket = await connectTo(strict.proxyPort!);
    socket.write(proxyHeaderFor({ address: '192.0.2.1' }));
    await closedAfter(socket);
    const labels = { reason: 'proxy_peer_forbidden' };
    const name = 'moorgate_gateway_connections_dropped_total';
    expect(await strict.metrics.valueOf(name, labels)).toBe(1);
    await strict.close();
  });
});

test('a header on the ordinary listener is no TLS: nobody can claim an address there', async () => {
  const socket = await connectTo(running.port);
  socket.write(proxyHeaderFor({ address: '192.0.2.1' }));
  expect(await closedAfter(socket)).toBeLessThan(250);
});

test('a handshake that stalls behind a good header is closed in its time', async () => {
  const socket = await connectTo(proxyPort);
  socket.write(proxyHeaderFor({ address: '192.0.2.1' }));
  expect(await closedAfter(socket)).toBeLessThan(2_000);
});

test('whatever is sent in place of a header, the connection ends and the gateway goes on', async () => {
  const start = fc
    .nat(28)
    .map((length) => proxyHeaderFor({ address: '192.0.2.1' }).subarray(0, length));
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 600 }), async (good, bytes) => {
      const socket = await connectTo(proxyPort);
      socket.end(Buffer.concat([good, bytes]));
      await closedAfter(socket);
    }),
    { numRuns: 100 },
  );
  expect((await callGateway(running, { leaf: running.pki.issueDevice() })).status).toBe(200);
});

test('connections that are reset, at whatever moment, do no harm', async () => {
  const pieces = [
    Buffer.alloc(0),
    proxyHeaderFor({ address: '192.0.2.1' }).subarray(0, 20),
    proxyHeaderFor({ address: '192.0.2.1' }),
    Buffer.concat([proxyHeaderFor({ address: '192.0.2.1' }), Buffer.from('1603010200', 'hex')]),
  ];
  for (const port of [proxyPort, running.port]) {
    for (const piece of pieces) {
      const socket = await connectTo(port);
      socket.write(piece, () => socket.resetAndDestroy());
      await once(socket, 'close');
    }
  }
  expect((await callGateway(running, { leaf: running.pki.issueDevice() })).status).toBe(200);
});

test('a gateway that ends closes what waits for a header or a handshake', async () => {
  const gateway = await running.startAnother({
    proxyHeaderTimeoutMs: 60_000,
    handshakeTimeoutMs: 60_000,
  });
  const waiting = [await connectTo(gateway.port), await connectTo(gateway.proxyPort!)];
  waiting.push(await connectTo(gateway.proxyPort!));
  waiting[2]!.write(proxyHeaderFor({ address: '192.0.2.1' }));
  const closed = waiting.map(closedAfter);
  await gateway.close();
  await Promise.all(closed);
});
