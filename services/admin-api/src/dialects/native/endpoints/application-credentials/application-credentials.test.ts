import { createTokenChecks, issueTokenFor, type Scope, startSession } from '@moorgate/auth';
import { createPollPacer, type IssuedGrant, requestGrant } from '@moorgate/oauth';
import supertest, { type Response } from 'supertest';
import {
  startTestApp,
  type TestApp,
  testFactory,
  testPassword,
} from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const path = '/v1/application-credentials';
const body = { name: 'ci', scopes: ['devices:read'] };

interface Asking {
  readonly username: string;
  readonly ask: (
    method: 'get' | 'post' | 'patch' | 'delete',
    suffix?: string,
    sent?: object,
  ) => supertest.Test;
}

/** A user with these scopes, who asks with the cookie of a session, from a page of ours. */
const makeUser = async (...scopes: Scope[]): Promise<Asking> => {
  const username = await app.addUser(scopes);
  const { token } = await startSession(app.operator, app.keys, {
    username,
    password: testPassword,
  });
  return {
    username,
    ask: (method, suffix = '', sent) => {
      const request = call()
        [method](`${path}${suffix}`)
        .set('Cookie', `moorgate-session=${token}`)
        .set('Sec-Fetch-Site', 'same-origin');
      return sent === undefined ? request : request.send(sent);
    },
  };
};

/** A token of a user with these scopes. */
const makeBearer = async (...scopes: Scope[]): Promise<string> => {
  const username = await app.addUser(scopes);
  const request = { username, name: 'first', scopes };
  return (await issueTokenFor(app.operator, app.keys, request)).token;
};

/** What the client gets for itself; throws what it is refused with. */
const login = (id: string, secret: string | null): Promise<IssuedGrant> =>
  requestGrant(
    app.operator,
    {
      tokenKeys: app.keys,
      enrolmentKeys: app.enrolmentKeys,
      factory: testFactory,
      polls: createPollPacer(),
      tokenChecks: createTokenChecks({ keys: app.keys }),
      clientAttempts: { attempt: (_attempt, check) => check() },
      issuer: app.origin,
      mtlsIssuer: null,
    },
    {
      client: { clientId: id, clientSecret: secret },
      grantType: 'client_credentials',
      parameters: {},
      scopes: null,
      key: null,
    },
  );

const refusedWith = (code: string): unknown => expect.objectContaining({ code });

const codeOf = (answer: Response): unknown => answer.body.code;

describe('POST /application-credentials', () => {
  test('answers the id and the secret of a client, once, never cached', async () => {
    const { ask, username } = await makeUser('tokens:create', 'devices:read');
    const made = await ask('post', '', { ...body, 'redirect-uris': ['http://127.0.0.1/back'] });
    expect(made.status).toBe(201);
    expect(made.headers['cache-control']).toBe('no-store');
    expect(made.body).toMatchObject({
      owner: username,
      name: 'ci',
      scopes: ['devices:read'],
      state: 'active',
      public: false,
      'redirect-uris': ['http://127.0.0.1/back'],
      'client-secret': expect.stringMatching(/^mgt_app_/),
    });
    const { id, 'client-secret': secret } = made.body;
    await expect(login(id, secret)).resolves.toBeDefined();
    const shown = await ask('get', `/${id}`);
    expect(shown.status).toBe(200);
    expect(shown.text).not.toContain(String(secret).split('_')[3]);
    expect(JSON.stringify((await ask('get')).body)).toContain(id);
    expect((await call().get('/v1/self').set('Authorization', `Bearer ${secret}`)).status).toBe(
      401,
    );
  });

  test('gives no more than its maker has, and with a token no more and no longer than that', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const wider = await ask('post', '', { ...body, scopes: ['devices:delete'] });
    expect([wider.status, codeOf(wider)]).toEqual([403, 'scope_not_held']);
    const bearer = await makeBearer('tokens:create', 'devices:read', 'tokens:rotate-self');
    const made = await call().post(path).set('Authorization', `Bearer ${bearer}`).send(body);
    expect(made.body.parent).toBe(bearer.split('_')[2]);
    expect(made.body['expires-at']).toBeLessThanOrEqual(
      app.clock.now().getTime() / 1_000 + 365 * 86_400,
    );
    const narrow = await makeBearer('devices:read');
    const refused = await call().post(path).set('Authorization', `Bearer ${narrow}`).send(body);
    expect([refused.status, codeOf(refused)]).toEqual([403, 'scope_missing']);
  });

  test.each([
    ['a redirect to plain HTTP elsewhere', { 'redirect-uris': ['http://app.example/back'] }],
    ['a redirect that browsers would run', { 'redirect-uris': ['javascript:alert(1)'] }],
    ['a redirect with a fragment', { 'redirect-uris': ['https://app.example/#x'] }],
    [
      'a certificate of a client that is public',
      {
        public: true,
        'certificate-thumbprint': 'A'.repeat(43),
      },
    ],
    ['no scope', { scopes: [] }],
    ['a number of uses', { 'max-uses': 5 }],
  ])('answers 400 for %s', async (_what, wrong) => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    expect((await ask('post', '', { ...body, ...wrong })).status).toBe(400);
  });

  test('makes a public client without a secret, which does not act for itself', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const made = await ask('post', '', { ...body, public: true });
    expect(made.body['client-secret']).toBeNull();
    await expect(login(made.body.id, null)).rejects.toEqual(refusedWith('client_unauthorized'));
    const rotated = await ask('post', `/${made.body.id}/rotate`, {});
    expect([rotated.status, codeOf(rotated)]).toEqual([409, 'token_not_rotatable']);
  });

  test('repeated under one key, makes one client, and shows the secret once', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const post = () => ask('post', '', body).set('Idempotency-Key', 'one');
    const made = await post();
    const again = await post();
    expect([again.status, again.body]).toEqual([200, { id: made.body.id }]);
  });
});

describe('the credentials of others', () => {
  test('are not there without tokens:read, and are shown, without the secret, with it', async () => {
    const owner = await makeUser('tokens:create', 'devices:read');
    const { id } = (await owner.ask('post', '', body)).body;
    const other = await makeUser('devices:read');
    for (const hidden of [
      await other.ask('get', `/${id}`),
      await other.ask('get', '/0123456789abc'),
    ])
      expect([hidden.status, codeOf(hidden)]).toEqual([404, 'application_credential_not_found']);
    expect((await other.ask('get', `?user=${owner.username}`)).status).toBe(403);
    expect((await other.ask('get', '?all-owners=true')).status).toBe(403);
    const auditor = await makeUser('tokens:read');
    expect((await auditor.ask('get', `/${id}`)).body.owner).toBe(owner.username);
    expect((await auditor.ask('get', `?user=${owner.username}`)).body).toHaveLength(1);
    expect((await auditor.ask('delete', `/${id}`)).status).toBe(404);
  });

  test('are narrowed and revoked with tokens:delete, but never sent elsewhere', async () => {
    const owner = await makeUser('tokens:create', 'devices:read-update');
    const made = await owner.ask('post', '', { ...body, scopes: ['devices:read-update'] });
    const { id, 'client-secret': secret } = made.body;
    const admin = await makeUser('tokens:delete');
    const robbed = await admin.ask('patch', `/${id}`, {
      'redirect-uris': ['https://evil.example'],
    });
    expect([robbed.status, codeOf(robbed)]).toEqual([403, 'scope_missing']);
    const narrowed = await admin.ask('patch', `/${id}`, { scopes: ['devices:read'] });
    expect(narrowed.body.scopes).toEqual(['devices:read']);
    const rotated = await admin.ask('post', `/${id}/rotate`, {});
    expect(rotated.status).toBe(404);
    expect((await admin.ask('delete', `/${id}`)).status).toBe(204);
    await expect(login(id, secret)).rejects.toEqual(refusedWith('client_invalid'));
    expect((await owner.ask('get', `/${id}`)).body.state).toBe('revoked');
  });
});

describe('a credential of one’s own', () => {
  test('is changed where nobody changed it meanwhile, and never grows', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const { id } = (await ask('post', '', body)).body;
    const tag = (await ask('get', `/${id}`)).headers['etag'] as string;
    const change = (sent: object) => ask('patch', `/${id}`, sent).set('If-Match', tag);
    const uris = ['https://app.example/back', 'com.example.app:/back'];
    const changed = await change({ note: 'n', 'redirect-uris': uris });
    expect(changed.body).toMatchObject({ note: 'n', 'redirect-uris': uris });
    expect((await change({ note: 'm' })).status).toBe(412);
    const wider = await ask('patch', `/${id}`, { scopes: ['devices:read', 'devices:delete'] });
    expect([wider.status, codeOf(wider)]).toEqual([403, 'token_not_narrower']);
  });

  test('gets a new secret, with the old one good until the overlap ends', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const made = (await ask('post', '', body)).body;
    const { body: rotated } = await ask('post', `/${made.id}/rotate`, { overlap: '1h' });
    expect(rotated).toMatchObject({ id: made.id, version: 2 });
    for (const secret of [made['client-secret'], rotated['client-secret']])
      await expect(login(made.id, secret)).resolves.toBeDefined();
    app.clock.advance(3_600_000);
    await expect(login(made.id, rotated['client-secret'])).resolves.toBeDefined();
    const old = login(made.id, made['client-secret']);
    await expect(old).rejects.toEqual(refusedWith('client_invalid'));
  });

  test('is refused while it is disabled, with what was issued to it, and accepted again', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const { id, 'client-secret': secret } = (await ask('post', '', body)).body;
    const { accessToken: token } = await login(id, secret);
    const self = () => call().get('/v1/self').set('Authorization', `Bearer ${token}`);
    expect((await ask('patch', `/${id}`, { disabled: true })).body.state).toBe('disabled');
    await expect(login(id, secret)).rejects.toEqual(refusedWith('client_invalid'));
    expect((await self()).status).toBe(401);
    await ask('patch', `/${id}`, { disabled: false });
    await expect(login(id, secret)).resolves.toBeDefined();
    expect((await self()).status).toBe(200);
  });

  test('ends when its secret is reported as leaked', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const { id, 'client-secret': secret } = (await ask('post', '', body)).body;
    await call()
      .post('/v1/token-leaks')
      .send([{ token: secret, type: 'moorgate', url: '' }]);
    await expect(login(id, secret)).rejects.toEqual(refusedWith('client_invalid'));
  });

  test('does not give an access token or a refresh token a secret of another sort', async () => {
    const { ask } = await makeUser('tokens:create', 'devices:read');
    const { id, 'client-secret': secret } = (await ask('post', '', body)).body;
    const { accessToken: token } = await login(id, secret);
    const bearer = await makeBearer('tokens:create', 'devices:read');
    const answer = await call()
      .post(`/v1/tokens/${token.split('_')[2]!}/rotate`)
      .set('Authorization', `Bearer ${bearer}`)
      .send({});
    expect(answer.status).toBe(404);
  });
});
