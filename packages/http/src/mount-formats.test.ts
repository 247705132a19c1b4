/** Bodies in several formats, and dialects that stand before others. */
import { type ErrorCode, fault } from '@moorgate/errors';
import express from 'express';
import { createServer, type Server } from 'node:http';
import { createLogger } from '@moorgate/observability';
import { Type } from 'typebox';
import { anonymous } from './access.ts';
import type { AnyEndpoint, Dialect } from './define-dialect.ts';
import { type BodyFormat, defineEndpoint } from './define-endpoint.ts';
import { createDialectRouter, type DialectServices } from './mount-express.ts';
import { renderProblem } from './problem.ts';
import { call } from './test-support/tiny-dialect.ts';

const body = Type.Object({
  count: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
  names: Type.Optional(Type.Array(Type.String())),
});

const echoOf = (operationId: string, bodyFormats: readonly BodyFormat[]): AnyEndpoint =>
  defineEndpoint({
    operationId,
    method: 'POST',
    path: `/${operationId}`,
    summary: 'Echo',
    tag: 'echoes',
    access: { authenticated: true },
    request: { body },
    bodyFormats,
    bodyLimitBytes: 1_000,
    responses: {
      200: {
        description: 'What was sent.',
        content: { 'application/json': Type.Object({}), 'application/xml': null },
      },
    },
    faults: [],
    handle: (_ctx, input) => Promise.resolve({ status: 200, body: { ...input.body } }),
  }) as AnyEndpoint;

const dialectOf = (given: Partial<Dialect>): Dialect => ({
  name: 'echoes',
  title: 'Echoes',
  prefixes: ['/echo'],
  endpoints: [echoOf('any', ['json', 'form', 'xml']), echoOf('bare', ['unlabelled-json'])],
  authenticate: (_ctx, { query, headers }) =>
    (query.get('token') ?? headers['authorization']) === undefined
      ? Promise.reject(fault('credentials_required'))
      : Promise.resolve({ ...anonymous, username: 'ada' }),
  renderFault: renderProblem,
  ...given,
});

const servers: Server[] = [];
afterAll(() => Promise.all(servers.map((server) => new Promise((done) => server.close(done)))));

const start = async (
  dialects: readonly Dialect[],
  services: Partial<DialectServices> = {},
): Promise<Server> => {
  const mounted = {
    db: undefined as never,
    confirmations: undefined as never,
    clock: { now: () => new Date(0) },
    log: createLogger({ service: 'test', level: 'silent' }),
    clientAddress: () => '192.0.2.1',
    ...services,
  };
  const routers = dialects.map((dialect) => createDialectRouter(dialect, mounted));
  const server = createServer(express().use(routers));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

let server: Server;
beforeAll(async () => {
  server = await start([dialectOf({})]);
});

const post = async (
  path: string,
  type: string | null,
  text: string,
): Promise<readonly [number, unknown]> => {
  const headers = {
    authorization: 'x',
    'content-length': String(Buffer.byteLength(text)),
    ...(type === null ? {} : { 'content-type': type }),
  };
  const answer = await call(server, { method: 'POST', path, headers, body: text });
  const parsed = JSON.parse(answer.body) as { readonly code?: ErrorCode };
  return [answer.status, parsed.code ?? parsed];
};

test.each([
  ['application/json', '{"count":5}', { count: 5 }],
  ['application/vnd.x+json; charset=UTF-8', '{"count":5}', { count: 5 }],
  [
    'application/x-www-form-urlencoded',
    'count=5&names=a+b&names=%C3%BC',
    { count: 5, names: ['a b', '\u00fc'] },
  ],
  ['application/xml', '<x><count>5</count><names>a</names></x>', { count: 5, names: ['a'] }],
  ['text/xml; charset=utf-8', '<x/>', {}],
  [null, '', {}],
  ['application/json', '', {}],
])('a body of %s that holds %j is one value', async (type, text, expected) => {
  expect(await post('/echo/any', type, text)).toEqual([200, expected]);
});

test.each([
  ['application/json', '{', 400, 'invalid_json'],
  ['application/json', '{"count":"5"}', 400, 'invalid_request'],
  ['application/x-www-form-urlencoded', 'count=five', 400, 'invalid_request'],
  ['application/x-www-form-urlencoded', 'count=1&count=2', 400, 'invalid_request'],
  ['application/x-www-form-urlencoded', 'names=%ff', 400, 'invalid_request'],
  ['application/x-www-form-urlencoded', 'names=%00', 400, 'invalid_request'],
  ['application/xml', '<x', 400, 'invalid_xml'],
  ['application/xml', '<!DOCTYPE x><x/>', 400, 'invalid_xml'],
  ['application/xml; charset=latin1', '<x/>', 415, 'unsupported_media_type'],
  ['text/plain', 'x', 415, 'unsupported_media_type'],
  [null, 'x', 415, 'unsupported_media_type'],
  ['application/xml', `<x>${' '.repeat(1_000)}</x>`, 413, 'body_too_large'],
])('a body of %s that holds %j is refused', async (type, text, status, code) => {
  expect(await post('/echo/any', type, text)).toEqual([status, code]);
});

test.each(['text/plain', 'application/x-www-form-urlencoded', null])(
  'where labels are not minded, JSON is read from a body of %s',
  async (type) => {
    expect(await post('/echo/bare', type, '{"count":5}')).toEqual([200, { count: 5 }]);
    expect(await post('/echo/bare', type, 'count=5')).toEqual([400, 'invalid_json']);
  },
);

test('a dialect sees the query when it asks who it is', async () => {
  const ask = (path: string): ReturnType<typeof call> =>
    call(server, { method: 'POST', path, headers: {}, body: '' });
  expect((await ask('/echo/any?token=x')).status).toBe(200);
  expect((await ask('/echo/any')).status).toBe(401);
});

describe('a dialect before another one', () => {
  const frontOf = (given: Partial<Dialect>): Promise<Server> =>
    start([
      dialectOf({ prefixes: [''], endpoints: [echoOf('front', ['json'])], ...given }),
      dialectOf({
        prefixes: [''],
        endpoints: [echoOf('back', ['json'])],
        title: 'Back',
        finish: (reply) => ({ ...reply, headers: { ...reply.headers, 'X-Back': 'yes' } }),
      }),
    ]);
  const ask = async (of: Server, method: string, path: string): Promise<unknown> => {
    const headers = { authorization: 'x' };
    const answer = await call(of, { method, path, headers, body: '' });
    return [answer.status, answer.headers['x-back'] === 'yes'];
  };

  test('answers for everything under its prefixes', async () => {
    const front = await frontOf({});
    expect(await ask(front, 'POST', '/front')).toEqual([200, false]);
    expect(await ask(front, 'POST', '/back')).toEqual([404, false]);
  });

  test('leaves to it what it does not own', async () => {
    const front = await frontOf({ owns: ['/front', '/own'] });
    expect(await ask(front, 'POST', '/front')).toEqual([200, false]);
    expect(await ask(front, 'POST', '/back')).toEqual([200, true]);
    expect(await ask(front, 'GET', '/front')).toEqual([405, false]);
    expect(await ask(front, 'GET', '/own/nowhere')).toEqual([404, false]);
    expect(await ask(front, 'GET', '/nowhere')).toEqual([404, true]);
  });

  test('passes on what the other one has where it answers itself, and refuses all else', async () => {
    const front = await frontOf({ leavesToOthers: [{ method: 'POST', path: '/back' }] });
    expect(await ask(front, 'POST', '/back')).toEqual([200, true]);
    expect(await ask(front, 'GET', '/back')).toEqual([405, true]);
    expect(await ask(front, 'POST', '/back/')).toEqual([404, false]);
    expect(await ask(front, 'POST', '/front')).toEqual([200, false]);
  });

  test('shares a path with it by methods, all of which are allowed, and keeps those of its own', async () => {
    const left = { method: 'GET', path: '/front' } as const;
    const front = await frontOf({ leavesToOthers: [left, { ...left, method: 'POST' }] });
    expect(await ask(front, 'POST', '/front')).toEqual([200, false]);
    expect(await ask(front, 'GET', '/front')).toEqual([404, true]);
    expect(await ask(front, 'HEAD', '/front')).toEqual([404, true]);
    const headers = { authorization: 'x' };
    const answer = await call(front, { method: 'PUT', path: '/front', headers, body: '' });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
  });

  test('refuses in its own form what cannot be a path', async () => {
    const front = await frontOf({ leavesToOthers: [{ method: 'POST', path: '/back/{name}' }] });
    expect(await ask(front, 'POST', '/back/%ff')).toEqual([400, false]);
  });
});

describe('a request that a page of another site made', () => {
  const ask = async (headers: Record<string, string>, dialect: Partial<Dialect> = {}) => {
    const guarded = await start([dialectOf(dialect)], { judgeSite: () => 'cross' });
    const answer = await call(guarded, {
      method: 'POST',
      path: '/echo/any?token=x',
      headers,
      body: '',
    });
    return (JSON.parse(answer.body) as { code?: string }).code ?? answer.status;
  };

  test('is refused, unless it has a token that no browser sends by itself', async () => {
    expect(await ask({})).toBe('cross_site_request');
    expect(await ask({ authorization: 'Bearer x' })).toBe(200);
    expect(await ask({ 'x-own': 'x' })).toBe('cross_site_request');
    expect(await ask({ 'x-own': 'x' }, { tokenHeaders: ['x-own'] })).toBe(200);
  });

  test('is refused with a password that the browser remembers', async () => {
    expect(await ask({ authorization: 'Basic YTpi' })).toBe('cross_site_request');
  });
});

test('a limiter counts for a dialect that has no manners', async () => {
  const allowance = { rate: { perSecond: 1, burst: 1 }, remaining: 0, waitSeconds: 9 };
  const limiter = {
    byCredential: () => ({ ...allowance, isAllowed: false }),
    byAddress: () => ({ ...allowance, isAllowed: true }),
  };
  const limited = await start([dialectOf({})], { limiter });
  const headers = { authorization: 'x' };
  const answer = await call(limited, { method: 'POST', path: '/echo/any', headers, body: '' });
  expect([answer.status, answer.headers['retry-after']]).toEqual([429, '9']);
});
