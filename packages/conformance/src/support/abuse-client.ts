/**
 * The other side of the abuse suite: a process that opens connections by the thousand and does with them what nobody
 * should. Node runs this file as it is; it takes orders over the channel to the test, and tells what became of them.
 */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AbuseOrder, AbuseOutcome, AbuseReport, Behaviour, Identity } from './abuse.ts';

/** One connection on its way. */
interface Abused {
  readonly socket: Socket;
  /** Resolves when the state whose end is waited for has begun. */
  readonly begun: Promise<void>;
  readonly over: Promise<AbuseOutcome>;
}

const dripEveryMs = 200;
const waitingBytesMax = 65_536;

/** Notes how it ends: how long after the beginning, and with which line of an answer. */
const watch = (socket: Socket, beganAt: () => number): Promise<AbuseOutcome> => {
  let head = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    if (head.length < 1_000) head += chunk.subarray(0, 1_000).toString('latin1');
  });
  return new Promise((resolve) => {
    socket.once('close', () => {
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
      const lastedMs = performance.now() - beganAt();
      resolve({ lastedMs, status: status === undefined ? null : Number(status) });
    });
    socket.once('end', () => socket.destroy());
  });
};

const repeat = (socket: Socket, piece: string | Buffer): void => {
  const timer = setInterval(() => {
    if (socket.writable && socket.writableLength < waitingBytesMax) socket.write(piece);
  }, dripEveryMs);
  socket.once('close', () => clearInterval(timer));
};

const openTcp = (order: AbuseOrder): Socket =>
  connectTcp({ port: order.port, host: '127.0.0.1', localAddress: order.localAddress });

const openTls = (order: AbuseOrder, identity: Identity | undefined): Socket =>
  connectTls({
    port: order.port,
    host: '127.0.0.1',
    servername: 'localhost',
    rejectUnauthorized: false,
    ...({ localAddress: order.localAddress } as object),
    ...identity,
  });

/** Opens a connection and, when it is established, misuses it. */
const abuse = (
  socket: Socket,
  established: 'connect' | 'secureConnect',
  misuse: (socket: Socket) => void,
): Abused => {
  let beganAtMs = performance.now();
  const over = watch(socket, () => beganAtMs);
  const begun = new Promise<void>((resolve) => {
    socket.once(established, () => {
      beganAtMs = performance.now();
      misuse(socket);
      resolve();
    });
    socket.once('close', () => resolve());
  });
  return { socket, begun, over };
};

/** The start of a record that announces a handshake message of 8 KiB and never brings it. */
const stalledHello = Buffer.from('16030120001000' + '1ffc0303' + '00'.repeat(32), 'hex');
const requestLine = 'GET /device HTTP/1.1\r\nHost: localhost\r\n';

const misuses: Readonly<
  Record<Behaviour, { readonly isTls: boolean; readonly misuse: (socket: Socket) => void }>
> = {
  'half-open': { isTls: false, misuse: () => undefined },
  'stalled-handshake': {
    isTls: false,
    misuse: (socket) => {
      socket.write(stalledHello);
      repeat(socket, '\0');
    },
  },
  'bad-proxy-header': {
    isTls: false,
    misuse: (socket) => void socket.write('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n'),
  },
  'late-proxy-header': {
    isTls: false,
    misuse: (socket) => void socket.write(Buffer.from('0d0a0d0a000d0a51', 'hex')),
  },
  'slow-head': {
    isTls: true,
    misuse: (socket) => {
      socket.write(`${requestLine}X-Slow: `);
      repeat(socket, 'z');
    },
  },
  'slow-body': {
    isTls: true,
    misuse: (socket) => {
      socket.write(`${requestLine}Content-Length: 1000\r\n\r\n`);
      repeat(socket, 'z');
    },
  },
  'oversize-head': {
    isTls: true,
    misuse: (socket) => void socket.write(`${requestLine}X-Large: ${'z'.repeat(40_000)}\r\n\r\n`),
  },
  'stalled-download': {
    isTls: true,
    misuse: (socket) => {
      socket.pause();
      socket.write('GET /test/stream HTTP/1.1\r\nHost: localhost\r\n\r\n');
      // Who does not read learns of the end only by writing.
      repeat(socket, `${requestLine}\r\n`);
    },
  },
  'request-flood': {
    isTls: true,
    misuse: (socket) => {
      socket.write(`${requestLine}\r\n`.repeat(1_000));
      repeat(socket, `${requestLine}\r\n`.repeat(1_000));
    },
  },
  asking: {
    isTls: true,
    misuse: (socket) => void socket.write(`${requestLine}Connection: close\r\n\r\n`),
  },
  idle: { isTls: true, misuse: (socket) => void socket.write(`${requestLine}\r\n`) },
};

const openOne = (order: AbuseOrder, index: number): Abused => {
  const { isTls, misuse } = misuses[order.behaviour];
  if (!isTls) return abuse(openTcp(order), 'connect', misuse);
  const identity = order.identities[index % order.identities.length];
  return abuse(openTls(order, identity), 'secureConnect', misuse);
};

/** Opens as many as ordered, no more than `atOnce` of them on their way at a time. */
const openAll = async (order: AbuseOrder): Promise<Abused[]> => {
  const opened: Abused[] = [];
  const openNext = async (): Promise<void> => {
    while (opened.length < order.count) {
      const one = openOne(order, opened.length);
      opened.push(one);
      await (order.isOneAfterTheOther ? one.over : one.begun);
    }
  };
  await Promise.all(Array.from({ length: order.atOnce }, openNext));
  return opened;
};

const report = (message: AbuseReport): void => void process.send?.(message);

const connectionsOf = new Map<number, readonly Abused[]>();

const carryOut = async (order: AbuseOrder): Promise<void> => {
  const { id } = order;
  const opened = await openAll(order);
  connectionsOf.set(id, opened);
  report({ kind: 'begun', id });
  const outcomes = await Promise.all(opened.map(({ over }) => over));
  connectionsOf.delete(id);
  report({ kind: 'over', id, outcomes });
};

process.on('message', (message: AbuseOrder | { readonly kind: 'close'; readonly id: number }) => {
  if (message.kind === 'open') void carryOut(message);
  else for (const { socket } of connectionsOf.get(message.id) ?? []) socket.destroy();
});
process.once('disconnect', () => process.exit());
