import { catalogue, DomainError, fault, toDomainError } from './index.ts';

test('an error that is not ours becomes internal and keeps its text private', () => {
  const ours = toDomainError(new Error('relation "users" does not exist'));
  expect(ours.code).toBe('internal');
  expect(ours.message).toBe(catalogue.internal.title);
});

test('a domain error passes through unchanged', () => {
  const error = fault('device_denied', { detail: 'Device(x) is on the denied list' });
  expect(toDomainError(error)).toBe(error);
  expect(error).toBeInstanceOf(DomainError);
  expect(error.message).toBe('Device(x) is on the denied list');
});
