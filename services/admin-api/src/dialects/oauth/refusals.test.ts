import { createApplicationCredentialFor } from '@moorgate/oauth';
import supertest from 'supertest';
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
