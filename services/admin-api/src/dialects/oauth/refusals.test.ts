/** What the dialect of OAuth refuses, in its form, and what is recorded of it. */
import { createApplicationCredentialFor } from '@moorgate/oauth';
import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';
import { recordsOfRefusals } from '../../test-support/refusal-records.ts';

test('wrong secrets of a client are recorded once, counted, and so is whoever has to wait', async () => {
  const records = await recordsOfRefusals(async (app) => {
    const username = await app.addUser(['devices:read']);
    const request = { name: 'ci', username, scopes: ['devices:read'] };
    const { id } = await createApplicationCredentialFor(app.operator, app.keys, request);
    const ask = async (path: string, fields: Record<string, string>): Promise<number> => {
      const named = { client_id: id, client_secret: 'wrong', ...fields };
      return (await supertest(app.server).post(path).type('form').send(named)).status;
    };
    const grant = { grant_type: 'client_credentials' };
    for (let count = 0; count < 8; count += 1) expect(await ask('/oauth2/token', grant)).toBe(401);
    expect(await ask('/oauth2/introspect', { token: 'any' })).toBe(401);
    expect(await ask('/oauth2/revoke', { token: 'any' })).toBe(401);
    expect(await ask('/oauth2/token', grant)).toBe(429);
  });
  expect(records).toEqual([
    'client_invalid of introspectToken: 1',
    'client_invalid of requestToken: 8',
    'client_invalid of revokeOAuthToken: 1',
    'rate_limited of requestToken: 1',
  ]);
});

describe('a path that is not there', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  afterEach(() => expect(app.check.violations).toEqual([]));

  test.each(['/oauth/nowhere', '/oauth2/nowhere', '/oauth2/token/x'])(
    'as %s is refused in words of the RFCs',
    async (path) => {
      const token = await app.tokenWith(['devices:read']);
      const answer = await supertest(app.server).get(path).set('Authorization', `Bearer ${token}`);
      expect([answer.status, answer.body.error]).toEqual([404, 'invalid_request']);
      const stranger = await supertest(app.server).get(path);
      expect([stranger.status, stranger.body.error]).toEqual([401, 'invalid_client']);
    },
  );

  test('is for others to refuse among the metadata of others', async () => {
    const answer = await supertest(app.server).get('/.well-known/nowhere');
    expect([answer.status, answer.body.code]).toEqual([401, 'credentials_required']);
  });
});
