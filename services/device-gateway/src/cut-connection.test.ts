import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { createTestPki } from '@moorgate/testing';
import { cutConnection } from './cut-connection.ts';

const pki = createTestPki({ factory: 'acme' });
const mebibyte = 1_048_576;
let server: Server;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  const { keyPem: key, certPem: cert } = pki.server;
  server = createServer({ key, cert }, (_request, response) => answer(response));
  server.on('secureConnection', (socket) => socket.on('error', () => undefined));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => void server.close());

/** Two ends of one connection. */
const open = async (): Promise<{ client: TLSSocket; served: TLSSocket }> => {
  const { port } = server.address() as AddressInfo;
  const serving = once(server, 'secureConnection') as Promise<[TLSSocket]>;
  const client = connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: pki.root.certPem,
  });
  await once(client, 'secureConnect');
  const [served] = await serving;
  return { client, served };
};

const ended = (client: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    client.once('error', ({ message }) => resolve(message));
    client.once('close', () => resolve('closed in good order'));
  });

test('a client that rests learns of it at once', async () => {
  const { client, served } = await open();
  const end = ended(client);
  cutConnection(served);
  expect(served.destroyed).toBe(true);
  expect(await end).toMatch(/ECONNRESET/);
});

test('what of an answer waits in the kernel never arrives', async () => {
  const isFull = Promise.withResolvers<void>();
  answer = (response) => {
    response.end(Buffer.alloc(64 * mebibyte));
    // As much of it as there is room for has been handed over by then.
    setTimeout(isFull.resolve, 300);
  };
  const { client, served } = await open();
  client.pause();
  client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await isFull.promise;
  cutConnection(served);
  let received = 0;
  client.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
  expect(await ended(client)).toMatch(/ECONNRESET/);
  // What has reached the client's own buffer is its own; an ordinary close delivers several times as much.
  expect(received).toBeLessThan(mebibyte);
});

test('connections are cut by the hundred, at rest and in the middle of an answer', async () => {
  answer = (response) => void response.end(Buffer.alloc(mebibyte));
  for (let count = 0; count < 100; count += 1) {
    const { client, served } = await open();
    if (count % 2 === 0) client.pause().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const end = ended(client);
    const closed = once(served, 'close');
    await new Promise(setImmediate);
    cutConnection(served);
    client.resume();
    await Promise.all([end, closed]);
  }
});

test('to cut what is gone already does nothing', async () => {
  const { client, served } = await open();
  client.destroy();
  await once(served, 'close');
  expect(() => cutConnection(served)).not.toThrow();
});
