/** Answers what is no request, or does not become one in its time. */
import {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { type DomainError, type ErrorCode, fault } from '@moorgate/errors';
import { watchArrival } from '../arrival.ts';
import { renderProblem } from '../problem.ts';
import { chooseRequestId, identifyRequest } from '../request-id.ts';
import { writeLastReply } from '../write-reply.ts';

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

/**
 * Tells the client what is wrong, as a problem object (RFC 9457), and closes the connection: after a second at most, so
 * that the answer can be read while the rest of the request still comes. Where another answer has begun on the connection
 * it is cut. Returns the status, or null when nothing could be said any more.
 */
export const answerBroken = (
  socket: Socket,
  error: DomainError,
  hasAnswerBegun: boolean,
): number | null => {
  // What is read after the answer is broken too.
  if (socket.writableEnded) return null;
  if (!socket.writable || hasAnswerBegun) {
    socket.destroy();
    return null;
  }
  const { status, text } = messageOf(error);
  socket.end(text);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  return status;
};

/** A request has at most so many fields; the parser limits their size. */
const headersMax = 200;

/** What a server needs to be told at its making, so that whatever it refuses is answered here. */
export const brokenRequestOptions = { requireHostHeader: false, requestTimeout: 0 } as const;

/** How long somebody may go on with a body that has been answered already, so that the answer is seen. */
const unreadMsMax = 5_000;

/** Answers a head that the parser let pass although it may not be; true where it did. */
export const refuseHead = (request: IncomingMessage, response: ServerResponse): boolean => {
  const error = faultOfHead(request, headersMax);
  if (error === null) return false;
  const requestId = identifyRequest(request, response);
  writeLastReply(request, response, { reply: renderProblem(error, requestId), requestId });
  return true;
};

/** What is sent after its answer is read and forgotten, though not for ever. */
const endUnread = (request: IncomingMessage): void => {
  if (request.complete) return;
  const timer = setTimeout(() => request.socket.destroy(), unreadMsMax);
  request.once('close', () => clearTimeout(timer));
};

/** What the requests of a server keep to. */
export interface RequestTerms {
  /** How long a body may take, or one that is read as a stream may pause, in milliseconds; a minute unless said. */
  readonly bodyMsMax?: number;
}

/**
 * Takes the requests of a server, made with `brokenRequestOptions`: whole ones go to `answer`, everything else is answered
 * with a problem object, or cut, and so is what does not arrive in its time.
 */
export const takeRequests = (
  server: Server | HttpsServer,
  answer: RequestListener,
  { bodyMsMax = 60_000 }: RequestTerms = {},
): void => {
  const begun = new WeakMap<object, ServerResponse>();
  const refuse = (socket: Socket, error: DomainError): void => {
    const response = begun.get(socket);
    const hasAnswerBegun = response?.headersSent === true && !response.writableFinished;
    answerBroken(socket, error, hasAnswerBegun);
  };
  const take: RequestListener = (request, response) => {
    begun.set(request.socket, response);
    watchArrival(request, bodyMsMax, () => refuse(request.socket, fault('request_timeout')));
    response.once('finish', () => endUnread(request));
    if (!refuseHead(request, response)) answer(request, response);
  };
  // The parser would drop the fields beyond its own limit in silence.
  server.maxHeadersCount = 0;
  server.on('request', take);
  // An expectation that is not known may be ignored (RFC 9110, section 10.1.1).
  server.on('checkExpectation', take);
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const broken = faultOfParser(error.code);
    if (broken === null) socket.destroy();
    else refuse(socket, broken);
  });
};
