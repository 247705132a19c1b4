/** Puts a reply on the wire, on Express as on bare Node. */
import type { ServerResponse } from 'node:http';
import type { Reply } from './define-endpoint.ts';
import { drainBody, welcomeBytesMax } from './drain-body.ts';
import { announcesBody } from './read-body.ts';

interface Encoded {
  readonly bytes: Buffer;
  readonly type: string;
}

const encode = (body: unknown): Encoded =>
  typeof body === 'string'
    ? { bytes: Buffer.from(body, 'utf8'), type: 'text/plain; charset=utf-8' }
    : { bytes: Buffer.from(JSON.stringify(body), 'utf8'), type: 'application/json' };

/** Statuses that never have a body, nor a length (RFC 9110, section 8.6). */
const isBodiless = (status: number): boolean => status === 204 || status === 304;

type Headers = Record<string, string | readonly string[] | number>;

const headersOf = (reply: Reply, encoded: Encoded | null): Headers => {
  const defaults: Headers = { 'cache-control': 'no-store' };
  if (encoded !== null) defaults['content-type'] = encoded.type;
  const given = Object.entries(reply.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);
  return { ...defaults, ...(Object.fromEntries(given) as Headers) };
};

/** Whether the connection ends with the answer to somebody who still sends. */
const isCutShort = ({ shouldKeepAlive, req }: ServerResponse): boolean =>
  !shouldKeepAlive && announcesBody(req) && !req.complete && req.headers.expect === undefined;

const sendBody = (response: ServerResponse, bytes: Buffer | undefined): void => {
  if (!isCutShort(response)) {
    response.end(bytes);
    return;
  }
  if (bytes === undefined || response.req.method === 'HEAD') response.flushHeaders();
  else response.write(bytes);
  drainBody(response.req, welcomeBytesMax, () => response.end());
};

/**
 * Sends a reply whole: JSON, or a text as it is; `Cache-Control: no-store` unless the reply has its own; a length whenever
 * there may be a body, and no body for `HEAD`. Of a body that is still coming on a connection that ends with the answer, at
 * most 16 MiB are read within two seconds, since closing with unread data would lose the answer. Throws, with nothing sent,
 * when the reply has a header that HTTP forbids.
 */
export const sendReply = (response: ServerResponse, reply: Reply): void => {
  const encoded = reply.body === undefined || isBodiless(reply.status) ? null : encode(reply.body);
  response.removeHeader('X-Powered-By');
  for (const [name, value] of Object.entries(headersOf(reply, encoded))) {
    response.setHeader(name, value);
  }
  if (!isBodiless(reply.status)) response.setHeader('content-length', encoded?.bytes.length ?? 0);
  response.statusCode = reply.status;
  sendBody(response, encoded?.bytes);
};
