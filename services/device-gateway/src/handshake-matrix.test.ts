/** Every kind of certificate and connection that can meet the gateway, and what becomes of it. */
import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import type { SecureVersion, TLSSocket } from 'node:tls';
import { denyDevice, purgeDevice, retireDeviceCa, undenyDevice } from '@moorgate/devices';
import type { TestCertificate, TestLeaf } from '@moorgate/testing';
import { certificateRows, issueFor } from './test-support/certificate-rows.ts';
import { callGateway, callOn, openConnection, untilClosed } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

const versions: readonly SecureVersion[] = ['TLSv1.2', 'TLSv1.3'];

describe.each(versions)('a certificate on %s:', (version) => {
  let running: TestGateway;
  beforeAll(async () => {
    running = await startTestGateway({ refusalsPerMinuteMax: 1_000 });
  });
  afterAll(() => running.close());

  const handled = (): Promise<number> =>
    running.gateway.metrics.valueOf('moorgate_gateway_requests_total', { status: '200' });
  const counted = (verdict: { kind: string; code: string }): Promise<number> =>
    running.gateway.metrics.valueOf('moorgate_gateway_verdicts_total', verdict);
  const knownDevices = async (): Promise<number> =>
    (await running.pool.query<{ n: number }>('select count(*)::int as n from devices')).rows[0]!.n;

  test.each(certificateRows)('$title', async (row) => {
    const [status, code] = row.expect;
    const leaf = (await row.show(issueFor(running))) ?? undefined;
    const verdict = row.verdict ?? {
      kind: code === undefined ? 'device' : 'refused',
      code: code ?? '',
    };
    const before = [await handled(), await counted(verdict), await knownDevices()] as const;
    const answer = await callGateway(running, {
      leaf,
      version,
      ...(row.tls ? { tls: row.tls } : {}),
    });

    expect([answer.status, answer.body?.['code']]).toEqual([status, code]);
    expect(await counted(verdict)).toBe(before[1] + 1);
    if (code === undefined) {
      expect(await handled()).toBe(before[0] + 1);
      return;
    }
    expect(await handled()).toBe(before[0]);
    expect(await knownDevices()).toBe(before[2]);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      connection: 'close',
    });
  });
});

const hour = 3_600_000;

const answered = (running: TestGateway): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_requests_total', {});

/** One request on a new connection; the ticket that the gateway gave with it, null where it gave none. */
const visit = async (
  running: TestGateway,
  leaf: TestCertificate,
  version: SecureVersion,
): Promise<Buffer | null> => {
  const socket = await openConnection(running, { leaf, version });
  // With TLS 1.3 tickets come after the handshake.
  let session = version === 'TLSv1.2' ? (socket.getSession() ?? null) : null;
  socket.on('session', (given) => {
    session = given;
  });
  const ended = untilClosed(socket);
  expect((await callOn(socket, {})).status).toBe(200);
  await ended;
  return session;
};

describe('without session tickets, as configured by default', () => {
  let running: TestGateway;
  beforeAll(async () => {
    running = await startTestGateway();
  });
  afterAll(() => running.close());

  test('TLS 1.1 ends with the alert protocol_version', async () => {
    const tls = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    const before = await answered(running);
    const call = { leaf: running.pki.issueDevice(), tls: tls as { minVersion: SecureVersion } };
    await expect(openConnection(running, call)).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    });
    expect(await answered(running)).toBe(before);
    const count = await running.gateway.metrics.valueOf('moorgate_gateway_tls_errors_total', {
      code: 'ERR_SSL_UNSUPPORTED_PROTOCOL',
    });
    expect(count).toBe(1);
  });

  test('what is not TLS is disconnected without a word of HTTP', async () => {
    const before = await answered(running);
    const socket = connectPlain(running.port, '127.0.0.1');
    socket.end('GET /device HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString('latin1')).not.toContain('HTTP/');
    expect(await answered(running)).toBe(before);
  });

  test('renegotiation is refused', async () => {
    const leaf = running.pki.issueDevice();
    const socket = await openConnection(running, { leaf, version: 'TLSv1.2' });
    const refused = await new Promise<Error | null>((resolve) => {
      socket.once('error', resolve);
      socket.once('close', () => resolve(new Error('closed')));
      socket.renegotiate({}, resolve);
    });
    expect(refused).not.toBeNull();
    socket.destroy();
  });

  test.each(versions)('on %s no session can be resumed', async (version) => {
    const leaf = running.pki.issueDevice();
    const session = await visit(running, leaf, version);
    if (session === null) return;
    const again = await openConnection(running, { leaf, version, tls: { session } });
    expect(again.isSessionReused()).toBe(false);
    again.destroy();
  });
});

describe.each(versions)('with session tickets, on %s', (version) => {
  let running: TestGateway;
  beforeAll(async () => {
    running = await startTestGateway({ sessionTickets: true });
  });
  afterAll(() => running.close());

  const visitOnce = async (leaf: TestCertificate): Promise<Buffer> => {
    const session = await visit(running, leaf, version);
    if (session === null) throw new Error('the gateway gave no ticket');
    return session;
  };
  /** The holder of a ticket alone: no certificate, no key. */
  const resume = async (session: Buffer): Promise<TLSSocket> =>
    openConnection(running, { version, tls: { session } });

  interface Row {
    readonly title: string;
    /** What happens between the two connections. */
    readonly meanwhile: (leaf: TestLeaf) => Promise<void>;
    readonly expected: readonly [number, string | undefined];
  }
  const rows: readonly Row[] = [
    {
      title: 'the device when nothing has changed',
      meanwhile: () => Promise.resolve(),
      expected: [200, undefined],
    },
    {
      title: 'a refusal after a denial',
      meanwhile: (leaf) => denyDevice(running.ctx, { uuid: leaf.uuid }),
      expected: [403, 'device_denied'],
    },
    {
      title: 'a refusal after the device enrolled with another key',
      meanwhile: async (leaf) => {
        await denyDevice(running.ctx, { uuid: leaf.uuid });
        await purgeDevice(running.ctx, leaf.uuid);
        await visitOnce(running.pki.issueDevice({ uuid: leaf.uuid }));
      },
      expected: [403, 'device_key_purged'],
    },
    {
      title: 'the device again after a denial that was taken back',
      meanwhile: async (leaf) => {
        await denyDevice(running.ctx, { uuid: leaf.uuid });
        await undenyDevice(running.ctx, leaf.uuid);
      },
      expected: [200, undefined],
    },
  ];

  test.each(rows)('a resumed session is $title', async ({ meanwhile, expected }) => {
    const leaf = running.pki.issueDevice();
    const session = await visitOnce(leaf);
    await meanwhile(leaf);
    const socket = await resume(session);
    expect(socket.isSessionReused()).toBe(true);
    const answer = await callOn(socket, {});
    expect([answer.status, answer.body?.['code']]).toEqual(expected);
  });

  test('a resumed session is refused once the certificate has expired', async () => {
    const leaf = running.pki.issueDevice({ notAfter: new Date(Date.now() + hour) });
    const session = await visitOnce(leaf);
    running.clock.advance(2 * hour);
    const answer = await callOn(await resume(session), {});
    running.clock.advance(-2 * hour);
    expect([answer.status, answer.body?.['code']]).toEqual([403, 'certificate_expired']);
  });

  test('a ticket does not outlive the CA of its device', async () => {
    const ca = running.pki.createCa({ commonName: 'short-lived' });
    const id = await running.trust(ca);
    const leaf = running.pki.issueDevice({ ca });
    const session = await visitOnce(leaf);
    await retireDeviceCa(running.ctx, id);
    await running.untilFollowed();
    const socket = await openConnection(running, { leaf, version, tls: { session } });
    expect(socket.isSessionReused()).toBe(false);
    const answer = await callOn(socket, {});
    expect([answer.status, answer.body?.['code']]).toEqual([403, 'device_ca_retired']);
  });
});
