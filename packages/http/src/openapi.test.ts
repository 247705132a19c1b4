import { Type } from 'typebox';
import { parse } from 'yaml';
import { describeAccess } from './access.ts';
import { emitOpenApi, type OpenApiObject, toYaml } from './openapi.ts';
import { tinyDialect } from './test-support/tiny-dialect.ts';

const emit = (endpoints = tinyDialect.endpoints): OpenApiObject =>
  emitOpenApi({
    title: 'Tiny',
    version: '1.2.3',
    description: 'A description.',
    servers: [{ url: '/v1' }],
    tags: { things: 'Whatever there is.' },
    endpoints,
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    describeAccess: describeAccess(['bearer']),
  });

const thing = Type.Object({ a: Type.String() }, { $id: 'Thing' });
const [listThings] = tinyDialect.endpoints;
if (listThings === undefined) throw new Error('the dialect has no endpoint');

test('shows parameters, limits, scopes, and every code under its status', () => {
  const { paths } = emit() as { paths: Record<string, Record<string, OpenApiObject>> };
  expect(Object.keys(paths)).toEqual([
    '/broken',
    '/things',
    '/things/known',
    '/things/{uuid}',
    '/things/{uuid}/labels',
  ]);
  expect(paths['/things']?.['get']).toMatchObject({
    operationId: 'listThings',
    'x-required-scope': ['devices:read'],
    security: [{ bearer: ['devices:read'] }],
    parameters: [
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', maximum: 1000 } },
      { name: 'order', in: 'query', schema: { enum: ['name-asc', 'name-desc'] } },
      { name: 'label', in: 'query', schema: { type: 'array' } },
      { name: 'full', in: 'query', schema: { type: 'boolean' } },
    ],
  });
  expect(paths['/things/known']?.['get']).toMatchObject({
    'x-public': 'says nothing',
    security: [],
  });
  const label = paths['/things/{uuid}/labels']?.['put'] as OpenApiObject;
  expect(label).toMatchObject({ 'x-body-limit-bytes': 1000, requestBody: { required: true } });
  expect(Object.keys(label['responses'] as object)).toEqual([
    '204',
    '400',
    '401',
    '403',
    '413',
    '414',
    '415',
    '429',
    '500',
    '503',
  ]);
  expect(label['responses']).toMatchObject({
    '400': { description: expect.stringContaining('`invalid_json`: The body is not') },
  });
});

test('shows every format of a body, every media type of an answer, and errors in the form of the dialect', () => {
  const body = Type.Object({ count: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })) });
  const content = { 'application/json': thing, 'application/xml': null };
  const document = emitOpenApi({
    title: 'Tiny',
    version: '1.2.3',
    description: 'A description.',
    servers: [{ url: '/v1' }],
    tags: { things: 'Whatever there is.' },
    endpoints: [
      {
        ...listThings,
        method: 'POST',
        access: { public: 'asks for itself', schemes: ['basic'] },
        request: { body },
        bodyFormats: ['form', 'xml'],
        responses: {
          200: { description: 'Either.', content },
          418: { description: 'A pot.', content },
        },
      },
    ],
    securitySchemes: { basic: { type: 'http', scheme: 'basic' } },
    describeAccess: describeAccess(['basic']),
    faultForm: {
      statusOf: (code) => (code === 'rate_limited' ? 429 : 418),
      content: { 'application/json': Type.Object({ error: Type.String() }), 'text/plain': null },
    },
  });
  const { paths } = document as { paths: Record<string, Record<string, OpenApiObject>> };
  const operation = paths['/things']!['post']!;
  const form = { schema: { type: 'object' } };
  expect(operation).toMatchObject({
    security: [{ basic: [] }],
    requestBody: {
      required: false,
      content: { 'application/x-www-form-urlencoded': form, 'application/xml': form },
    },
  });
  const responses = operation['responses'] as Record<string, { content: OpenApiObject }>;
  expect(Object.keys(responses)).toEqual(['200', '418', '429']);
  expect(responses['200']?.content).toMatchObject({
    'application/json': { schema: { $ref: '#/components/schemas/Thing' } },
    'application/xml': {},
  });
  expect(responses['418']?.content).toMatchObject({
    'application/json': {
      schema: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { properties: { error: {} } }] },
    },
    'application/xml': {},
    'text/plain': {},
  });
});

test('a parameter with a default is optional for the client, whatever the handler sees', () => {
  const query = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 9, default: 5 }) });
  const { paths } = emit([{ ...listThings, request: { query } }]);
  expect(paths).toMatchObject({
    '/things': { get: { parameters: [{ name: 'limit', required: false }] } },
  });
});

test('refuses an endpoint whose tag is not described', () => {
  expect(() => emit([{ ...listThings, tag: 'other' }])).toThrow('its tag other has no description');
});

test('puts a schema with an $id into the components once, and refers to it everywhere', () => {
  const responses = { 200: { description: 'Things.', schema: Type.Array(thing) } };
  const document = emit([{ ...listThings, responses }]);
  expect(document).toMatchObject({ components: { schemas: { Thing: { type: 'object' } } } });
  expect(JSON.stringify(document)).toContain('"items":{"$ref":"#/components/schemas/Thing"}');
  expect(JSON.stringify(document)).not.toContain('$id');
});

test('refuses two different schemas with one $id', () => {
  const other = Type.Object({ b: Type.String() }, { $id: 'Thing' });
  const responses = {
    200: { description: 'One.', schema: thing },
    202: { description: 'Other.', schema: other },
  };
  expect(() => emit([{ ...listThings, responses }])).toThrow('two different schemas');
});

test('is the same text every time, and reads back as the same document', () => {
  expect(toYaml(emit())).toBe(toYaml(emit()));
  expect(parse(toYaml(emit()))).toEqual(JSON.parse(JSON.stringify(emit())));
  expect(toYaml(emit())).not.toMatch(/[&*]a\d/);
});
