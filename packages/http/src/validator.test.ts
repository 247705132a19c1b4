import { DomainError, type Issue } from '@moorgate/errors';
import fc from 'fast-check';
import { Type } from 'typebox';
import type { RequestDefinition } from './define-endpoint.ts';
import { oneOf, PageSizeSchema, UnixSecondsSchema, UuidSchema } from './schemas.ts';
import { createValidator, type RawRequest, type RequestCheck } from './validator.ts';

const compile = (request: RequestDefinition, path = '/x'): RequestCheck =>
  createValidator().compile({ operationId: 'doIt', path, request });

const raw = (part: Partial<RawRequest>): RawRequest => ({
  params: {},
  search: '',
  body: undefined,
  ...part,
});

const issuesOf = (act: () => unknown): readonly Issue[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_request') {
      return error.details.issues ?? [];
    }
    throw error;
  }
  return [];
};

describe('a body', () => {
  const Body = Type.Object({
    name: Type.String({ pattern: '^[a-z]+$' }),
    count: Type.Optional(Type.Integer({ minimum: 0, maximum: 9, default: 4 })),
    until: Type.Optional(UnixSecondsSchema),
    nested: Type.Optional(
      Type.Object({ 'a/b~c': Type.Boolean() }, { additionalProperties: false }),
    ),
  });
  const check = compile({ body: Body });

  test('is neither coerced nor given defaults', () => {
    expect(check(raw({ body: { name: 'a' } })).body).toEqual({ name: 'a' });
    expect(issuesOf(() => check(raw({ body: { name: 'a', count: '4' } })))).toEqual([
      { pointer: '/body/count', message: 'must be integer' },
    ]);
  });

  test('is told every rule it breaks, with escaped pointers', () => {
    const body = { count: 10, nested: { 'a/b~c': 1, more: true } };
    expect(issuesOf(() => check(raw({ body })))).toEqual([
      { pointer: '/body/name', message: 'is required' },
      { pointer: '/body/count', message: 'must be <= 9' },
      { pointer: '/body/nested/more', message: 'is not a known field' },
      { pointer: '/body/nested/a~1b~0c', message: 'must be boolean' },
    ]);
  });

  test('may have unknown fields where the schema does not forbid them', () => {
    const body = { name: 'a', other: 1 };
    expect(check(raw({ body })).body).toBe(body);
  });

  test('does not inherit a required field from a prototype', () => {
    const inherited = compile({ body: Type.Object({ constructor: Type.Any() }) });
    expect(issuesOf(() => inherited(raw({ body: {} })))).toEqual([
      { pointer: '/body/constructor', message: 'is required' },
    ]);
  });

  test('gets at most twenty issues', () => {
    const list = compile({ body: Type.Array(Type.Boolean()) });
    const body = Array.from({ length: 1000 }, () => 1);
    expect(issuesOf(() => list(raw({ body })))).toHaveLength(20);
  });

  test.each([
    [{ name: 'a\u0000' }, '/body/name', 'must not contain U+0000'],
    [{ deep: [{ 'k\u0000': 1 }] }, '/body/deep/0', 'must not contain U+0000'],
    [{ name: '\udfff' }, '/body/name', 'must be well-formed Unicode'],
    [JSON.parse('{"a":{"__proto__":1}}'), '/body/a', 'must not have a field named __proto__'],
  ])('cannot hold what PostgreSQL does not store (%j)', (body, pointer, message) => {
    expect(issuesOf(() => check(raw({ body })))).toEqual([{ pointer, message }]);
  });

  test('may be null where the schema says so, and nowhere else', () => {
    expect(issuesOf(() => check(raw({ body: null })))).toHaveLength(1);
    expect(compile({ body: Type.Null() })(raw({ body: null })).body).toBeNull();
  });

  test('of any JSON is accepted or refused with pointers, never anything else', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (body) => {
        const issues = issuesOf(() => check(raw({ body })));
        for (const { pointer } of issues) expect(pointer).toMatch(/^\/body(\/|$)/);
      }),
    );
  });
});

describe('a query', () => {
  const check = compile({
    query: Type.Object(
      {
        limit: Type.Optional(PageSizeSchema),
        ratio: Type.Optional(Type.Number()),
        dry: Type.Optional(Type.Boolean()),
        id: Type.Optional(Type.Array(Type.Integer({ minimum: 0, maximum: 9 }))),
        order: Type.Optional(oneOf(['up', 'down'])),
        toString: Type.Optional(Type.String()),
      },
      { additionalProperties: false },
    ),
  });
  const query = (search: string): unknown => ({ ...(check(raw({ search })).query as object) });

  test('is read into the types of its schema, with defaults', () => {
    expect(query('ratio=-1.5e2&dry=true&id=1&id=2&order=up&toString=a+b%20c')).toEqual({
      limit: 1000,
      ratio: -150,
      dry: true,
      id: [1, 2],
      order: 'up',
      toString: 'a b c',
    });
    expect(query('id=3')).toEqual({ limit: 1000, id: [3] });
    expect(query('&&')).toEqual({ limit: 1000 });
  });

  test.each([
    ['limit=1e3', '/query/limit', 'must be integer'],
    ['limit=+5', '/query/limit', 'must be integer'],
    ['limit=99999999999', '/query/limit', 'must be <= 1000'],
    ['limit=' + '9'.repeat(400), '/query/limit', 'must be integer'],
    ['ratio=1e999', '/query/ratio', 'must be number'],
    ['dry=1', '/query/dry', 'must be boolean'],
    ['id=1&id=x', '/query/id/1', 'must be integer'],
    ['order=left', '/query/order', 'must be one of: up, down'],
    ['order=up&order=up', '/query/order', 'must be given once'],
    ['other=1', '/query/other', 'is not a known field'],
    ['constructor=1', '/query/constructor', 'is not a known field'],
    ['toString=%', '/query', 'must be valid percent-encoded UTF-8'],
  ])('refuses %s', (search, pointer, message) => {
    expect(issuesOf(() => query(search))).toEqual([{ pointer, message }]);
  });

  test('of any text is accepted or refused with pointers, never anything else', () => {
    const key = fc.constantFrom('limit', 'ratio', 'dry', 'id', 'order', '__proto__', 'a/b');
    const pair = fc.tuple(key, fc.string()).map((both) => both.join('='));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const issues = issuesOf(() => query(pairs.join('&')));
        for (const { pointer } of issues) expect(pointer).toMatch(/^\/query(\/|$)/);
      }),
    );
  });
});

test('a path parameter that is a UUID may have any case, and no other form', () => {
  const check = compile({ params: Type.Object({ uuid: UuidSchema }) }, '/x/{uuid}');
  const uuid = '0F3B6D2E-9f5c-4b53-8f0e-0a4c1d2e3f40';
  expect(check(raw({ params: { uuid } })).params).toEqual({ uuid });
  for (const odd of [`urn:uuid:${uuid}`, `{${uuid}}`, uuid.replaceAll('-', ''), '']) {
    const [issue] = issuesOf(() => check(raw({ params: { uuid: odd } })));
    expect(issue?.pointer).toBe('/params/uuid');
  }
});

describe('a definition is refused at once', () => {
  test('when its path and its parameters differ', () => {
    expect(() => compile({}, '/x/{uuid}')).toThrow('the path names {uuid}, its schema {}');
  });

  test('when an integer of its request has no bounds', () => {
    const query = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1 })) });
    expect(() => compile({ query })).toThrow('an integer of its query lacks');
  });
});

test('one schema with an $id may stand in several endpoints', () => {
  const validator = createValidator();
  const Named = Type.Object({ a: Type.String() }, { $id: 'Named' });
  for (const body of [Type.Array(Named), Named, Type.Object({ named: Named })]) {
    expect(() =>
      validator.compile({ operationId: 'doIt', path: '/', request: { body } }),
    ).not.toThrow();
  }
});
