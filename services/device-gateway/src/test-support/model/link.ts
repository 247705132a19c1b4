/** One TLS connection of a device, on which it asks for its record; it never connects again by itself. */
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { TestLeaf } from '@moorgate/testing';

/** An open connection. */
export interface Link {
  /** Asks `GET /device`: `served`, the code of the refusal, or `closed` where there was no answer. */
  ask(): Promise<string>;
  /** Announces the next key, in PEM, by `PATCH /device`; with the same outcomes. */
  announce(publicKeyPem: string): Promise<string>;
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<void>;
  close(): void;
}

const question = 'GET /device HTTP/1.1\r\nHost: gateway\r\n\r\n';

const announcement = (publicKeyPem: string): string => {
  const body = JSON.stringify({ next_pubkey: publicKeyPem });
  const head = ['PATCH /device HTTP/1.1', 'Host: gateway', 'Content-Type: application/json'];
  return [...head, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
};

/** A context for many connections with one certificate. What the server shows is not looked at. */
export const contextOf = (leaf: TestLeaf): SecureContext =>
  createSecureContext({ cert: leaf.certPem, key: leaf.keyPem, minVersion: 'TLSv1.3' });

/** The body of a whole answer, with its status; null while some of it is missing. */
const parseAnswer = (text: string): { readonly status: number; readonly body: string } | null => {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, headEnd))?.[1]);
  const body = text.slice(headEnd + 4);
  return body.length < length ? null : { status: Number(text.slice(9, 12)), body };
};

const outcomeOf = (
  answer: { readonly status: number; readonly body: string },
  uuid: string,
): string => {
  const { uuid: served, code } = JSON.parse(answer.body) as Record<string, unknown>;
  if (answer.status !== 200) return String(code);
  return served === uuid ? 'served' : `served as ${String(served)}`;
};

const linkOver = (socket: TLSSocket, uuid: string): Link => {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const send = (request: string): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const onData = (chunk: string): void => {
        text += chunk;
        const answer = parseAnswer(text);
        if (answer === null) return;
        socket.off('data', onData);
        resolve(outcomeOf(answer, uuid));
      };
      socket.on('data', onData);
      void closed.then(() => resolve('closed'));
      if (socket.writable) socket.write(request);
      else socket.destroy();
    });
  return {
    ask: () => send(question),
    announce: (publicKeyPem) => send(announcement(publicKeyPem)),
    closed,
    close: () => socket.destroy(),
  };
};

/** Opens a connection; rejects when the handshake fails. */
export const openLink = (
  port: number,
  leaf: TestLeaf,
  secureContext: SecureContext,
): Promise<Link> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: 'localhost', secureContext };
    const socket = connect({ ...options, rejectUnauthorized: false });
    socket.setEncoding('latin1');
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      socket.once('end', () => socket.destroy());
      resolve(linkOver(socket, leaf.uuid));
    });
  });
