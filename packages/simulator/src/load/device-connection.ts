/** Connections as a device makes them. */
import { randomUUID } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { type Credentials, identityOf } from '../credentials/credentials.ts';
import type { Ask } from './messages.ts';
import { createReplyReader, type ReadReply } from './reply-reader.ts';

/** Where devices connect to, and with what. */
export interface DeviceTarget {
  readonly credentials: Credentials;
  readonly port: number;
}

/** The tickets of devices, by their place. */
export interface TicketBox {
  readonly tickets: Map<number, Buffer>;
  /** True where a handshake must be resumed with the ticket of its device. */
  readonly isUsed: boolean;
}

/** Whether the server is asked to close after an answer. */
type Afterwards = 'keep-alive' | 'close';

const placeOfId = '{id}';
const placeOfNumber = '{n}';

/** Makes the text of a request, a new one each time where its body has a place for an id. */
const textOf = (
  { method, path, headers = {}, body }: Ask,
  afterwards: Afterwards,
): (() => string) => {
  const fields = Object.entries({ Host: 'localhost', Accept: '*/*', ...headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const fieldLines = `${head}Connection: ${afterwards}\r\n`;
  if (path.includes(placeOfNumber)) return numbered(method, path, fieldLines);
  const start = `${method} ${path} HTTP/1.1\r\n${fieldLines}`;
  if (body === undefined) return () => `${start}\r\n`;
  const length = body.includes(placeOfId) ? body.length - placeOfId.length + 36 : body.length;
  const before = `${start}Content-Length: ${length}\r\n\r\n`;
  return () => before + body.replace(placeOfId, () => randomUUID());
};

/** Without a body. */
const numbered = (method: string, path: string, fieldLines: string): (() => string) => {
  const [before = '', after = ''] = path.split(placeOfNumber);
  let asked = 0;
  return () => `${method} ${before}${asked++}${after} HTTP/1.1\r\n${fieldLines}\r\n`;
};

const getDevice: Ask = { method: 'GET', path: '/device', status: 200 };
const keptRequest = textOf(getDevice, 'keep-alive');

/** What a device runs, in the headers of the agents; another number makes it another image. */
const reportOf = (image: number): Readonly<Record<string, string>> => ({
  'x-ats-target': `intel-corei7-64-lmp-${image}`,
  'x-ats-tags': 'main',
  'x-ats-ostreehash': image.toString(16).padStart(64, '0'),
  'x-ats-dockerapps': 'shellhttpd,fluentbit',
});

/** Starts a handshake, resumed only with a session, as the device of this place; X25519 is what most devices agree on. */
const connectAs = (
  { credentials, port }: DeviceTarget,
  device: number,
  session?: Buffer,
): TLSSocket => {
  const { certificate, privateKey } = identityOf(credentials, device);
  return connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: credentials.rootCertificate,
    cert: certificate,
    key: privateKey,
    ecdhCurve: 'X25519',
    ...(session === undefined ? {} : { session }),
  });
};

/** What a device does on one connection, the last of which closes it. */
export interface Poll {
  /** GET /device without it. */
  readonly asks?: readonly Ask[] | undefined;
  readonly box?: TicketBox | null;
}

const onlyDevice: readonly Ask[] = [getDevice];

/**
 * Connects, asks one thing after the other and waits until the server has closed. Throws for any answer but the expected
 * ones, and for a handshake that was not resumed where it should have been.
 */
export const pollOnce = (
  target: DeviceTarget,
  device: number,
  { asks = onlyDevice, box = null }: Poll = {},
): Promise<void> =>
  new Promise((resolve, reject) => {
    const isResuming = box?.isUsed === true;
    const socket = connectAs(target, device, isResuming ? box.tickets.get(device) : undefined);
    let answered = 0;
    let last: ReadReply | undefined;
    const ask = (): void => {
      const next = asks[answered];
      if (next === undefined) return;
      socket.write(textOf(next, answered + 1 === asks.length ? 'close' : 'keep-alive')());
    };
    const read = createReplyReader((reply) => {
      last = reply;
      if (reply.status !== asks[answered]?.status) throw unexpected(reply);
      answered += 1;
      ask();
    });
    socket.setNoDelay(true);
    socket.once('secureConnect', () => {
      if (isResuming && !socket.isSessionReused())
        socket.destroy(new Error('the session was not resumed'));
      else ask();
    });
    if (box !== null) socket.on('session', (ticket) => box.tickets.set(device, ticket));
    socket.on('data', (chunk: Buffer) => orDestroy(socket, () => read(chunk)));
    socket.once('error', reject);
    socket.once('close', () => (answered === asks.length ? resolve() : reject(unexpected(last))));
  });

/** A request whose text costs nothing any more. */
export interface PreparedAsk {
  text(): string;
  readonly status: number;
}

/** Prepares a request that is asked many times. */
export const prepareAsk = (ask: Ask): PreparedAsk => ({
  text: textOf(ask, 'keep-alive'),
  status: ask.status,
});

/** A connection that is kept. */
export interface KeptConnection {
  /**
   * Gets /device, with a report of this image if there is one. Throws for any answer but 200, and when the server has
   * closed the connection. Not to be called again before it has answered.
   */
  request(image: number | null): Promise<void>;
  /** The same for another request, whose text is made before by `prepareAsk`. */
  ask(prepared: PreparedAsk): Promise<void>;
  /** Throws when the server has closed it already. */
  close(): void;
  /** Closes it if it is open. */
  abandon(): void;
}

/** Connects and waits for the end of the handshake. */
export const keepConnection = (target: DeviceTarget, device: number): Promise<KeptConnection> =>
  new Promise((resolve, reject) => {
    const socket = connectAs(target, device);
    let waiting: PromiseWithResolvers<void> | undefined;
    let expected = 200;
    const settle = (reply: ReadReply): void =>
      reply.status === expected ? waiting?.resolve() : waiting?.reject(unexpected(reply));
    const read = createReplyReader(settle);
    const fail = (error: Error): void => {
      waiting?.reject(error);
      reject(error);
    };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => orDestroy(socket, () => read(chunk)));
    socket.once('error', fail);
    socket.once('close', () => fail(unexpected(undefined)));
    const ask = ({ text, status }: PreparedAsk): Promise<void> => {
      if (socket.destroyed) return Promise.reject(unexpected(undefined));
      waiting = Promise.withResolvers();
      expected = status;
      socket.write(text());
      return waiting.promise;
    };
    const request = (image: number | null): Promise<void> =>
      ask(
        image === null
          ? { text: keptRequest, status: 200 }
          : prepareAsk({ ...getDevice, headers: reportOf(image) }),
      );
    const close = (): void => {
      if (socket.destroyed) throw unexpected(undefined);
      socket.destroy();
    };
    socket.once('secureConnect', () =>
      resolve({ request, ask, close, abandon: () => socket.destroy() }),
    );
  });

const orDestroy = (socket: TLSSocket, work: () => void): void => {
  try {
    work();
  } catch (error) {
    socket.destroy(error instanceof Error ? error : new Error(String(error)));
  }
};

const unexpected = (reply: ReadReply | undefined): Error =>
  new Error(
    reply === undefined ? 'the server closed without an answer' : `the answer was ${reply.status}`,
  );
