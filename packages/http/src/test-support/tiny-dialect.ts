/** A dialect with one endpoint of each sort, and a server for it: what the tests of this package speak to. */
import {
  createServer,
  type IncomingHttpHeaders,
  request as httpRequest,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { scopeSet, type UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { createLogger } from '@moorgate/observability';
import express from 'express';
import { Type } from 'typebox';
import { createReplyCheck, type ReplyCheck } from '../check-replies.ts';
import type { Dialect } from '../define-dialect.ts';
import { defineEndpoint } from '../define-endpoint.ts';
import { createDialectRouter } from '../mount-express.ts';
import { createFallback } from '../mount-fallback.ts';
import { renderProblem } from '../problem.ts';
import { oneOf, PageSizeSchema, UuidSchema } from '../schemas.ts';

/** The one thing that exists. */
export const uuid = '0f3b6d2e-9f5c-4b53-8f0e-0a4c1d2e3f40';
const tag = 'things';

const listThings = defineEndpoint({
  operationId: 'listThings',
  method: 'GET',
  path: '/things',
  summary: 'List things',
  tag,
  access: { scopes: ['devices:read'] },
  request: {
    query: Type.Object({
      limit: Type.Optional(PageSizeSchema),
      order: Type.Optional(oneOf(['name-asc', 'name-desc'])),
      label: Type.Optional(Type.Array(Type.String({ maxLength: 20 }))),
      full: Type.Optional(Type.Boolean()),
    }),
  },
  responses: {
    200: {
      description: 'What was asked.',
      schema: Type.Object({
        limit: Type.Integer(),
        label: Type.Array(Type.String()),
        path: Type.String(),
      }),
    },
  },
  faults: [],
  handle: (_ctx, { query, path }) => {
    const { limit = 0, label = [] } = query;
    return Promise.resolve({ status: 200, body: { limit, label, path } });
  },
});

const showThing = defineEndpoint({
  operationId: 'showThing',
  method: 'GET',
  path: '/things/{uuid}',
  summary: 'Show a thing',
  tag,
  access: { authenticated: true },
  request: { params: Type.Object({ uuid: UuidSchema }) },
  responses: { 200: { description: 'The thing.', schema: Type.Object({ uuid: Type.String() }) } },
  faults: ['device_not_found'],
  handle: (_ctx, { params }) =>
    params.uuid === uuid
      ? Promise.resolve({ status: 200, body: params })
      : Promise.reject(fault('device_not_found')),
});

const labelThing = defineEndpoint({
  operationId: 'labelThing',
  method: 'PUT',
  path: '/things/{uuid}/labels',
  summary: 'Label a thing',
  tag,
  access: { scopes: ['devices:read-update'] },
  request: {
    params: Type.Object({ uuid: UuidSchema }),
    body: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 60 }), Type.Null()])),
  },
  responses: { 204: { description: 'Done.' } },
  faults: [],
  bodyLimitBytes: 1000,
  handle: () => Promise.resolve({ status: 204 }),
});

const listKnown = defineEndpoint({
  operationId: 'listKnown',
  method: 'GET',
  path: '/things/known',
  summary: 'List what is known',
  tag,
  access: { public: 'says nothing' },
  request: {},
  responses: { 200: { description: 'A text.', schema: Type.String() } },
  faults: [],
  handle: ({ principal }) =>
    Promise.resolve({
      status: 200,
      body: principal.kind === 'user' ? principal.username : principal.kind,
      headers: { 'Cache-Control': 'max-age=60' },
    }),
});

const breakThing = defineEndpoint({
  operationId: 'breakThing',
  method: 'POST',
  path: '/broken',
  summary: 'Break',
  tag,
  access: { authenticated: true },
  request: { query: Type.Object({ how: oneOf(['throw', 'header', 'wait', 'undeclared']) }) },
  responses: { 200: { description: 'Never.' } },
  faults: [],
  handle: (_ctx, { query }) => {
    if (query.how === 'throw') return Promise.reject(new Error('relation "secrets" is missing'));
    if (query.how === 'wait') {
      return Promise.reject(fault('service_unavailable', { retryAfterSeconds: 1.2 }));
    }
    if (query.how === 'undeclared') return Promise.resolve({ status: 201, body: {} });
    return Promise.resolve({ status: 200, headers: { 'X-Odd': 'two\r\nlines' } });
  },
});

const user = (scopes: string[]): UserPrincipal => ({
  kind: 'user',
  userId: 'u-1',
  username: 'ada',
  scopes: scopeSet(scopes),
  grants: [{ scopes: scopeSet(scopes), groups: null }],
  credential: { kind: 'token', tokenId: 't-1' },
});

/** The dialect; `Bearer all` may do everything, `Bearer none` nothing that needs a scope. */
export const tinyDialect: Dialect = {
  name: 'tiny',
  title: 'Tiny',
  prefixes: ['/', '/v1'],
  endpoints: [listThings, showThing, labelThing, listKnown, breakThing],
  authenticate: (_ctx, { headers }) => {
    const { authorization } = headers;
    if (authorization === undefined) return Promise.reject(fault('credentials_required'));
    if (authorization === 'Bearer all') return Promise.resolve(user(['devices:read-update']));
    if (authorization === 'Bearer none') return Promise.resolve(user([]));
    return Promise.reject(fault('credentials_invalid'));
  },
  renderFault: renderProblem,
};

/** A line of the log. */
export type LogLine = Record<string, unknown>;

/** The running server, and what it has done. */
export interface TinyServer {
  readonly server: Server;
  readonly check: ReplyCheck;
  readonly lines: LogLine[];
  /** Waits until the log has a line that fits. */
  logged(fits: (line: LogLine) => boolean): Promise<LogLine>;
  close(): Promise<void>;
}

const waitForLine = async (
  lines: readonly LogLine[],
  fits: (line: LogLine) => boolean,
): Promise<LogLine> => {
  for (;;) {
    const line = lines.find(fits);
    if (line !== undefined) return line;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Starts a server of the dialect on a free port of loopback. */
export const startTinyServer = async (dialect: Dialect = tinyDialect): Promise<TinyServer> => {
  const lines: LogLine[] = [];
  const stream = new PassThrough().on('data', (chunk: Buffer) => {
    const texts = chunk.toString().trimEnd().split('\n');
    lines.push(...texts.map((text) => JSON.parse(text) as LogLine));
  });
  const log = createLogger({ service: 'test', stream });
  const check = createReplyCheck();
  const router = createDialectRouter(dialect, {
    db: undefined as never,
    confirmations: undefined as never,
    clock: { now: () => new Date(0) },
    log,
    clientAddress: (request) => request.socket.remoteAddress ?? '',
    onReply: check.onReply,
  });
  const { notFound, failed } = createFallback(log);
  const server = createServer(express().use(router).use(notFound).use(failed));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    check,
    lines,
    logged: (fits) => waitForLine(lines, fits),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
};

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it goes out. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Buffer;
}

/** Sends a request as it is, on a connection of its own: nothing is normalised. */
export const call = (server: Server, { method, path, headers, body }: Call): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const options = { port, host: '127.0.0.1', agent: false, method, path, headers };
    const outgoing = httpRequest(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject).end(body);
  });
