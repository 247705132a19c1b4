/** Puts a reply on the wire, on Express as on bare Node. */
import type { ServerResponse } from 'node:http';
import type { Reply } from './define-endpoint.ts';

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

/**
 * Sends a reply whole: JSON, or a text as it is; `Cache-Control: no-store` unless the reply has its own; a length whenever
 * there may be a body, and no body for `HEAD`. Throws, with nothing sent, when the reply has a header that HTTP forbids.
 */
export const sendReply = (response: ServerResponse, reply: Reply): void => {
  const encoded = reply.body === undefined || isBodiless(reply.status) ? null : encode(reply.body);
  response.removeHeader('X-Powered-By');
  for (const [name, value] of Object.entries(headersOf(reply, encoded))) {
    response.setHeader(name, value);
  }
  if (!isBodiless(reply.status)) response.setHeader('content-length', encoded?.bytes.length ?? 0);
  response.statusCode = reply.status;
  response.end(encoded?.bytes);
};
