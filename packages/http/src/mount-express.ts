/** Serves a dialect with Express: who asks, what they may do, what they sent, and what they get. */
import { type Request, type Response, Router } from 'express';
import type { UserPrincipal } from '@moorgate/auth';
import { type DomainError, type ErrorCode, fault, toDomainError } from '@moorgate/errors';
import { changes } from './conditions.ts';
import type { AnyEndpoint, AskedRequest, Dialect } from './define-dialect.ts';
import type { ByteStream, Reply } from './define-endpoint.ts';
import { errorHandler } from './error-handler.ts';
import { askedRequestOf, type Exchange, logExchange } from './exchange.ts';
import { expressPath } from './express-path.ts';
import { groupByPath } from './group-by-path.ts';
import { leftToOthers } from './left-to-others.ts';
import type { RequestLimiter } from './limiter.ts';
import { renderProblem } from './problem.ts';
import { createSteps, type Step } from './mount-steps.ts';
import { ClientGoneError } from './read-body.ts';
import { closeOf, requestContext, type RequestServices } from './request-context.ts';
import { sendReply } from './send-reply.ts';
import { peerCertificateThumbprint } from './server/peer-certificate.ts';
import { createValidator } from './validator.ts';
import { writeStreamedReply } from './write-reply.ts';

/** A reply on its way out: to which endpoint it belongs (none for an unknown path), and the error that it renders. */
export interface ObservedReply {
  readonly endpoint: AnyEndpoint | null;
  readonly reply: Reply;
  readonly error: DomainError | null;
}

/** A request whose answer is over. */
export interface AnsweredRequest {
  /** Null where no endpoint answered. */
  readonly operationId: string | null;
  /** Null when the client went away before an answer began. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly requestId: string;
  /** The client's address; behind declared proxies the true one. */
  readonly address: string | null;
  /** Null where nobody was recognised. */
  readonly principal: UserPrincipal | null;
  /** Why it was refused; null for an answer that is none. */
  readonly code: ErrorCode | null;
}

/** A connection whose client takes nothing of a stream for so long is cut: what was read for it is held in memory. */
const stallTimeoutMs = 60_000;

/** What the endpoints of a dialect stand on. */
export interface DialectServices extends RequestServices {
  /** Counts requests for dialects without manners of their own; nothing is counted unless given. */
  readonly limiter?: RequestLimiter;
  /**
   * Whether a page of ours made a browser send this, as far as its headers tell; `cross` is refused where something may
   * change and no header holds a token. Nothing is refused unless given.
   */
  judgeSite?(headers: AskedRequest['headers']): 'same' | 'cross' | 'unknown';
  /** Sees every reply before it is sent; must not throw. Tests compare replies with what the endpoint declares. */
  onReply?(observed: ObservedReply): void;
  /** Sees every request once its answer is over; must not throw. */
  onAnswer?(answered: AnsweredRequest): void;
}

type Run = (request: Request, response: Response, step: Step) => Promise<void>;

const hasClientGone = (error: DomainError): boolean =>
  error.details.cause instanceof ClientGoneError;

const answeredRequest = (exchange: Exchange, error: DomainError | null): AnsweredRequest => {
  const { endpoint, response, startedMs, context, principal } = exchange;
  return {
    operationId: endpoint?.operationId ?? null,
    status: response.headersSent ? response.statusCode : null,
    durationMs: performance.now() - startedMs,
    requestId: context.requestId,
    address: context.address,
    principal,
    code: error?.code ?? null,
  };
};

/** What is longer is no address; a form of any size fits into a body. */
const targetBytesMax = 8_192;

const requireShortTarget = ({ originalUrl }: Request): void => {
  if (Buffer.byteLength(originalUrl) > targetBytesMax) throw fault('uri_too_long');
};

/** A browser sends a password that it remembers by itself (RFC 7617), and no other credential of a header. */
const isToken = (text: string | undefined): boolean =>
  text !== undefined && text !== '' && !/^basic\b/i.test(text);

/**
 * Refuses what a page of another site makes a browser send, a login included: whoever is logged in to somebody else’s
 * account without knowing it gives away what they do there. Requests with a token are not a browser’s own idea.
 */
const requireOwnSite = (
  exchange: Exchange,
  { tokenHeaders = ['authorization'] }: Dialect,
  { judgeSite }: DialectServices,
): void => {
  const { headers, method } = askedRequestOf(exchange);
  if (!changes(method) || tokenHeaders.some((name) => isToken(headers[name]))) return;
  if (judgeSite?.(headers) === 'cross') throw fault('cross_site_request');
};

/** Makes what takes a request through one step to its reply and, when the answer is over, to its line in the log. */
const createRun = (dialect: Dialect, services: DialectServices): Run => {
  const stream = ({ response, context }: Exchange, reply: Reply, bytes: ByteStream): void => {
    const onBroken = (err: unknown): void => context.log.error({ err }, 'a reply broke off');
    response.removeHeader('X-Powered-By');
    writeStreamedReply(response, {
      reply,
      stream: bytes,
      requestId: context.requestId,
      stallTimeoutMs,
      onBroken,
    });
  };

  const send = (exchange: Exchange, given: Reply, error: DomainError | null): void => {
    const reply = dialect.finish?.(given, askedRequestOf(exchange)) ?? given;
    services.onReply?.({ endpoint: exchange.endpoint, reply, error });
    if (reply.stream === undefined) sendReply(exchange.response, reply);
    else stream(exchange, reply, reply.stream);
  };

  /** Answers the error; one that came up in rendering it is answered, and returned, in its place. */
  const refuse = (exchange: Exchange, error: DomainError): DomainError => {
    if (hasClientGone(error)) return error;
    const { requestId } = exchange.context;
    try {
      send(exchange, dialect.renderFault(error, requestId, askedRequestOf(exchange)), error);
      return error;
    } catch (thrown) {
      const internal = fault('internal', { cause: thrown });
      sendReply(exchange.response, renderProblem(internal, requestId));
      return internal;
    }
  };

  const answer = async (exchange: Exchange, step: Step): Promise<DomainError | null> => {
    try {
      requireShortTarget(exchange.request);
      requireOwnSite(exchange, dialect, services);
      send(exchange, await step(exchange), null);
      return null;
    } catch (thrown) {
      return refuse(exchange, toDomainError(thrown));
    }
  };

  return async (request, response, step) => {
    const startedMs = performance.now();
    const context = {
      ...requestContext(request, response, services),
      peerCertificateThumbprint: peerCertificateThumbprint(request.socket),
    };
    const exchange = { request, response, context, startedMs, endpoint: null, principal: null };
    const closed = closeOf(response);
    const error = await answer(exchange, step);
    await closed;
    logExchange(exchange, error !== null && hasClientGone(error) ? null : error);
    services.onAnswer?.(answeredRequest(exchange, error));
  };
};

/** Express's own refusal to decode a path; everything else is a failure of ours. */
const routingFault = (thrown: unknown): unknown => {
  const status = (thrown as { status?: unknown } | null)?.status;
  if (!(thrown instanceof URIError) && status !== 400) return thrown;
  const message = 'must be valid percent-encoded UTF-8';
  return fault('invalid_request', { issues: [{ pointer: '/params', message }] });
};

/**
 * A router that serves every endpoint of the dialect under every prefix, and answers for everything under what it owns: an
 * unknown path answers `route_not_found` and a wrong method `method_not_allowed` (with `Allow`), both only after
 * authentication. What it leaves to others is passed on to whatever follows; one that owns everything therefore goes last.
 * Paths are compared with their case and trailing slash; of two that match, the one with the concrete segment wins. `HEAD` is
 * served wherever `GET` is.
 *
 * Each answer has `X-Request-Id` and, unless the endpoint says otherwise, `Cache-Control: no-store`; each request ends in
 * one log line. Throws at once for definitions that contradict themselves.
 */
export const createDialectRouter = (dialect: Dialect, services: DialectServices): Router => {
  const options = { caseSensitive: true, strict: true };
  const validator = createValidator();
  const steps = createSteps(dialect, services.limiter);
  const run = createRun(dialect, services);
  const groups = groupByPath(
    dialect.endpoints.map((endpoint) => ({ endpoint, check: validator.compile(endpoint) })),
  );
  const left = leftToOthers(dialect);
  const paths = Router(options);
  for (const [path, methods] of groups) {
    const calls = new Map([...methods].map(([method, mounted]) => [method, steps.call(mounted)]));
    const endpointsAt = [...methods.values()];
    const read = calls.get('GET');
    if (read !== undefined && !calls.has('HEAD')) calls.set('HEAD', read);
    paths.all(expressPath(path), (request, response) => {
      const others = left.methodsAt(`${request.baseUrl}${path}`);
      const step = calls.get(request.method) ?? steps.refuseMethod(endpointsAt, others);
      return run(request, response, step);
    });
  }

  const router = Router(options);
  left.passOn(router);
  const longestFirst = [...dialect.prefixes].sort((one, other) => other.length - one.length);
  for (const prefix of longestFirst) router.use(prefix === '' ? '/' : prefix, paths);
  for (const owned of dialect.owns ?? dialect.prefixes)
    router.use(owned === '' ? '/' : owned, (request, response) =>
      run(request, response, steps.refusePath),
    );
  router.use(
    errorHandler((thrown, request, response) =>
      run(request, response, () => Promise.reject(toDomainError(routingFault(thrown)))),
    ),
  );
  return router;
};
