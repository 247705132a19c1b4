import { catalogue, type ErrorCode, fault } from '@moorgate/errors';
import { renderProblem } from './problem.ts';
import { ProblemSchema } from './schemas.ts';
import { createReplyValidator } from './validator.ts';

test('every code of the catalogue becomes a problem object with an HTTP status of an error', () => {
  const validate = createReplyValidator();
  for (const code of Object.keys(catalogue) as ErrorCode[]) {
    const reply = renderProblem(fault(code, { detail: 'Particulars.' }), 'id-1');
    expect(validate(ProblemSchema, reply.body)).toEqual([]);
    expect(reply.body).toMatchObject({ status: reply.status, type: `/errors/${code}` });
    expect(reply.status >= 500).toBe(
      ['internal', 'unavailable', 'insufficient_storage', 'not_implemented'].includes(
        catalogue[code].kind,
      ),
    );
  }
});

test('shows the detail and the issues of the error, and the id of the request', () => {
  const issues = [{ pointer: '/body/a', message: 'is required' }];
  expect(renderProblem(fault('invalid_request', { detail: 'D.', issues }), 'id-1')).toEqual({
    status: 400,
    headers: { 'Content-Type': 'application/problem+json' },
    body: {
      type: '/errors/invalid_request',
      title: catalogue.invalid_request.title,
      status: 400,
      detail: 'D.',
      code: 'invalid_request',
      requestId: 'id-1',
      errors: issues,
    },
  });
});

test('shows nothing of an internal error, even when it carries a detail', () => {
  const reply = renderProblem(fault('internal', { detail: 'hidden', cause: 'hidden' }), 'id-1');
  expect(JSON.stringify(reply)).not.toContain('hidden');
});

test.each<[ErrorCode, string]>([
  ['credentials_required', 'Bearer realm="moorgate"'],
  ['login_failed', 'Bearer realm="moorgate"'],
  ['credentials_invalid', 'Bearer error="invalid_token"'],
  ['scope_missing', 'Bearer error="insufficient_scope", scope="devices:read updates:read"'],
])('challenges as RFC 6750 says: %s', (code, challenge) => {
  const reply = renderProblem(fault(code, { neededScopes: ['devices:read', 'updates:read'] }), 'i');
  expect(reply.headers?.['WWW-Authenticate']).toBe(challenge);
});

test('rounds up when to try again', () => {
  const reply = renderProblem(fault('rate_limited', { retryAfterSeconds: 0.2 }), 'id-1');
  expect(reply.headers?.['Retry-After']).toBe('1');
});
