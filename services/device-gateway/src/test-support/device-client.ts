/** A device, as far as a gateway can tell: TLS connections with a certificate, and requests on them. */
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { connect, type ConnectionOptions, type SecureVersion, type TLSSocket } from 'node:tls';
import type { TestCertificate, TestPki } from '@moorgate/testing';

/** Where to, and what the client trusts. */
export interface Target {
  readonly port: number;
  readonly pki: TestPki;
}

/** What a request is made of. */
export interface Call {
  readonly leaf?: TestCertificate | undefined;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent;
  readonly version?: SecureVersion;
  /** Options of the client's TLS beside these. */
  readonly tls?: ConnectionOptions;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; null where it is none. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** The options of a TLS client with this certificate. */
export const tlsOptions = ({ port, pki }: Target, call: Call): ConnectionOptions => ({
  host: '127.0.0.1',
  port,
  servername: 'localhost',
  ca: pki.root.certPem,
  ...(call.leaf === undefined ? {} : { cert: call.leaf.certPem, key: call.leaf.keyPem }),
  ...(call.version === undefined ? {} : { minVersion: call.version, maxVersion: call.version }),
  ...call.tls,
});

const parse = (text: string): Answer['body'] => {
  try {
    return JSON.parse(text) as Answer['body'];
  } catch {
    return null;
  }
};

const send = (
  options: Readonly<Record<string, unknown>>,
  call: Call,
  request: typeof httpRequest | typeof httpsRequest,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      {
        method: call.method ?? 'GET',
        path: call.path ?? '/device',
        headers: call.headers as Record<string, string>,
        ...options,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { headers, statusCode: status = 0 } = incoming;
          resolve({ status, headers, text, body: parse(text) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body);
  });

/** One request, on a connection of its own unless an agent keeps one. */
export const callGateway = (target: Target, call: Call = {}): Promise<Answer> =>
  send({ ...tlsOptions(target, call), agent: call.agent ?? false }, call, httpsRequest);

/** One request on a connection that is open already. */
export const callOn = (socket: TLSSocket, call: Call = {}): Promise<Answer> =>
  send({ createConnection: () => socket, headers: { connection: 'close' } }, call, httpRequest);

/** Opens a connection; rejects when the handshake fails. */
export const openConnection = (target: Target, call: Call = {}): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect(tlsOptions(target, call));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });

/** Resolves, with everything that was read, when the other side has closed the connection. */
export const untilClosed = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    if (socket.destroyed) resolve(text);
    socket.once('close', () => resolve(text));
    socket.once('end', () => socket.destroy());
  });

/** The first answer in what was read, once it is whole; of its body only a length is understood. */
const firstAnswer = (text: string): Answer | null => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [statusLine = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const content = text.slice(headEnd + 4);
  if (content.length < Number(headers['content-length'] ?? 0)) return null;
  const status = Number(statusLine.split(' ')[1]);
  return { status, headers, text: content, body: parse(content) };
};

/** One request on a connection that stays open; rejects when it is closed instead of answered. */
export const askOn = (socket: TLSSocket, path = '/device'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let text = '';
    const finish = (settle: () => void): void => {
      socket.off('data', onData).off('close', onClose);
      settle();
    };
    const onClose = (): void => finish(() => reject(new Error('closed without an answer')));
    const onData = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      const answer = firstAnswer(text);
      if (answer !== null) finish(() => resolve(answer));
    };
    socket.on('data', onData).on('close', onClose);
    if (socket.destroyed) onClose();
    else socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  });
