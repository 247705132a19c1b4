import { type ErrorCode, fault } from '@moorgate/errors';
import { Type } from 'typebox';
import { createReplyCheck } from './check-replies.ts';
import type { Reply } from './define-endpoint.ts';
import { renderProblem } from './problem.ts';
import { tinyDialect } from './test-support/tiny-dialect.ts';

const violationsOf = (operationId: string, reply: Reply, code?: ErrorCode): readonly string[] => {
  const endpoint = tinyDialect.endpoints.find((one) => one.operationId === operationId) ?? null;
  const check = createReplyCheck();
  check.onReply({ endpoint, reply, error: code === undefined ? null : fault(code) });
  return check.violations;
};

test('passes what the endpoint declares, as it is on the wire', () => {
  const body = { limit: 1, label: [], path: '/', left: undefined };
  expect(violationsOf('listThings', { status: 200, body })).toEqual([]);
  expect(violationsOf('labelThing', { status: 204 })).toEqual([]);
});

test.each<[string, Reply, string]>([
  ['listThings', { status: 201 }, 'listThings answered 201: is not declared'],
  ['listThings', { status: 200 }, 'listThings answered 200: has no body'],
  ['labelThing', { status: 204, body: {} }, 'labelThing answered 204: has a body'],
  ['showThing', { status: 200, body: {} }, 'showThing answered 200: /body/uuid is required'],
])('finds a reply of %s that is not declared (%j)', (operationId, reply, violation) => {
  expect(violationsOf(operationId, reply)).toEqual([violation]);
});

test('finds an error that is neither declared nor common to such endpoints', () => {
  const violationsFor = (operationId: string, code: ErrorCode): readonly string[] =>
    violationsOf(operationId, renderProblem(fault(code), 'id-1'), code);
  expect(violationsFor('showThing', 'device_not_found')).toEqual([]);
  expect(violationsFor('showThing', 'credentials_invalid')).toEqual([]);
  expect(violationsFor('labelThing', 'invalid_json')).toEqual([]);
  expect(violationsFor('listKnown', 'credentials_required')).toHaveLength(1);
  expect(violationsFor('showThing', 'scope_missing')).toHaveLength(1);
  expect(violationsFor('listThings', 'device_not_found')).toEqual([
    'listThings answered 404: has the code device_not_found, which is not declared',
  ]);
});

test('compares a reply with what is declared for its media type', () => {
  const [first] = tinyDialect.endpoints;
  const content = {
    'application/json': Type.Object({ a: Type.String() }),
    'application/xml': null,
  };
  const endpoint = { ...first!, responses: { 200: { description: 'Either.', content } } };
  const violationsFor = (body: unknown, type?: string): readonly string[] => {
    const check = createReplyCheck();
    const headers = type === undefined ? {} : { 'content-type': type };
    check.onReply({ endpoint, reply: { status: 200, body, headers }, error: null });
    return check.violations;
  };
  expect(violationsFor({ a: 'x' })).toEqual([]);
  expect(violationsFor('{"a":"x"}', 'application/json; charset=utf-8')).toEqual([]);
  expect(violationsFor('<a>x</a>', 'application/xml')).toEqual([]);
  expect(violationsFor({ b: 'x' })).toHaveLength(1);
  expect(violationsFor({ a: 'x' }, 'application/xml')).toHaveLength(1);
  expect(violationsFor('a: x')).toEqual([
    'listThings answered 200: has a media type that is not declared',
  ]);
});

test('does not judge what belongs to no endpoint', () => {
  expect(violationsOf('none', { status: 418 })).toEqual([]);
});
