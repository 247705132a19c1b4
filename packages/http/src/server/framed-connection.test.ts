import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { frameConnection } from './framed-connection.ts';

const opened: Socket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
});

/** Two ends of one connection. */
const openPair = async (): Promise<readonly [Socket, Socket]> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const one = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [other] = (await once(server, 'connection')) as [Socket];
  server.close();
  opened.push(one, other);
  for (const socket of [one, other]) socket.on('error', () => undefined);
  return [one, other];
};

/** Where a failure is expected, it is that of what reads. */
const frame = (socket: Socket): Duplex => frameConnection(socket).on('error', () => undefined);

const openFramed = async (): Promise<readonly [Duplex, Duplex]> => {
  const [one, other] = await openPair();
  return [frame(one), frame(other)];
};

const closed = (stream: Duplex): Promise<void> =>
  new Promise((resolve) => stream.once('close', () => resolve()));

test('each direction ends by itself, and with both the connection does', async () => {
  const [one, other] = await openPair();
  const [asking, answering] = [frame(one), frame(other)];
  const gone = Promise.all([closed(one), closed(other)]);
  asking.end('input');
  expect(await text(answering)).toBe('input');
  answering.write('the answer ');
  answering.end('to it');
  expect(await text(asking)).toBe('the answer to it');
  await gone;
});

test('bytes arrive as they were sent, however they are cut', async () => {
  const [near, far] = await openPair();
  const reader = frame(far);
  const sent = Buffer.from(Array.from({ length: 700 }, (_, index) => index % 256));
  const lengths = [1, 255, 256, 188];
  let from = 0;
  const frames = lengths.map((length) => {
    const head = Buffer.alloc(4);
    head.writeUInt32BE(length);
    const frame = Buffer.concat([head, sent.subarray(from, from + length)]);
    from += length;
    return frame;
  });
  const whole = Buffer.concat([...frames, Buffer.alloc(4)]);
  const read = buffer(reader);
  near.setNoDelay(true);
  for (let at = 0; at < whole.length; at += 3) {
    near.write(whole.subarray(at, at + 3));
    await new Promise(setImmediate);
  }
  expect((await read).equals(sent)).toBe(true);
  reader.destroy();
});

test('nobody is sent more than they take', async () => {
  const [asking, answering] = await openFramed();
  let sent = 0;
  const piece = Buffer.alloc(65_536, 'x');
  const pieces = function* (): Generator<Buffer> {
    for (; sent < 1_024; sent += 1) yield piece;
  };
  Readable.from(pieces(), { objectMode: false }).pipe(asking);
  let before = -1;
  while (before !== sent) {
    before = sent;
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  }
  expect(sent).toBeLessThan(1_024);
  let bytes = 0;
  for await (const chunk of answering as AsyncIterable<Buffer>) bytes += chunk.length;
  expect(bytes).toBe(1_024 * 65_536);
  answering.end();
});

test.each([
  ['is cut', (socket: Socket) => void socket.destroy()],
  ['ends without a word', (socket: Socket) => void socket.end()],
  ['ends within a piece', (socket: Socket) => void socket.end(Buffer.from([0, 0, 1, 0, 7]))],
])('a connection that %s fails, in both directions', async (_how, end) => {
  const [near, far] = await openPair();
  const framed = frame(far);
  const read = text(framed);
  read.catch(() => undefined);
  end(near);
  await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(new Promise((_resolve, reject) => framed.write('x', reject))).rejects.toThrow();
});

test('what was said before its sender left is read to its end, however late', async () => {
  const [asking, answering] = await openFramed();
  const said = 'y'.repeat(60_000);
  asking.end(said);
  await once(asking, 'finish');
  asking.destroy();
  await closed(asking);
  const taken = new Promise<void>((resolve) => answering.write('to nobody', () => resolve()));
  expect(await text(answering)).toBe(said);
  await taken;
});

test('destroying one end cuts the other', async () => {
  const [asking, answering] = await openFramed();
  const failed = text(answering);
  failed.catch(() => undefined);
  asking.destroy();
  await expect(failed).rejects.toMatchObject({ code: 'ECONNRESET' });
});
