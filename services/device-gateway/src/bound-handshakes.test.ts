/** Clients that send too much before they are judged. */
import { connect as connectTcp } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { encode, type TestCertificate } from '@moorgate/testing';
import {
  callGateway,
  openConnection,
  tlsOptions,
  untilClosed,
} from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ handshakeTimeoutMs: 60_000, refusedTimeoutMs: 60_000 });
});
afterAll(() => running.close());

const dropped = (): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_connections_dropped_total', {
    reason: 'handshake_too_large',
  });
const issueLarge = (bytes: number): TestCertificate =>
  running.pki.issueDevice({
    extensions: [
      { oid: '1.3.6.1.4.1.99999.2', isCritical: false, value: encode(0x04, Buffer.alloc(bytes)) },
    ],
  });
const withChain = (leaf: TestCertificate, chain: readonly TestCertificate[]): TestCertificate => ({
  ...leaf,
  certPem: [leaf, ...chain].map(({ certPem }) => certPem).join(''),
});

test('a certificate of a usual size, with a chain of large keys, is judged', async () => {
  const { pki } = running;
  const chain = [0, 1, 2].map(() => pki.createCa({ keyType: 'RSA-2048', commonName: 'some' }));
  const leaf = withChain(pki.issueDevice(), chain);
  expect((await callGateway(running, { leaf })).status).toBe(200);
});

test.each([
  ['a certificate', () => issueLarge(20_000)],
  [
    'certificates behind it',
    () => withChain(running.pki.issueDevice(), [issueLarge(9_000), issueLarge(9_000)]),
  ],
])('%s beyond all measure: the connection is closed at once', async (_what, make) => {
  const before = await dropped();
  const socket = await openConnection(running, { leaf: make() });
  expect(await untilClosed(socket)).toBe('');
  expect(await dropped()).toBe(before + 1);
});

/** Lets so many bytes of a handshake through, and then no more. */
const stallAfter = (leaf: TestCertificate, bytesMax: number): TLSSocket => {
  const [near, far] = duplexPair();
  const gateway = connectTcp(running.port, '127.0.0.1');
  let left = bytesMax;
  far.on('data', (chunk: Buffer) => {
    gateway.write(chunk.subarray(0, left));
    left = Math.max(0, left - chunk.length);
  });
  gateway.on('data', (chunk) => far.write(chunk)).on('error', () => undefined);
  gateway.once('close', () => far.destroy());
  const tls = connectTls({ ...tlsOptions(running, { leaf }), socket: near });
  return tls.on('error', () => undefined);
};

test('a handshake that stops in the middle of too large a certificate is closed soon', async () => {
  const before = await dropped();
  const tls = stallAfter(issueLarge(90_000), 40_000);
  await until(async () => ((await dropped()) === before + 1 ? true : null));
  tls.destroy();
});

test('what is sent after the handshake does not count', async () => {
  const leaf = running.pki.issueDevice();
  const body = Buffer.alloc(200_000);
  const before = await dropped();
  await callGateway(running, { leaf, method: 'GET', body });
  expect((await callGateway(running, { leaf })).status).toBe(200);
  expect(await dropped()).toBe(before);
});
