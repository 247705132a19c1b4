/** Replies on bare Node: whole ones, with one call for the head; streams; and the last reply of a connection. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ByteStream, Reply } from './define-endpoint.ts';
import { drainBody, drainBytesMax } from './drain-body.ts';
import { announcesBody } from './read-body.ts';
import { dropStream, sendStream, type StreamOptions } from './streamed-reply.ts';

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

/** A reply with a stream, and how it is sent. */
export interface StreamedReply extends StreamOptions {
  readonly reply: Reply;
  readonly stream: ByteStream;
  readonly requestId: string;
}

const lengthOf = ({ bytes, lengthBytes }: ByteStream): number | null =>
  lengthBytes ?? (bytes instanceof Uint8Array ? bytes.length : null);

const streamHeadOf = ({ reply, stream, requestId }: StreamedReply): string[] => {
  const length = isBodiless(reply.status) ? null : lengthOf(stream);
  const head = headOf(reply, requestId, length);
  if (!isBodiless(reply.status) && lacks(reply.headers, 'content-type')) {
    head.push('Content-Type', 'application/octet-stream');
  }
  return head;
};

/**
 * Sends a reply whose bytes come from a stream, which is closed in every case. Throws, with nothing sent, when the reply
 * has a header that HTTP forbids.
 */
export const writeStreamedReply = (response: ServerResponse, streamed: StreamedReply): void => {
  const { reply, stream } = streamed;
  try {
    response.writeHead(reply.status, streamHeadOf(streamed));
  } catch (error) {
    dropStream(stream);
    throw error;
  }
  const hasBody = !isBodiless(reply.status) && response.req.method !== 'HEAD';
  if (hasBody && !response.destroyed) {
    sendStream(response, stream, streamed);
    return;
  }
  dropStream(stream);
  response.end();
};

/**
 * Sends a reply as the last one and closes the connection. The answer goes out at once; of a body that is still coming, at
 * most `readsBytesMax`, 1 MiB unless said, is read within two seconds, since closing with unread data would reset the
 * connection and lose the answer.
 */
export const writeLastReply = (
  request: IncomingMessage,
  response: ServerResponse,
  last: { readonly reply: Reply; readonly requestId: string; readonly readsBytesMax?: number },
): void => {
  const { reply, requestId, readsBytesMax = drainBytesMax } = last;
  const headers = { ...reply.headers, Connection: 'close' };
  const isComing = announcesBody(request) && request.headers.expect === undefined;
  if (request.complete || !isComing) {
    writeReply(response, { ...reply, headers }, requestId);
    return;
  }
  const text = reply.body === undefined ? '' : bodyText(reply.body);
  const length = isBodiless(reply.status) ? null : Buffer.byteLength(text);
  response.writeHead(reply.status, headOf({ ...reply, headers }, requestId, length));
  // Without a body to write, the head would wait for the end.
  if (text === '' || request.method === 'HEAD') response.flushHeaders();
  else response.write(text);
  drainBody(request, readsBytesMax, () => response.end());
};
