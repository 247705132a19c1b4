import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

test('200: every scope with what it allows, whatever whoever asks has', async () => {
  const token = await app.tokenWith(['updates:read']);
  const { status, body } = await supertest(app.server)
    .get('/v1/scopes')
    .set('Authorization', `Bearer ${token}`);
  expect(status).toBe(200);
  expect(body).toContainEqual({
    scope: 'devices:read',
    allows: 'See devices, the denied list, keys and enrolments.',
    implies: [],
  });
  expect(body).toContainEqual(
    expect.objectContaining({ scope: 'devices:read-update', implies: ['devices:read'] }),
  );
});

test('401 without a credential', async () => {
  const answer = await supertest(app.server).get('/v1/scopes');
  expect([answer.status, answer.body.code]).toEqual([401, 'credentials_required']);
});
