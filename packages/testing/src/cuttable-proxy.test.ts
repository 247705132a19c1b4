import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCuttableProxy, type CuttableProxy } from './cuttable-proxy.ts';

/** Answers each piece with itself, and notes what it sees. */
let server: Server;
let received = '';
const seen: Socket[] = [];
let proxy: CuttableProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  received = '';
  seen.length = 0;
  server = createServer((socket) => {
    seen.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      socket.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  proxy = await createCuttableProxy({ host: '127.0.0.1', port });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const socket of seen) socket.destroy();
  server.close();
});

const dial = async (): Promise<Socket> => {
  const client = connect(proxy.port, '127.0.0.1');
  clients.push(client);
  await once(client, 'connect');
  return client;
};
const echo = async (client: Socket, text: string): Promise<string> => {
  client.write(text);
  const [chunk] = (await once(client, 'data')) as [Buffer];
  return chunk.toString();
};
const codeOf = async (client: Socket): Promise<unknown> => {
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
  return error.code;
};

test('passes on what both sides send, and the end of each', async () => {
  const client = await dial();
  expect(await echo(client, 'one')).toBe('one');
  client.end();
  await once(client, 'end');
  expect(received).toBe('one');
});

test('reaches a server on a Unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  const path = join(folder, 'socket');
  const other = createServer((socket) => socket.end('hello')).listen(path);
  await once(other, 'listening');
  const through = await createCuttableProxy({ path });
  const client = connect(through.port, '127.0.0.1');
  const [chunk] = (await once(client, 'data')) as [Buffer];
  expect(chunk.toString()).toBe('hello');
  client.destroy();
  await through.close();
  other.close();
  await rm(folder, { recursive: true });
});

test('a cut resets both sides, and new connections, until it is mended', async () => {
  const client = await dial();
  await echo(client, 'one');
  const reset = codeOf(client);
  const [upstream] = seen;
  const lost = codeOf(upstream!);
  proxy.cut();
  expect([await reset, await lost]).toEqual(['ECONNRESET', 'ECONNRESET']);
  const refused = connect(proxy.port, '127.0.0.1');
  expect(await codeOf(refused)).toBe('ECONNRESET');
  proxy.resume();
  expect(await echo(await dial(), 'two')).toBe('two');
  expect(proxy.connectionCount()).toBe(1);
});

test('a frozen line passes nothing on and closes nothing; what was sent arrives afterwards', async () => {
  const client = await dial();
  await echo(client, 'one');
  proxy.freeze();
  client.write('two');
  const late = await dial();
  late.write('three');
  const [upstream] = seen;
  // A line that works beside it shows how much time has passed: enough for everything to arrive.
  const other = await createCuttableProxy({
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
  });
  const witness = connect(other.port, '127.0.0.1');
  for (const text of ['a', 'b', 'c']) await echo(witness, text);
  expect([received, client.destroyed, upstream!.destroyed]).toEqual(['oneabc', false, false]);
  witness.destroy();
  await other.close();
  proxy.resume();
  const [first] = (await once(client, 'data')) as [Buffer];
  const [second] = (await once(late, 'data')) as [Buffer];
  expect([first.toString(), second.toString()]).toEqual(['two', 'three']);
});

test('a client that ends while the line is frozen is not known to have ended', async () => {
  const client = await dial();
  await echo(client, 'one');
  const [upstream] = seen;
  const ended = once(upstream!, 'end');
  proxy.freeze();
  client.end();
  await once(client, 'finish');
  expect(upstream!.readableEnded).toBe(false);
  proxy.resume();
  await ended;
});

test('a delayed line keeps the order, and is late both ways', async () => {
  const client = await dial();
  proxy.delay(80);
  const startedMs = performance.now();
  client.write('one');
  client.write('two');
  let text = '';
  while (text !== 'onetwo') text += String(((await once(client, 'data')) as [Buffer])[0]);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(159);
});

test('a side that does not read is not written to without end', async () => {
  const client = await dial();
  await echo(client, 'one');
  const [upstream] = seen;
  upstream!.pause();
  const piece = Buffer.alloc(1_048_576);
  let sent = 0;
  while (sent < 64 && client.writableLength < 8 * piece.length) {
    client.write(piece);
    sent += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(sent).toBeLessThan(64);
});
