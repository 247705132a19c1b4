import type { ErrorCode } from '@moorgate/errors';
import supertest from 'supertest';
import { Type } from 'typebox';
import { createDialectRouter } from './mount-express.ts';
import { UuidSchema } from './schemas.ts';
import {
  call,
  startTinyServer,
  tinyDialect,
  type TinyServer,
  uuid,
} from './test-support/tiny-dialect.ts';

let tiny: TinyServer;
beforeAll(async () => {
  tiny = await startTinyServer();
});
afterAll(() => tiny.close());
afterEach(() => expect(tiny.check.violations).toEqual([]));

const all = { authorization: 'Bearer all' };
const expectProblem = (body: unknown, code: ErrorCode, pointers?: string[]): void => {
  expect(body).toMatchObject({ code, type: `/errors/${code}`, requestId: expect.any(String) });
  const { errors = [] } = body as { errors?: { pointer: string }[] };
  if (pointers !== undefined) expect(errors.map(({ pointer }) => pointer)).toEqual(pointers);
};

describe('routing', () => {
  test('serves the same endpoints under every prefix, with defaults and repeated parameters read', async () => {
    for (const prefix of ['', '/v1']) {
      const answer = await supertest(tiny.server).get(`${prefix}/things?label=a&label=b`).set(all);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({ limit: 1000, label: ['a', 'b'], path: `${prefix}/things` });
    }
  });

  test('answers HEAD like GET, without the body', async () => {
    const answer = await supertest(tiny.server).head('/v1/things').set(all);
    expect(answer.status).toBe(200);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
    expect(answer.text).toBeUndefined();
  });

  test('takes the concrete path before the parameter, in whatever order they are listed', async () => {
    const answer = await supertest(tiny.server).get('/v1/things/known');
    expect(answer.text).toBe('anonymous');
    expect(answer.headers['cache-control']).toBe('max-age=60');
  });

  test('tells an unknown path and a wrong method only to those with credentials', async () => {
    const unknown = await supertest(tiny.server).get('/v1/nothing');
    expect([unknown.status, unknown.body.code]).toEqual([401, 'credentials_required']);
    const wrong = await supertest(tiny.server).post('/v1/things');
    expect(wrong.status).toBe(401);

    const known = await supertest(tiny.server).get('/v1/nothing').set(all);
    expect(known.status).toBe(404);
    expectProblem(known.body, 'route_not_found');
    const refused = await supertest(tiny.server).post('/things').set(all);
    expect([refused.status, refused.headers['allow']]).toEqual([405, 'GET, HEAD']);
    expect((await supertest(tiny.server).options('/things').set(all)).status).toBe(405);
  });

  test.each(['/v1/things/', '/V1/things', '/v1/Things', '/v1/v1/things', '/v1//things'])(
    'does not take %s for another path',
    async (path) => {
      expect((await supertest(tiny.server).get(path).set(all)).status).toBe(404);
    },
  );

  test('refuses to mount an endpoint that another would hide', () => {
    const [first] = tinyDialect.endpoints;
    if (first === undefined) throw new Error('no endpoint');
    const twice = { ...tinyDialect, endpoints: [first, first] };
    expect(() => createDialectRouter(twice, {} as never)).toThrow('both GET /things');
    const shadow = {
      ...first,
      path: '/{x}/known',
      request: { params: Type.Object({ x: UuidSchema }) },
    };
    const shadows = {
      ...shadow,
      path: '/{y}/known',
      request: { params: Type.Object({ y: UuidSchema }) },
    };
    const endpoints = [shadow, { ...shadows, method: 'PUT' as const }];
    expect(() => createDialectRouter({ ...tinyDialect, endpoints }, {} as never)).toThrow(
      '/{x}/known and /{y}/known match the same requests',
    );
  });
});

describe('access', () => {
  test('answers 401 with a challenge, and names the token as invalid only when there was one', async () => {
    const none = await supertest(tiny.server).get('/v1/things');
    expect(none.headers['www-authenticate']).toBe('Bearer realm="moorgate"');
    const bad = await supertest(tiny.server).get('/v1/things').set('Authorization', 'Bearer x');
    expect([bad.status, bad.headers['www-authenticate']]).toEqual([
      401,
      'Bearer error="invalid_token"',
    ]);
  });

  test('answers 403 and names the scope, before the body is read', async () => {
    const answer = await supertest(tiny.server)
      .put(`/v1/things/${uuid}/labels`)
      .set('Authorization', 'Bearer none')
      .send('nonsense');
    expect(answer.status).toBe(403);
    expectProblem(answer.body, 'scope_missing');
    expect(answer.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="devices:read-update"',
    );
  });
});

describe('input', () => {
  test.each([
    ['limit=99999999999', ['/query/limit']],
    ['limit=-1', ['/query/limit']],
    ['limit=0x10', ['/query/limit']],
    ['limit=Infinity', ['/query/limit']],
    ['limit=', ['/query/limit']],
    ['limit=1&limit=2', ['/query/limit']],
    ['full=yes&order=size', ['/query/order', '/query/full']],
    ['label=%00', ['/query/label/0']],
    ['x=%ff', ['/query']],
    ['__proto__=1', ['/query']],
  ])('answers 400 to ?%s, with pointers', async (search, pointers) => {
    const answer = await supertest(tiny.server).get(`/v1/things?${search}`).set(all);
    expect(answer.status).toBe(400);
    expectProblem(answer.body, 'invalid_request', pointers);
  });

  test.each(['%zz', '%ff', '%00', 'urn:uuid:' + uuid, '..%2f..', '__proto__'])(
    'answers 400 to the path parameter %s',
    async (parameter) => {
      const answer = await supertest(tiny.server).get(`/v1/things/${parameter}`).set(all);
      expect(answer.status).toBe(400);
      expectProblem(answer.body, 'invalid_request');
    },
  );

  test.each<[string, Record<string, string>, string, number, ErrorCode]>([
    ['no body', {}, '', 400, 'invalid_json'],
    ['malformed JSON', {}, '{', 400, 'invalid_json'],
    ['two values', {}, '{} {}', 400, 'invalid_json'],
    ['null', {}, 'null', 400, 'invalid_request'],
    ['U+0000', {}, '{"a":"\\u0000"}', 400, 'invalid_request'],
    ['a lone surrogate', {}, '{"\\ud800":"a"}', 400, 'invalid_request'],
    ['__proto__', {}, '{"__proto__":"a"}', 400, 'invalid_request'],
    ['a name with a line break', {}, '{"a\\nb":5}', 400, 'invalid_request'],
    ['a bottomless body', {}, '['.repeat(500) + ']'.repeat(500), 400, 'invalid_request'],
    ['too much', {}, JSON.stringify({ a: 'x'.repeat(1000) }), 413, 'body_too_large'],
    ['a form', { 'Content-Type': 'text/plain' }, '{}', 415, 'unsupported_media_type'],
    [
      'latin1',
      { 'Content-Type': 'application/json; charset=latin1' },
      '{}',
      415,
      'unsupported_media_type',
    ],
    ['gzip', { 'Content-Encoding': 'gzip' }, '{}', 415, 'unsupported_media_type'],
  ])('refuses %s', async (_what, headers, body, status, code) => {
    const answer = await supertest(tiny.server)
      .put(`/v1/things/${uuid}/labels`)
      .set({ ...all, 'Content-Type': 'application/json', ...headers })
      .send(body);
    expect(answer.status).toBe(status);
    expectProblem(answer.body, code);
  });

  test('takes application/merge-patch+json, a byte order mark, and names from a prototype', async () => {
    const answer = await supertest(tiny.server)
      .put(`/v1/things/${uuid}/labels`)
      .set({ ...all, 'Content-Type': 'application/merge-patch+json; charset=UTF-8' })
      .send('\ufeff{"constructor":"a","toString":null}');
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(answer.headers['content-length']).toBeUndefined();
  });
});

test('answers 413 to a body without a length as soon as it is too large', async () => {
  const answer = await call(tiny.server, {
    method: 'PUT',
    path: `/v1/things/${uuid}/labels`,
    headers: { ...all, 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    body: `"${'x'.repeat(2_000_000)}"`,
  });
  expect(answer.status).toBe(413);
  expectProblem(JSON.parse(answer.body), 'body_too_large');
});
