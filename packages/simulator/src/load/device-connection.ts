/** Connections as a device makes them. */
import { connect, type TLSSocket } from 'node:tls';
import { type Credentials, identityOf } from '../credentials/credentials.ts';
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

/** The request that everything is measured with; `close` asks the server to close after it. */
const getDevice = (connection: 'keep-alive' | 'close', report = ''): string =>
  `GET /device HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n${report}Connection: ${connection}\r\n\r\n`;

const closingRequest = getDevice('close');
const keptRequest = getDevice('keep-alive');

/** What a device runs, in the headers of the agents; another number makes it another image. */
const reportOf = (image: number): string =>
  `x-ats-target: intel-corei7-64-lmp-${image}\r\nx-ats-tags: main\r\n` +
  `x-ats-ostreehash: ${image.toString(16).padStart(64, '0')}\r\nx-ats-dockerapps: shellhttpd,fluentbit\r\n`;

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

/**
 * Connects, gets /device once and waits until the server has closed. Throws for any answer but 200, and for a handshake
 * that was not resumed where it should have been.
 */
export const pollOnce = (
  target: DeviceTarget,
  device: number,
  box: TicketBox | null = null,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const isResuming = box?.isUsed === true;
    const socket = connectAs(target, device, isResuming ? box.tickets.get(device) : undefined);
    let reply: ReadReply | undefined;
    const read = createReplyReader((complete) => (reply = complete));
    socket.setNoDelay(true);
    socket.once('secureConnect', () => {
      if (isResuming && !socket.isSessionReused())
        socket.destroy(new Error('the session was not resumed'));
      else socket.write(closingRequest);
    });
    if (box !== null) socket.on('session', (ticket) => box.tickets.set(device, ticket));
    socket.on('data', (chunk: Buffer) => orDestroy(socket, () => read(chunk)));
    socket.once('error', reject);
    socket.once('close', () => (reply?.status === 200 ? resolve() : reject(unexpected(reply))));
  });

/** A connection that is kept. */
export interface KeptConnection {
  /**
   * Gets /device, with a report of this image if there is one. Throws for any answer but 200, and when the server has
   * closed the connection. Not to be called again before it has answered.
   */
  request(image: number | null): Promise<void>;
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
    const settle = (reply: ReadReply): void =>
      reply.status === 200 ? waiting?.resolve() : waiting?.reject(unexpected(reply));
    const read = createReplyReader(settle);
    const fail = (error: Error): void => {
      waiting?.reject(error);
      reject(error);
    };
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => orDestroy(socket, () => read(chunk)));
    socket.once('error', fail);
    socket.once('close', () => fail(unexpected(undefined)));
    const request = (image: number | null): Promise<void> => {
      if (socket.destroyed) return Promise.reject(unexpected(undefined));
      waiting = Promise.withResolvers();
      socket.write(image === null ? keptRequest : getDevice('keep-alive', reportOf(image)));
      return waiting.promise;
    };
    const close = (): void => {
      if (socket.destroyed) throw unexpected(undefined);
      socket.destroy();
    };
    socket.once('secureConnect', () =>
      resolve({ request, close, abandon: () => socket.destroy() }),
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
