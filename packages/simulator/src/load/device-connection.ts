/** Connections as a device makes them. */
import { connect, type TLSSocket } from 'node:tls';
import { type Credentials, identityOf } from '../credentials/credentials.ts';
import { createReplyReader, type ReadReply } from './reply-reader.ts';

/** The request that everything is measured with; `close` asks the server to close after it. */
const getDevice = (connection: 'keep-alive' | 'close'): string =>
  `GET /device HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nConnection: ${connection}\r\n\r\n`;

const closingRequest = getDevice('close');
const keptRequest = getDevice('keep-alive');

/** Starts a handshake, never a resumed one, as the device of this place; X25519 is what most devices agree on. */
const connectAs = (credentials: Credentials, device: number, port: number): TLSSocket => {
  const { certificate, privateKey } = identityOf(credentials, device);
  return connect({
    host: '127.0.0.1',
    port,
    servername: 'localhost',
    ca: credentials.rootCertificate,
    cert: certificate,
    key: privateKey,
    ecdhCurve: 'X25519',
  });
};

/** Connects, gets /device once and waits until the server has closed. Throws for any answer but 200. */
export const pollOnce = (credentials: Credentials, device: number, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connectAs(credentials, device, port);
    let reply: ReadReply | undefined;
    const read = createReplyReader((complete) => (reply = complete));
    socket.setNoDelay(true);
    socket.once('secureConnect', () => socket.write(closingRequest));
    socket.on('data', (chunk: Buffer) => orDestroy(socket, () => read(chunk)));
    socket.once('error', reject);
    socket.once('close', () => (reply?.status === 200 ? resolve() : reject(unexpected(reply))));
  });

/** A connection that is kept. */
export interface KeptConnection {
  /** Gets /device. Throws for any answer but 200. Not to be called again before it has answered. */
  request(): Promise<void>;
  close(): void;
}

/** Connects and waits for the end of the handshake. */
export const keepConnection = (
  credentials: Credentials,
  device: number,
  port: number,
): Promise<KeptConnection> =>
  new Promise((resolve, reject) => {
    const socket = connectAs(credentials, device, port);
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
    const request = (): Promise<void> => {
      waiting = Promise.withResolvers();
      socket.write(keptRequest);
      return waiting.promise;
    };
    socket.once('secureConnect', () => resolve({ request, close: () => socket.destroy() }));
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
