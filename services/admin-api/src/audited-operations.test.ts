/** That whatever changes something is recorded. Every test of an endpoint checks it for the operations that it calls. */
import {
  type Audited,
  auditedOperations,
  changingOperations,
  watchAudit,
} from './test-support/audited-operations.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

test('every operation that may change something says which records it writes, or why none', () => {
  expect(Object.keys(auditedOperations).sort()).toEqual([...changingOperations].sort());
  for (const audited of Object.values<Audited>(auditedOperations))
    expect('nothing' in audited ? audited.nothing : audited[0]).toMatch(/\w/);
});

describe('the check of the endpoint tests', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const answered = {
    operationId: 'createUser',
    status: 201,
    durationMs: 1,
    requestId: 'unrecorded',
    address: null,
    principal: null,
    code: null,
  };

  test('finds an operation that was successful without a record', async () => {
    const watch = watchAudit();
    watch.onAnswer(answered);
    await expect(watch.check(app.db)).rejects.toThrow(
      'createUser was successful without user.created',
    );
  });

  test('asks for nothing where nothing was changed', async () => {
    const watch = watchAudit();
    watch.onAnswer({ ...answered, status: 403, code: 'scope_missing' });
    watch.onAnswer({ ...answered, operationId: 'listUsers', status: 200 });
    watch.onAnswer({ ...answered, operationId: 'startLink', status: 201 });
    await expect(watch.check(app.db)).resolves.toBeUndefined();
  });
});
