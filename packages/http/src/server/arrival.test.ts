import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readJsonBody } from '../read-body.ts';
import { streamBody } from '../streamed-body.ts';
import { brokenRequestOptions, takeRequests } from './broken-request.ts';

const bodyMsMax = 300;

let server: Server;
const read = async (request: IncomingMessage): Promise<number> => {
  if (request.url === '/stream') {
    let bytes = 0;
    for await (const chunk of streamBody(request, { mediaType: '', limitBytes: null }))
      bytes += (chunk as Buffer).length;
    return bytes;
  }
  return JSON.stringify(await readJsonBody(request, 10_000)).length;
};
beforeEach(async () => {
  server = createServer({ ...brokenRequestOptions, connectionsCheckingInterval: 100 });
  takeRequests(
    server,
    (request, response) => {
      read(request).then(
        (bytes) => response.end(String(bytes)),
        () => undefined,
      );
    },
    { bodyMsMax },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** Sends a head, and then pieces with pauses; answers all that comes back. */
const send = async (path: string, pieces: number): Promise<string> => {
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const answer: Buffer[] = [];
  socket.on('data', (chunk) => answer.push(chunk)).on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`,
  );
  for (let sent = 0; sent < pieces && socket.writable; sent += 1) {
    await delay(bodyMsMax / 2);
    socket.write(
      sent === 0 ? `"${'x'.repeat(9)}` : sent === 9 ? `${'x'.repeat(9)}"` : 'x'.repeat(10),
    );
  }
  await closed;
  return Buffer.concat(answer).toString();
};

test('a stream of which something keeps coming may take many times as long', async () => {
  expect(await send('/stream', 10)).toMatch(/^HTTP\/1\.1 200 [^]*100$/);
});

test('a stream of which nothing comes for so long is answered 408', async () => {
  expect(await send('/stream', 3)).toMatch(/^HTTP\/1\.1 408 [^]*request_timeout/);
});

test('a body that is read whole has to be there in that time, whatever keeps coming', async () => {
  expect(await send('/json', 10)).toMatch(/^HTTP\/1\.1 408 [^]*request_timeout/);
});
