/** Serves endpoints on bare Node: one look into a table, no framework, nothing made for a request that it does not need. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import { storeFaultOf } from '@moorgate/auth';
import { noPrecondition } from './conditions.ts';
import type {
  ByteStream,
  Input,
  Reply,
  RequestDefinition,
  StreamedBody,
} from './define-endpoint.ts';
import { welcomeBytesMax } from './drain-body.ts';
import {
  type Mounted,
  type NodeContext,
  type NodeEndpoint,
  prepareEndpoints,
} from './mounted-endpoint.ts';
import { renderProblem } from './problem.ts';
import { announcesBody, ClientGoneError, readBytes, readJsonBody, skipBody } from './read-body.ts';
import { createRouteTable, type RouteMatch } from './route-table.ts';
import { letGoAfter, streamBody } from './streamed-body.ts';
import type { CheckedRequest } from './validator.ts';
import { writeLastReply, writeReply, writeStreamedReply } from './write-reply.ts';

/** What is served, and to whom. */
export interface MountNodeOptions<A, X extends NodeContext> {
  readonly endpoints: readonly NodeEndpoint<A, X>[];
  /** Throws when the caller may not have the endpoint; null stands for paths and methods that do not exist. */
  requireAccess(access: A | null, ctx: X): void;
  /** Sees each answer; `operationId` is null where no endpoint answered. Must not throw. */
  onAnswer(operationId: string | null, status: number): void;
  /** How long the client of a streamed reply may take nothing, in milliseconds; for a server without such a limit. */
  readonly stallTimeoutMs?: number;
}

/** Answers one request. Never throws. */
export type NodeMount<X extends NodeContext> = (
  ctx: X,
  request: IncomingMessage,
  response: ServerResponse,
) => void;

const nothingChecked: CheckedRequest = { params: undefined, query: undefined, body: undefined };

/** One request on its way. */
interface Exchange<X> {
  readonly ctx: X;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Target {
  readonly path: string;
  readonly search: string;
}

const targetOf = (url: string): Target => {
  const question = url.indexOf('?');
  return question < 0
    ? { path: url, search: '' }
    : { path: url.slice(0, question), search: url.slice(question + 1) };
};

/** An endpoint that answers a request, with the parameters of its path. */
type Found<E> = RouteMatch<E> & { readonly kind: 'found' };

const allowOf = (match: RouteMatch<unknown>): Record<string, string> | undefined =>
  match.kind === 'method_not_allowed' ? { Allow: match.allow } : undefined;

const withHeaders = (reply: Reply, headers: Record<string, string> | undefined): Reply =>
  headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };

const logFailure = (ctx: NodeContext, error: DomainError): void => {
  const { cause } = error.details;
  if (error.kind === 'internal') {
    ctx.log.error({ requestId: ctx.requestId, err: cause ?? error }, 'request failed');
  } else if (error.kind === 'unavailable') {
    ctx.log.warn({ requestId: ctx.requestId, err: cause }, 'request not served');
  }
};

/** Asks for a body that the client holds back until it is wanted (RFC 9110, section 10.1.1), if it is not too large. */
const invite = ({ request, response }: Exchange<unknown>, limitBytes: number): void => {
  const { expect, 'content-length': length } = request.headers;
  if (expect !== undefined && Number(length ?? 0) <= limitBytes) response.writeContinue();
};

const readBody = async (
  { endpoint, limitBytes }: Mounted<unknown, never>,
  exchange: Exchange<unknown>,
): Promise<unknown> => {
  const { request } = exchange;
  const isAnnounced = announcesBody(request);
  if (isAnnounced) invite(exchange, limitBytes);
  if (endpoint.request.body !== undefined) return readJsonBody(request, limitBytes);
  if (endpoint.request.bytes !== undefined) return readBytes(request, limitBytes);
  if (isAnnounced) await skipBody(request, limitBytes);
  return undefined;
};

const openStream = ({ request, response }: Exchange<unknown>, definition: StreamedBody): Readable =>
  streamBody(request, definition, { invite: () => response.writeContinue() });

const readInput = async <A, X extends NodeContext>(
  { endpoint: mounted, params }: Found<Mounted<A, X>>,
  exchange: Exchange<X>,
  { path, search }: Target,
): Promise<Input<RequestDefinition>> => {
  const { stream: definition, bytes: wanted } = mounted.endpoint.request;
  const body = definition === undefined ? await readBody(mounted, exchange) : undefined;
  const bytes = wanted && (body as Buffer);
  const checked = mounted.check?.({ params, search, body });
  const { params: checkedParams, query, body: checkedBody } = checked ?? nothingChecked;
  const stream = definition && openStream(exchange, definition);
  const parts = { params: checkedParams, query, body: checkedBody };
  const { headers, method = 'GET' } = exchange.request;
  return {
    ...parts,
    stream,
    bytes,
    subscription: undefined,
    headers,
    method,
    path,
    search,
    precondition: noPrecondition,
  };
};

const isBodyComing = (request: IncomingMessage): boolean =>
  announcesBody(request) && !request.complete;

/**
 * Mounts endpoints. Paths are compared as they are; `HEAD` is served only where it is defined. Access is asked before a
 * 404 or a 405 can be told; who is refused access gets the answer and is disconnected, and so is who sends more than an
 * endpoint reads. A body that no endpoint wants is read up to the limit and dropped. Throws at once for definitions that
 * contradict themselves.
 */
export const mountNode = <A, X extends NodeContext>(
  options: MountNodeOptions<A, X>,
): NodeMount<X> => {
  const table = createRouteTable(prepareEndpoints(options.endpoints));
  const { stallTimeoutMs } = options;
  const streaming = stallTimeoutMs === undefined ? {} : { stallTimeoutMs };

  const stream = (exchange: Exchange<X>, reply: Reply, bytes: ByteStream): void => {
    const { ctx, response } = exchange;
    const { requestId } = ctx;
    const onBroken = (err: unknown): void => ctx.log.error({ requestId, err }, 'a reply broke off');
    writeStreamedReply(response, { ...streaming, reply, stream: bytes, requestId, onBroken });
  };

  const send = (exchange: Exchange<X>, reply: Reply, mounted: Mounted<A, X>): void => {
    const { ctx, request, response } = exchange;
    const isLast = mounted.endpoint.request.stream !== undefined && isBodyComing(request);
    if (reply.stream !== undefined) {
      const headers = isLast ? { Connection: 'close' } : undefined;
      stream(exchange, withHeaders(reply, headers), reply.stream);
    } else if (isLast) {
      const last = { reply, requestId: ctx.requestId, readsBytesMax: welcomeBytesMax };
      writeLastReply(request, response, last);
    } else writeReply(response, reply, ctx.requestId);
    options.onAnswer(mounted.operationId, reply.status);
  };

  const fail = (
    exchange: Exchange<X>,
    thrown: unknown,
    failed: {
      operationId: string | null;
      headers?: Record<string, string> | undefined;
      isLast?: boolean;
    },
  ): void => {
    const { ctx, request, response } = exchange;
    const error = toDomainError(storeFaultOf(thrown));
    if (error.details.cause instanceof ClientGoneError || response.headersSent) return;
    logFailure(ctx, error);
    const reply = withHeaders(renderProblem(error, ctx.requestId), failed.headers);
    const { requestId } = ctx;
    if (failed.isLast === true) writeLastReply(request, response, { reply, requestId });
    else if (isBodyComing(request))
      writeLastReply(request, response, { reply, requestId, readsBytesMax: welcomeBytesMax });
    else writeReply(response, reply, requestId);
    options.onAnswer(failed.operationId, reply.status);
  };

  const call = async (
    exchange: Exchange<X>,
    found: Found<Mounted<A, X>>,
    target: Target,
  ): Promise<void> => {
    const { operationId, endpoint } = found.endpoint;
    try {
      const input = await readInput(found, exchange, target);
      const answered = endpoint.handle(exchange.ctx, input);
      const isOver = input.stream === undefined ? answered : letGoAfter(input.stream, answered);
      send(exchange, await isOver, found.endpoint);
    } catch (thrown) {
      fail(exchange, thrown, { operationId });
    }
  };

  const answer = (
    exchange: Exchange<X>,
    match: RouteMatch<Mounted<A, X>>,
    target: Target,
  ): void => {
    const mounted = match.kind === 'found' ? match.endpoint : null;
    try {
      options.requireAccess(mounted?.endpoint.access ?? null, exchange.ctx);
    } catch (thrown) {
      fail(exchange, thrown, { operationId: mounted?.operationId ?? null, isLast: true });
      return;
    }
    if (match.kind === 'found') void call(exchange, match, target);
    else {
      const code = match.kind === 'not_found' ? 'route_not_found' : match.kind;
      fail(exchange, fault(code), { operationId: null, headers: allowOf(match) });
    }
  };

  return (ctx, request, response) => {
    const target = targetOf(request.url ?? '/');
    const match = table.find(request.method ?? 'GET', target.path);
    answer({ ctx, request, response }, match, target);
  };
};
