/** A small server on a port of its own, for those who watch a service: metrics, health and readiness. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { fault, toDomainError } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
import type { Reply } from '../define-endpoint.ts';
import { renderProblem } from '../problem.ts';
import { announcesBody } from '../read-body.ts';
import { chooseRequestId } from '../request-id.ts';
import { writeLastReply, writeReply } from '../write-reply.ts';
import { closeServer, listen } from './listen.ts';

/** What a service tells those who watch it. */
export interface PrivateListenerOptions {
  readonly address: { readonly host: string; readonly port: number };
  readonly log: Logger;
  /** The metrics in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** Null while the service can serve, else why it cannot, in a sentence. */
  unreadiness(): Promise<string | null> | string | null;
  /** How long an answer may take before it is given up; five seconds unless given. */
  readonly answerMsMax?: number;
}

/** A private port that answers. */
export interface PrivateListener {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const connectionsMax = 64;
const usualAnswerMsMax = 5_000;
const closeTimeoutMs = 1_000;
const retryAfterSeconds = 1;

const limits = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
};

/** The version of the format is part of the type; scrapers choose their parser by it. */
const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

const methods: readonly string[] = ['GET', 'HEAD'];

type Answer = () => Promise<Reply>;

const inTime = <T>(work: Promise<T>, answerMsMax: number): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer in time')), answerMsMax);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
};

const answersOf = (options: PrivateListenerOptions): ReadonlyMap<string, Answer> => {
  const { answerMsMax = usualAnswerMsMax } = options;
  return new Map<string, Answer>([
    [
      '/metrics',
      async () => ({
        status: 200,
        headers: { 'Content-Type': metricsType },
        body: await inTime(options.metrics(), answerMsMax),
      }),
    ],
    ['/healthz', () => Promise.resolve({ status: 200, body: { status: 'ok' } })],
    [
      '/readyz',
      async () => {
        const reason = await inTime(Promise.resolve(options.unreadiness()), answerMsMax);
        if (reason === null) return { status: 200, body: { status: 'ready' } };
        throw fault('service_unavailable', { detail: reason, retryAfterSeconds });
      },
    ],
  ]);
};

const createAnswerer = (options: PrivateListenerOptions): RequestListener => {
  const answers = answersOf(options);

  const replyTo = async (request: IncomingMessage, requestId: string): Promise<Reply> => {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const answer = answers.get(path);
    if (answer === undefined) return renderProblem(fault('route_not_found'), requestId);
    if (!methods.includes(request.method ?? '')) {
      const problem = renderProblem(fault('method_not_allowed'), requestId);
      return { ...problem, headers: { ...problem.headers, Allow: methods.join(', ') } };
    }
    if (announcesBody(request)) return renderProblem(fault('body_too_large'), requestId);
    try {
      return await answer();
    } catch (thrown) {
      const error = toDomainError(thrown);
      if (error.kind === 'internal')
        options.log.error({ requestId, err: thrown }, 'request failed');
      return renderProblem(error, requestId);
    }
  };

  return (request: IncomingMessage, response: ServerResponse) => {
    const offered = request.headers['x-request-id'];
    const requestId = chooseRequestId(typeof offered === 'string' ? offered : undefined);
    void replyTo(request, requestId).then((reply) => {
      if (response.destroyed) return;
      // A body that nobody reads would stand in the way of the next request.
      if (announcesBody(request)) writeLastReply(request, response, { reply, requestId });
      else writeReply(response, reply, requestId);
    });
  };
};

/**
 * Listens and answers `GET` and `HEAD`: `/metrics`, `/healthz` (200 whenever the process answers) and `/readyz` (200, or
 * 503 with the reason as a problem of RFC 9457). Everything else is 404, other methods are 405, and a body is refused with
 * 413. An answer that takes too long is given up with 500. It knows no credentials: give it an address that
 * only those reach who may see it. Rejects when the address cannot be used.
 */
export const openPrivateListener = async (
  options: PrivateListenerOptions,
): Promise<PrivateListener> => {
  const server = createServer(limits, createAnswerer(options));
  server.maxConnections = connectionsMax;
  const { url, port } = await listen(server, options.address);
  return { url, port, close: () => closeServer(server, closeTimeoutMs) };
};
