import { DomainError, type ErrorCode } from '@moorgate/errors';
import type { AskedRequest } from '@moorgate/http';
import { renderFault } from './render-fault.ts';

const asked = (headers: Record<string, string> = {}): AskedRequest => ({
  headers: { accept: 'application/json;version=1.6', ...headers },
  method: 'GET',
  query: new URLSearchParams(),
  path: '/broker/rest/user',
  operationId: null,
  principal: null,
});
const render = (code: ErrorCode, details: DomainError['details'] = {}, request = asked()) =>
  renderFault(new DomainError(code, details), 'request-1', request);
const messageOf = (reply: ReturnType<typeof render>) =>
  (JSON.parse(String(reply.body)) as { messages: { text: string; exit_code: number }[] })
    .messages[0];

test.each([
  ['internal', 500],
  ['service_unavailable', 503],
  ['committed_unconfirmed', 503],
] as const)('a failure of ours (%s) names the request, and nothing else', (code, status) => {
  const reply = render(code, {
    detail: 'secret',
    cause: new Error('secret'),
    retryAfterSeconds: 1,
  });
  expect([reply.status, messageOf(reply)?.exit_code]).toEqual([status, 1]);
  expect(messageOf(reply)?.text).toMatch(/\nReference ID: request-1$/);
  expect(reply.body).not.toContain('secret');
  expect(reply.headers).toMatchObject({ 'Retry-After': '1' });
});

test('an error has the version and the format of its request, where they are known', () => {
  expect(render('token_not_found').body).toContain('"version":"1.6"');
  const xml = render('token_not_found', {}, asked({ accept: 'application/xml' }));
  expect(xml.body).toContain('<status>not_found</status>');
  const unknown = render('not_acceptable', {}, asked({ accept: 'application/json;version=9' }));
  expect(unknown.body).toContain('"version":"1.7"');
});

test('every issue is a message with its field', () => {
  const issues = [
    { pointer: '/body/scopes', message: 'one' },
    { pointer: '/query/nolinks', message: 'two' },
    { pointer: '/body', message: 'three' },
  ];
  const reply = render('invalid_request', { issues });
  expect(reply.status).toBe(422);
  expect((JSON.parse(String(reply.body)) as { messages: object[] }).messages).toEqual([
    { severity: 'error', text: 'one', exit_code: 1, field: 'scopes' },
    { severity: 'error', text: 'two', exit_code: 167, field: 'nolinks' },
    { severity: 'error', text: 'three', exit_code: 1, field: null },
  ]);
});
