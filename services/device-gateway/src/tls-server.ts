/** The TLS listener: what it offers, and the place where each connection is judged before HTTP reads from it. */
import { constants, createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { applicationProtocols, type KeyPair, tlsPolicy, watchArrival } from '@moorgate/http';
import type { DeviceGatewayConfig } from './config.ts';

const ticketLifetimeSeconds = 300;

/** Sessions of another service, or of a server with another key, cannot be resumed here. */
const sessionIdContext = createHash('sha256')
  .update('moorgate device gateway')
  .digest('hex')
  .slice(0, 32);

/** What a context is made of; given whole at every change, since what is left out would fall back to a default. */
export const secureContextOptions = (
  { sessionTickets }: DeviceGatewayConfig,
  pair: KeyPair,
  ticketKeys: Buffer = randomBytes(48),
): SecureContextOptions & { ticketKeys?: Buffer } => ({
  ...pair,
  // Empty instead of the list that Node brings along: the library is to prove possession of the key, and to judge nothing.
  ca: [],
  ...tlsPolicy,
  secureOptions: tlsPolicy.secureOptions | (sessionTickets ? 0 : constants.SSL_OP_NO_TICKET),
  sessionIdContext,
  sessionTimeout: ticketLifetimeSeconds,
  ...(sessionTickets ? { ticketKeys } : {}),
});

const httpOptions = (config: DeviceGatewayConfig): ServerOptions => ({
  handshakeTimeout: config.handshakeTimeoutMs,
  headersTimeout: config.headersTimeoutMs,
  // A large body may take longer than any other request: see `onRequest`.
  requestTimeout: 0,
  keepAliveTimeout: config.keepAliveTimeoutMs,
  connectionsCheckingInterval: Math.min(1_000, config.headersTimeoutMs),
  maxHeaderSize: config.headerBytesMax,
  // Asked for by the gate: whoever is refused is told of that first.
  requireHostHeader: false,
});

/** What Node's own limit for whole requests would say. */
const lateBody = (): NodeJS.ErrnoException =>
  Object.assign(new Error('a body did not arrive in its time'), {
    code: 'ERR_HTTP_REQUEST_TIMEOUT',
  });

/** Who takes part in a connection. */
export interface ConnectionHandlers {
  /** Gets each connection after its handshake; calls `proceed` when HTTP may begin to read from it. */
  onHandshake(socket: TLSSocket, proceed: () => void): void;
  readonly onRequest: RequestListener;
  /** Whether a request is the beginning of a stream that is no HTTP. */
  beginsStream(request: IncomingMessage): boolean;
  /** Gets such a connection, with what has been read of the stream; HTTP reads from it no more. */
  onStream(request: IncomingMessage, head: Buffer): void;
  /** Gets a connection on which something came that is no request, or not in its time. */
  onBroken(error: NodeJS.ErrnoException, socket: Socket): void;
}

/** The server, to which connections are brought by hand. */
export interface TlsServer {
  readonly server: Server;
  /** Begins the handshake on a connection; what has been read from it may be put back with `unshift` before. */
  beginHandshake(socket: Socket): void;
}

/** Takes off the one listener with which the server itself does the next step. */
const takeStep = <S extends Socket>(
  server: Server,
  event: 'connection' | 'secureConnection',
): ((socket: S) => void) => {
  const own = server.listeners(event) as ((this: Server, socket: S) => void)[];
  const [step] = own;
  if (step === undefined || own.length !== 1) {
    throw new Error('this version of Node takes connections in another way');
  }
  server.removeListener(event, step);
  return (socket) => step.call(server, socket);
};

/**
 * Makes the server: it asks for a certificate, lets the library prove that the peer has its key and accept whatever it
 * says, and leaves the verdict to `onHandshake`. TLS 1.2 and 1.3, no renegotiation, no tickets unless configured. It takes
 * no connection by itself.
 */
export const createTlsServer = (
  config: DeviceGatewayConfig,
  pair: KeyPair,
  handlers: ConnectionHandlers,
): TlsServer => {
  const { onBroken } = handlers;
  const onRequest: RequestListener = (request, response) => {
    watchArrival(request, config.requestTimeoutMs, () => onBroken(lateBody(), request.socket));
    handlers.onRequest(request, response);
  };
  const server = createServer(
    {
      ...secureContextOptions(config, pair),
      ...httpOptions(config),
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: applicationProtocols,
      shouldUpgradeCallback: (request: IncomingMessage) => handlers.beginsStream(request),
    },
    onRequest,
  );
  // The parser would drop the fields beyond its limit in silence; the gate refuses such a request.
  server.maxHeadersCount = 0;
  // Without this the body of a request that is refused would be asked for first.
  server.on('checkContinue', onRequest);
  // Without this any other expectation would be answered with 417, before the verdict.
  server.on('checkExpectation', onRequest);
  server.on('upgrade', (request: IncomingMessage, _socket, head: Buffer) => {
    handlers.onStream(request, head);
  });
  server.on('clientError', onBroken);
  const takeOver = takeStep<TLSSocket>(server, 'secureConnection');
  server.on('secureConnection', (socket) => handlers.onHandshake(socket, () => takeOver(socket)));
  return { server, beginHandshake: takeStep<Socket>(server, 'connection') };
};
