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
    '415',
    '429',
    '500',
    '503',
  ]);
  expect(label['responses']).toMatchObject({
    '400': { description: expect.stringContaining('`invalid_json`: The body is not') },
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
