/** Answers what is no request, or does not become one in its time. */
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { type DomainError, type ErrorCode, fault } from '@moorgate/errors';
import { chooseRequestId, renderProblem } from '@moorgate/http';
import { answerUnderWay, type Connection } from './connections.ts';

const codes = new Map<string, ErrorCode>([
  ['HPE_HEADER_OVERFLOW', 'head_too_large'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'body_too_large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', 'request_timeout'],
]);

/** What is wrong with a request, by the code of the parser; null where the connection itself is broken. */
export const faultOfParser = (code: string | undefined): DomainError | null => {
  const known = codes.get(code ?? '');
  if (known !== undefined) return fault(known);
  return code?.startsWith('HPE_') === true ? fault('request_malformed') : null;
};

/** What is wrong with a head that the parser let pass; RFC 9112, section 3.2, on `Host`. */
export const faultOfHead = (
  { rawHeaders, headers, httpVersionMinor }: IncomingMessage,
  headersMax: number,
): DomainError | null => {
  if (rawHeaders.length > 2 * headersMax) return fault('head_too_large');
  return httpVersionMinor > 0 && headers.host === undefined ? fault('request_malformed') : null;
};

/** Closing with unread data would reset the connection and lose the answer, so the client gets a moment to read it. */
const lingerMs = 1_000;

const messageOf = (error: DomainError): { readonly status: number; readonly text: string } => {
  const requestId = chooseRequestId(undefined);
  const { status, headers = {}, body } = renderProblem(error, requestId);
  const content = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    `X-Request-Id: ${requestId}`,
    'Cache-Control: no-store',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`),
    `Content-Length: ${String(Buffer.byteLength(content))}`,
    'Connection: close',
  ];
  return { status, text: `${lines.join('\r\n')}\r\n\r\n${content}` };
};

/** True when no part of another answer has gone out before this one. */
const isFree = (connection: Connection): boolean =>
  answerUnderWay(connection)?.headersSent !== true;

/**
 * Tells the client what is wrong, as a problem object (RFC 9457), and closes the connection: after a second at most, so
 * that the answer can be read while the rest of the request still comes. Returns the status, or null when nothing could be
 * said any more.
 */
export const answerBrokenRequest = (connection: Connection, error: DomainError): number | null => {
  const { socket } = connection;
  // What is read after the answer is broken too.
  if (socket.writableEnded) return null;
  if (!socket.writable || !isFree(connection)) {
    socket.destroy();
    return null;
  }
  const { status, text } = messageOf(error);
  socket.end(text);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  return status;
};
