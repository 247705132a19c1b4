import { deactivateUser, revokeToken, changeUserScopes, issueTokenFor } from '@moorgate/auth';
import { listAuditRecordsByTarget } from '@moorgate/db';
import {
  changeApplicationCredential,
  createApplicationCredentialFor,
  type IssuedApplicationCredential,
  revokeApplicationCredential,
} from '@moorgate/oauth';
import supertest, { type Response } from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(() => app.clock.set('2026-03-01T12:00:00.000Z'));
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);

type Wanted = Partial<Parameters<typeof createApplicationCredentialFor>[2]>;

interface Client extends IssuedApplicationCredential {
  readonly username: string;
}

/** The client of a new user with these scopes. */
const makeClient = async (wanted: Wanted = {}): Promise<Client> => {
  const { scopes = ['devices:read-update', 'targets:read'] } = wanted;
  const username = await app.addUser(scopes as never);
  const request = { name: 'ci', username, ...wanted, scopes };
  return { ...(await createApplicationCredentialFor(app.operator, app.keys, request)), username };
};

const ask = (fields: Record<string, string>, path = '/oauth2/token'): supertest.Test =>
  call().post(path).type('form').send(fields);

const named = ({ id, secret }: Client): Record<string, string> => ({
  client_id: id,
  client_secret: secret!,
});

const login = async (client: Client): Promise<Response> =>
  ask({ ...named(client), grant_type: 'client_credentials' });

const refresh = (client: Client, token: string, more: Record<string, string> = {}) =>
  ask({ ...named(client), grant_type: 'refresh_token', refresh_token: token, ...more });

/** The public part of a token. */
const idOf = (token: unknown): string => String(token).split('_')[2]!;

const self = (token: string): supertest.Test =>
  call().get('/v1/self').set('Authorization', `Bearer ${token}`);

describe('a client with its secret', () => {
  test('gets exactly what fioctl reads: status 200, both tokens, an hour, and the factory', async () => {
    const client = await makeClient();
    const answer = await ask(
      { ...named(client), grant_type: 'client_credentials' },
      '/oauth/token/',
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.body).toEqual({
      access_token: expect.stringMatching(/^mgt_oac_/),
      token_type: 'Bearer',
      expires_in: 3_600,
      refresh_token: expect.stringMatching(/^mgt_ort_/),
      scope: `${testFactory}:devices:read-update ${testFactory}:targets:read`,
      orgs: [{ name: testFactory }],
    });
  });

  test.each(['/oauth/token', '/oauth/token/', '/oauth2/token', '/oauth2/token/'])(
    'is answered at %s without a redirect, by Basic too',
    async (path) => {
      const client = await makeClient();
      const answer = await ask({ grant_type: 'client_credentials' }, path).auth(
        client.id,
        client.secret!,
      );
      expect(answer.status).toBe(200);
    },
  );

  test('uses the access token as it is or in base64 once more, as Bearer or as OSF-TOKEN', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body as { access_token: string };
    for (const text of [token, Buffer.from(token).toString('base64')])
      expect((await self(text)).body).toMatchObject({
        username: client.username,
        scopes: ['devices:read-update', 'targets:read'],
      });
    expect((await call().get('/v1/self').set('OSF-TOKEN', token)).status).toBe(200);
  });

  test('gets fewer scopes when it asks for fewer, in either spelling, and never more', async () => {
    const client = await makeClient();
    const wanted = { ...named(client), grant_type: 'client_credentials' };
    const fewer = await ask({ ...wanted, scope: `devices:read ${testFactory}:targets:read` });
    expect(fewer.body.scope).toBe('devices:read targets:read');
    expect((await self(fewer.body.access_token)).body.scopes).toEqual([
      'devices:read',
      'targets:read',
    ]);
    for (const scope of ['users:create', 'nothing:read', 'other:devices:read'])
      expect((await ask({ ...wanted, scope })).body.error).toBe('invalid_scope');
  });

  test('does less when its owner may do less, at the next request', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    await changeUserScopes(app.operator, { username: client.username, scopes: ['targets:read'] });
    expect((await self(token)).body.scopes).toEqual(['targets:read']);
  });

  test('is refused at the token endpoint with an access token or a user’s token for a secret', async () => {
    const client = await makeClient();
    const { access_token: token, refresh_token: other } = (await login(client)).body;
    for (const secret of [token, other, 'x', 'mgt_app_0000000000000_x'])
      expect((await login({ ...client, secret })).status).toBe(401);
  });

  test('is told that it is not known, in the words of RFC 6749, with a challenge where it tried Basic', async () => {
    const client = await makeClient();
    const stranger = { ...client, id: '0123456789abc' };
    const wrong = await login(stranger);
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
    const basic = await ask({ grant_type: 'client_credentials' }).auth(client.id, 'wrong');
    expect([basic.status, basic.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="moorgate"',
    ]);
    const twice = await ask({ ...named(client), grant_type: 'client_credentials' }).auth(
      client.id,
      client.secret!,
    );
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request']);
  });

  test('is locked out after ten wrong secrets, and no other client with it', async () => {
    const [client, other] = [await makeClient(), await makeClient()];
    for (let count = 0; count < 10; count += 1)
      expect((await login({ ...client, secret: 'wrong' })).status).toBe(401);
    const refused = await login(client);
    expect([refused.status, refused.body.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await login(other)).status).toBe(200);
  });

  test('is shared by many programs, which log in at the same moment', async () => {
    const client = await makeClient();
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(client)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('leaves no more than a hundred logins behind that it never refreshes', async () => {
    const client = await makeClient();
    const grants = (): Promise<unknown[]> =>
      app.db
        .selectFrom('tokens')
        .select('id')
        .where('parent_id', '=', client.id)
        .where('kind', '=', 'ort')
        .execute();
    for (let count = 0; count < 102; count += 1) await login(client);
    app.clock.advance(86_400_001);
    const last = (await login(client)).body;
    expect(await grants()).toHaveLength(101);
    expect((await self(last.access_token)).status).toBe(200);
  });

  test('is refused for another grant type, for none, and for a parameter that comes twice', async () => {
    const client = await makeClient();
    const other = await ask({ ...named(client), grant_type: 'password' });
    expect([other.status, other.body.error]).toEqual([400, 'unsupported_grant_type']);
    const none = await ask({ ...named(client), grant_type: '' });
    expect([none.status, none.body.error]).toEqual([400, 'invalid_request']);
    const twice = await call()
      .post('/oauth2/token')
      .type('form')
      .send('grant_type=client_credentials&grant_type=refresh_token');
    expect([twice.status, twice.body.error]).toEqual([400, 'invalid_request']);
  });

  test('is not accepted from another network than its own', async () => {
    const client = await makeClient({ cidrs: ['192.0.2.0/24'] });
    expect((await login(client)).status).toBe(403);
  });

  test('ends with its owner, and when it is revoked, with everything that it got', async () => {
    const client = await makeClient();
    const { access_token: token, refresh_token: old } = (await login(client)).body;
    await revokeApplicationCredential(app.operator, client.id);
    expect((await self(token)).status).toBe(401);
    expect((await login(client)).body.error).toBe('invalid_client');
    expect((await refresh(client, old)).body.error).toBe('invalid_client');
    const another = await makeClient();
    const { access_token: theirs } = (await login(another)).body;
    await deactivateUser(app.operator, another.username);
    expect((await self(theirs)).status).toBe(401);
    expect((await login(another)).body.error).toBe('invalid_client');
  });

  test('has its tokens narrowed with it', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    await changeApplicationCredential(app.operator, client.id, { scopes: ['targets:read'] });
    expect((await self(token)).body.scopes).toEqual(['targets:read']);
    expect((await login(client)).body.scope).toBe('targets:read');
  });
});

describe('a refresh token', () => {
  test('gets another access token, and another refresh token in its place', async () => {
    const client = await makeClient();
    const first = (await login(client)).body;
    app.clock.advance(3_600_000);
    expect((await self(first.access_token)).status).toBe(401);
    const answer = await refresh(client, first.refresh_token, { scope: 'targets:read' });
    expect(answer.status).toBe(200);
    expect(answer.body.refresh_token).not.toBe(first.refresh_token);
    expect((await self(answer.body.access_token)).body.scopes).toEqual(['targets:read']);
    const again = (await refresh(client, answer.body.refresh_token)).body;
    expect((await self(again.access_token)).body.scopes).toHaveLength(2);
  });

  test('is good for a minute more, for processes that share one file: whichever writes last goes on', async () => {
    const client = await makeClient();
    const { refresh_token: shared } = (await login(client)).body;
    const answers = await Promise.all([1, 2, 3].map(() => refresh(client, shared)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    app.clock.advance(3_600_000);
    for (const { body } of answers.slice(0, 1))
      expect((await refresh(client, body.refresh_token)).status).toBe(200);
  });

  test('that comes back after that minute ends the whole grant, and is recorded', async () => {
    const client = await makeClient();
    const first = (await login(client)).body;
    const second = (await refresh(client, first.refresh_token)).body;
    app.clock.advance(61_000);
    const late = await refresh(client, first.refresh_token);
    expect([late.status, late.body.error]).toEqual([400, 'invalid_grant']);
    expect((await self(second.access_token)).status).toBe(401);
    expect((await refresh(client, second.refresh_token)).body.error).toBe('invalid_grant');
    expect((await login(client)).status).toBe(200);
    const id = idOf(first.refresh_token);
    const records = await listAuditRecordsByTarget(app.db, { kind: 'token', id });
    expect(records.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['token.reuse_detected', 'token.revoked']),
    );
  });

  test('is of no use to another client, nor as a token, nor without the secret', async () => {
    const [client, other] = [await makeClient(), await makeClient()];
    const { refresh_token: token } = (await login(client)).body;
    expect((await refresh(other, token)).body.error).toBe('invalid_grant');
    expect((await self(token)).status).toBe(401);
    const bare = await ask({
      client_id: client.id,
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    expect(bare.body.error).toBe('invalid_client');
    const nameless = await ask({ grant_type: 'refresh_token', refresh_token: token });
    expect(nameless.body.error).toBe('invalid_grant');
    expect((await refresh(client, token)).status).toBe(200);
  });

  test('lives as long as its client, and gets no access token beyond that', async () => {
    const expiresAt = new Date(app.clock.now().getTime() + 5_400_000);
    const client = await makeClient({ expiresAt });
    const first = (await login(client)).body;
    app.clock.advance(3_600_000);
    const second = (await refresh(client, first.refresh_token)).body;
    expect(second.expires_in).toBe(1_800);
    app.clock.advance(1_800_000);
    expect((await refresh(client, second.refresh_token)).status).toBe(401);
  });
});

describe('revocation', () => {
  const revoke = (client: Client, token: string): supertest.Test =>
    ask({ ...named(client), token }, '/oauth2/revoke');

  test('of a refresh token ends its access tokens, of an access token nothing else', async () => {
    const client = await makeClient();
    const one = (await login(client)).body;
    const other = (await login(client)).body;
    expect((await revoke(client, one.access_token)).status).toBe(200);
    expect((await self(one.access_token)).status).toBe(401);
    expect((await refresh(client, one.refresh_token)).status).toBe(200);
    expect((await revoke(client, one.refresh_token)).status).toBe(200);
    expect((await refresh(client, one.refresh_token)).body.error).toBe('invalid_grant');
    expect((await self(other.access_token)).status).toBe(200);
  });

  test('of what is no good token is answered alike, with 200 and no body', async () => {
    const client = await makeClient();
    const token = String((await login(client)).body.access_token);
    for (const text of ['nothing', token.replace(/.$/, 'x'), token, token]) {
      const answer = await revoke(client, text);
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
  });

  test('of a token of another client is refused, and so is whoever does not prove who they are', async () => {
    const [client, other] = [await makeClient(), await makeClient()];
    const { access_token: token } = (await login(client)).body;
    expect((await revoke(other, token)).body.error).toBe('unauthorized_client');
    expect((await revoke({ ...client, secret: 'x' }, token)).status).toBe(401);
    expect((await ask({ token }, '/oauth2/revoke')).body.error).toBe('unauthorized_client');
    expect((await self(token)).status).toBe(200);
  });

  test('by the native API ends tokens of OAuth too', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    await revokeToken(app.operator, idOf(token));
    expect((await self(token)).status).toBe(401);
  });
});

describe('introspection', () => {
  const introspect = (client: Client, token: string): supertest.Test =>
    ask({ ...named(client), token }, '/oauth2/introspect');

  test('tells a client what its own token is worth now', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    const seconds = app.clock.now().getTime() / 1_000;
    const { body } = await introspect(client, token);
    expect(body).toEqual({
      active: true,
      scope: 'devices:read-update targets:read',
      client_id: client.id,
      username: client.username,
      token_type: 'Bearer',
      exp: seconds + 3_600,
      iat: seconds,
      sub: expect.any(String),
      iss: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      jti: idOf(token),
    });
  });

  test('answers nothing but {"active":false} for a revoked token, and for what one may not know', async () => {
    const [client, other] = [await makeClient(), await makeClient()];
    const { access_token: token, refresh_token: grant } = (await login(client)).body;
    for (const text of [token, grant, 'nothing'])
      expect((await introspect(other, text)).text).toBe('{"active":false}');
    expect((await introspect(client, grant)).body.active).toBe(true);
    await revokeToken(app.operator, idOf(token));
    expect((await introspect(client, token)).text).toBe('{"active":false}');
  });

  test('tells a server that holds tokens:read of every token, as a client and with a token', async () => {
    const server = await makeClient({ scopes: ['tokens:read'] });
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    expect((await introspect(server, token)).body.active).toBe(true);
    const bearer = (await login(server)).body.access_token as string;
    const answer = await ask({ token }, '/oauth2/introspect').auth(bearer, { type: 'bearer' });
    expect(answer.body).toMatchObject({ active: true, username: client.username });
    const request = { username: client.username, name: 'own', scopes: ['targets:read'] };
    const own = (await issueTokenFor(app.operator, app.keys, request)).token;
    const mine = await ask({ token }, '/oauth2/introspect').auth(own, { type: 'bearer' });
    expect(mine.body.active).toBe(true);
    const sights = await ask({ token: bearer }, '/oauth2/introspect').auth(own, { type: 'bearer' });
    expect(sights.text).toBe('{"active":false}');
  });

  test('is refused to whoever does not prove who they are', async () => {
    const client = await makeClient();
    const { access_token: token } = (await login(client)).body;
    expect((await ask({ token }, '/oauth2/introspect')).status).toBe(401);
    expect((await introspect({ ...client, secret: 'x' }, token)).status).toBe(401);
    const bad = await ask({ token }, '/oauth2/introspect').auth('nothing', { type: 'bearer' });
    expect([bad.status, bad.body.error]).toEqual([401, 'invalid_token']);
  });
});
