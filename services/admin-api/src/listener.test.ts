import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@moorgate/observability';
import { createTestPki } from '@moorgate/testing';
import { type Listener, openListener } from './listener.ts';

const pki = createTestPki();
let folder: string;
let listener: Listener;

const install = async (server: { keyPem: string; certPem: string }): Promise<void> => {
  await writeFile(join(folder, 'tls.key'), server.keyPem);
  await writeFile(join(folder, 'tls.pem'), server.certPem);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-listener-'));
  await install(pki.server);
  listener = await openListener(
    {
      address: { host: '127.0.0.1', port: 0 },
      tls: {
        tlsKeyFile: join(folder, 'tls.key'),
        tlsCertificateFile: join(folder, 'tls.pem'),
      },
      log: createLogger({ service: 'test', level: 'silent' }),
    },
    (_request, response) => response.end('answered'),
  );
});
afterEach(async () => {
  await listener.close();
  await rm(folder, { recursive: true });
});

const handshake = (options: ConnectionOptions = {}): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(listener.url);
    const ca = pki.root.certPem;
    const socket = connect({ host, port: Number(port), ca, servername: 'localhost', ...options });
    socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  });

const closed = (socket: TLSSocket) => socket.destroy();

test('a client that trusts the root is served, over TLS 1.3 and HTTP/1.1', async () => {
  const socket = await handshake({ ALPNProtocols: ['h2', 'http/1.1'] });
  expect(socket.authorized).toBe(true);
  expect([socket.getProtocol(), socket.alpnProtocol]).toEqual(['TLSv1.3', 'http/1.1']);
  closed(socket);
});

test('TLS 1.2 is spoken with forward secrecy and authenticated encryption alone, and TLS 1.1 not at all', async () => {
  const socket = await handshake({ maxVersion: 'TLSv1.2' });
  expect(socket.getCipher().standardName).toMatch(/^TLS_ECDHE_\w+_(GCM|POLY1305)_\w+$/);
  closed(socket);
  for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES256-SHA384'])
    await expect(handshake({ maxVersion: 'TLSv1.2', ciphers })).rejects.toThrow(/alert/);
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
  await expect(handshake(old as ConnectionOptions)).rejects.toThrow(/alert/);
});

test('a request in clear is answered with the end of the connection', async () => {
  await expect(fetch(listener.url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
});

test('another certificate is shown to new connections, and those that are open go on', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: pki.root.certPem });
  const ask = (): Promise<{ text: string; serial: string }> =>
    new Promise((resolve, reject) => {
      get(listener.url, { agent, servername: 'localhost' }, (answer) => {
        const { serialNumber } = (answer.socket as TLSSocket).getPeerCertificate();
        answer.on('data', (text: Buffer) =>
          resolve({ text: text.toString(), serial: serialNumber }),
        );
      }).once('error', reject);
    });
  const first = await ask();
  const next = createTestPki().server;
  await install(next);
  for (;;) {
    const socket = await handshake({ rejectUnauthorized: false });
    const { serialNumber } = socket.getPeerCertificate();
    closed(socket);
    if (serialNumber === next.x509.serialNumber) break;
  }
  expect(await ask()).toEqual(first);
  agent.destroy();
});
