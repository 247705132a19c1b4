/** Replies on bare Node: written whole, with one call for the head; and the last reply of a connection. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './define-endpoint.ts';
import { announcesBody } from './read-body.ts';

/** What is read of a body nobody wants, so that the client gets to see the answer, before the connection is cut. */
const drainBytesMax = 65_536;
const drainMsMax = 1_000;

const bodyText = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(body);

const contentType = (body: unknown): string =>
  typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';

/** Statuses that never have a body, nor a length (RFC 9110, section 8.6). */
const isBodiless = (status: number): boolean => status === 204 || status === 304;

const lacks = (headers: Reply['headers'], name: string): boolean =>
  headers === undefined || !Object.keys(headers).some((one) => one.toLowerCase() === name);

const pushOwnHeaders = (headers: string[], own: NonNullable<Reply['headers']>): void => {
  for (const [name, value] of Object.entries(own)) {
    for (const one of typeof value === 'string' ? [value] : value) headers.push(name, one);
  }
};

/** The head as Node takes it fastest: names and values in turn. */
const headOf = (reply: Reply, requestId: string, length: number | null): string[] => {
  const { body, headers: own } = reply;
  const headers = ['X-Request-Id', requestId];
  if (lacks(own, 'cache-control')) headers.push('Cache-Control', 'no-store');
  if (body !== undefined && lacks(own, 'content-type')) {
    headers.push('Content-Type', contentType(body));
  }
  if (own !== undefined) pushOwnHeaders(headers, own);
  if (length !== null) headers.push('Content-Length', String(length));
  return headers;
};

/**
 * Sends a reply: JSON, or a text as it is, with `X-Request-Id`, a length, and `Cache-Control: no-store` unless the reply
 * has its own. Throws, with nothing sent, when the reply has a header that HTTP forbids.
 */
export const writeReply = (response: ServerResponse, reply: Reply, requestId: string): void => {
  if (isBodiless(reply.status)) {
    response.writeHead(reply.status, headOf({ ...reply, body: undefined }, requestId, null)).end();
    return;
  }
  const text = reply.body === undefined ? '' : bodyText(reply.body);
  const head = headOf(reply, requestId, Buffer.byteLength(text));
  // A text goes out in one piece with the head, hence in one TLS record.
  response.writeHead(reply.status, head).end(text);
};

/**
 * Sends a reply as the last one and closes the connection. The answer goes out at once; of a body that is still coming, at
 * most 64 KiB are read within a second, since closing with unread data would reset the connection and lose the answer.
 */
export const writeLastReply = (
  request: IncomingMessage,
  response: ServerResponse,
  last: { readonly reply: Reply; readonly requestId: string },
): void => {
  const { reply, requestId } = last;
  const headers = { ...reply.headers, Connection: 'close' };
  const isComing = announcesBody(request) && request.headers.expect === undefined;
  if (request.complete || !isComing) {
    writeReply(response, { ...reply, headers }, requestId);
    return;
  }
  const text = reply.body === undefined ? '' : bodyText(reply.body);
  const head = headOf({ ...reply, headers }, requestId, Buffer.byteLength(text));
  response.writeHead(reply.status, head).write(text);
  drain(request, () => response.end());
};

const drain = (request: IncomingMessage, whenRead: () => void): void => {
  let left = drainBytesMax;
  const cut = (): void => void request.socket.destroy();
  const timer = setTimeout(cut, drainMsMax);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) cut();
  });
  request.on('error', cut);
  request.once('end', whenRead);
  request.once('close', () => clearTimeout(timer));
};
