import { type AddressInfo, connect } from 'node:net';
import type { ErrorCode } from '@moorgate/errors';
import { createLogger } from '@moorgate/observability';
import express from 'express';
import fc from 'fast-check';
import supertest from 'supertest';
import { createFallback } from './mount-fallback.ts';
import { call, startTinyServer, type TinyServer, uuid } from './test-support/tiny-dialect.ts';

let tiny: TinyServer;
beforeAll(async () => {
  tiny = await startTinyServer();
});
afterAll(() => tiny.close());
beforeEach(() => {
  tiny.lines.length = 0;
});
afterEach(() => expect(tiny.check.violations).toEqual([]));

const all = { authorization: 'Bearer all' };
const expectProblem = (body: unknown, code: ErrorCode, pointers?: string[]): void => {
  expect(body).toMatchObject({ code, type: `/errors/${code}`, requestId: expect.any(String) });
  const { errors = [] } = body as { errors?: { pointer: string }[] };
  if (pointers !== undefined) expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
};

describe('answers', () => {
  test('are never stored, carry no trace of Express, and ignore If-None-Match', async () => {
    const first = await supertest(tiny.server).get('/v1/things').set(all);
    expect(first.headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(Object.keys(first.headers)).not.toEqual(expect.arrayContaining(['etag']));
    expect(Object.keys(first.headers)).not.toEqual(expect.arrayContaining(['x-powered-by']));
    const again = await supertest(tiny.server).get('/v1/things').set(all).set('If-None-Match', '*');
    expect(again.status).toBe(200);
  });

  test('echo an acceptable request id, and replace another', async () => {
    const echoed = await supertest(tiny.server).get('/v1/things').set('X-Request-Id', 'Ab.1_2-3');
    expect(echoed.headers['x-request-id']).toBe('Ab.1_2-3');
    expect(echoed.body.requestId).toBe('Ab.1_2-3');
    for (const offered of ['a b', 'x'.repeat(129), 'a"b']) {
      const answer = await supertest(tiny.server).get('/v1/things').set('X-Request-Id', offered);
      expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9_-]{16}$/);
    }
  });

  test('say nothing of a failure but its id, and log its cause', async () => {
    const answer = await supertest(tiny.server).post('/v1/broken?how=throw').set(all);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secrets');
    const line = await tiny.logged(({ requestId }) => requestId === answer.headers['x-request-id']);
    expect(line).toMatchObject({
      level: 'error',
      code: 'internal',
      err: { message: 'relation "secrets" is missing' },
    });
  });

  test('are 500 when an endpoint makes a header that HTTP forbids', async () => {
    const answer = await supertest(tiny.server).post('/v1/broken?how=header').set(all);
    expect(answer.status).toBe(500);
    expectProblem(answer.body, 'internal');
  });

  test('tell in whole seconds when to try again', async () => {
    const answer = await supertest(tiny.server).post('/v1/broken?how=wait').set(all);
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  test('that an endpoint does not declare are found by the check', async () => {
    await supertest(tiny.server).post('/v1/broken?how=undeclared').set(all);
    expect(tiny.check.violations).toEqual(['breakThing answered 201: is not declared']);
    (tiny.check.violations as string[]).length = 0;
  });
});

describe('the log', () => {
  test('has one line for a request: who and what, without path, query or header', async () => {
    const answer = await supertest(tiny.server).get('/v1/things?label=hidden').set(all);
    const line = await tiny.logged(({ requestId }) => requestId === answer.headers['x-request-id']);
    expect(line).toMatchObject({
      method: 'GET',
      operation: 'listThings',
      status: 200,
      principal: 'u-1',
      durationMs: expect.any(Number),
    });
    expect(tiny.lines).toHaveLength(1);
    expect(JSON.stringify(tiny.lines)).not.toMatch(/hidden|Bearer/);
  });

  test('takes a client that goes away for no error', async () => {
    const { port } = tiny.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const head = `PUT /v1/things/${uuid}/labels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer all\r\n`;
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{`);
    tiny.server.once('request', () => setImmediate(() => socket.destroy()));
    const line = await tiny.logged(({ aborted }) => aborted === true);
    expect(line).toMatchObject({ level: 'info', operation: 'labelThing', status: null });
    expect(line).not.toHaveProperty('code');
  });
});

test('outside of the dialects, the fallback answers with problem details too', async () => {
  const last = createFallback(createLogger({ service: 'test', level: 'silent' }));
  const bare = express()
    .use('/fail', () => {
      throw new Error('hidden');
    })
    .use(last.notFound)
    .use(last.failed);
  const missing = await supertest(bare).get('/nowhere');
  expectProblem(missing.body, 'route_not_found');
  const failed = await supertest(bare).get('/fail');
  expect([failed.status, failed.text.includes('hidden')]).toEqual([500, false]);
});

describe('whatever a client sends', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '\u0000'),
  );
  const segment = fc.oneof(
    fc.constantFrom('things', 'known', 'labels', 'v1', uuid, '', '..', '%', '%zz', '%2f', '%00'),
    text.map((raw) => encodeURIComponent(raw.toWellFormed())),
    fc.string({ unit: fc.constantFrom(...'az09%/.;:@!$&\'()*+,=-_~[]|^`{}"\\') }),
  );
  const path = fc.oneof(
    fc.array(segment, { maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
    fc.constantFrom('/v1/things', `/things/${uuid}`, `/v1/things/${uuid}/labels`, '/things/known'),
  );
  const value = fc.oneof(
    segment,
    fc.constantFrom('99999999999', '-1', '1e999', 'NaN', 'true', 'null', '[]', '%ff'),
  );
  const name = fc.oneof(fc.constantFrom('limit', 'order', 'label', 'full', '__proto__'), segment);
  const query = fc
    .array(fc.tuple(name, value), { maxLength: 4 })
    .map((pairs) => pairs.map(([key, given]) => `${key}=${given}`).join('&'));
  const headerValue = fc.string({ unit: fc.constantFrom(...' aZ09;=/+"*,.-_\t\u00e9') });
  const headers = fc.record(
    {
      authorization: fc.oneof(fc.constantFrom('Bearer all', 'Bearer none'), headerValue),
      'content-type': fc.oneof(fc.constantFrom('application/json', 'text/json+json'), headerValue),
      'content-encoding': fc.oneof(fc.constant('identity'), headerValue),
      'x-request-id': headerValue,
      accept: headerValue,
      constructor: headerValue,
    },
    { requiredKeys: ['authorization'] },
  );
  const body = fc.oneof(
    fc.constant(''),
    fc.json(),
    fc.object({ maxDepth: 3 }).map((given) => JSON.stringify(given)),
    fc.constantFrom('null', '0', '{"a":1e999}', '{"__proto__":{}}', '['.repeat(400)),
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(`"${'x'.repeat(5000)}"`),
  );
  const method = fc.constantFrom(
    'GET',
    'HEAD',
    'PUT',
    'POST',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'TRACE',
  );

  test('is answered, never with 5xx, with a request id, and in error with a problem', async () => {
    const printable = /[^\u0021-\u007e]/g;
    await fc.assert(
      fc.asyncProperty(
        method,
        path,
        query,
        headers,
        body,
        async (verb, where, search, head, sent) => {
          const target = `${where}?${search}`.replaceAll(printable, (odd) =>
            encodeURIComponent(odd),
          );
          const answer = await call(tiny.server, {
            method: verb,
            path: target,
            headers: { ...head, 'content-length': String(Buffer.byteLength(sent)) },
            body: sent,
          });
          expect(answer.status).toBeLessThan(500);
          expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,128}$/);
          if (answer.status < 400) return;
          expect(answer.headers['content-type']).toBe('application/problem+json');
          if (verb !== 'HEAD') expectProblem(JSON.parse(answer.body), JSON.parse(answer.body).code);
        },
      ),
      { numRuns: 400 },
    );
  });
});
