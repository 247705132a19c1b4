import { linkIdentity } from '@moorgate/auth';
import supertest from 'supertest';
import {
  cookieOf,
  startTestApp,
  type TestApp,
  testPassword,
} from '../../../../test-support/test-app.ts';
import { providersFrom } from '../../../../test-support/use-login.ts';

let app: TestApp;

beforeAll(async () => {
  const entries = [
    { id: 'corp', kind: 'oidc', issuer: 'https://corp.example', 'client-id': 'moorgate' },
    {
      id: 'github',
      kind: 'github',
      title: 'GitHub',
      'client-id': 'moorgate',
      'client-secret': 'a-secret-of-the-client',
    },
  ];
  const publicUrl = 'https://moorgate.test';
  const loginProviders = await providersFrom(entries, publicUrl);
  app = await startTestApp({ publicUrl, loginProviders });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = () => supertest(app.server);
const own = { 'Sec-Fetch-Site': 'same-origin' };

/** The cookie of a session of somebody new. */
const logIn = async (): Promise<{ username: string; Cookie: string }> => {
  const username = await app.addUser(['devices:read']);
  const answer = await call().post('/v1/sessions').send({ username, password: testPassword });
  return { username, Cookie: cookieOf(answer.headers) };
};

let lastNumber = 0;

const link = async (username: string, provider = 'github'): Promise<void> => {
  lastNumber += 1;
  const { id, token } = await app.db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.owner_id')
    .select(['users.id', 'tokens.id as token'])
    .where('users.username', '=', username)
    .where('tokens.kind', '=', 'ses')
    .executeTakeFirstOrThrow();
  const policy = {
    provider,
    issuer: 'https://github.com/',
    rolesOfGroups: new Map(),
    newcomers: null,
    admitsPasswordAccounts: true,
  };
  const identity = { subject: `subject-${lastNumber}`, login: username, groups: [] };
  const session = { userId: id, sessionId: token };
  await linkIdentity(app.operator, session, { policy, identity });
};

describe('GET /auth/providers', () => {
  test('lists the providers for everybody, in their order and without a secret', async () => {
    const answer = await call().get('/v1/auth/providers');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual([
      { id: 'corp', kind: 'oidc', title: 'corp', 'login-path': '/auth/login/corp' },
      { id: 'github', kind: 'github', title: 'GitHub', 'login-path': '/auth/login/github' },
    ]);
  });
});

describe('GET /auth/login/{provider}', () => {
  test('sends a browser to GitHub with state and PKCE, and a cookie that only this host can set', async () => {
    const answer = await call().get('/auth/login/github?return-to=/devices');
    expect(answer.status).toBe(303);
    const url = new URL(answer.headers['location']!);
    expect(`${url.origin}${url.pathname}`).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'moorgate',
      response_type: 'code',
      scope: 'read:org',
      redirect_uri: 'https://moorgate.test/auth/callback/github',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(answer.headers['set-cookie']![0]).toMatch(
      /^__Host-moorgate-login=1\.[\w-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });
});

describe('POST /auth/link/{provider}', () => {
  test('sends the browser of a fresh session to the provider', async () => {
    const { Cookie } = await logIn();
    const answer = await call()
      .post('/v1/auth/link/github?return-to=/me')
      .set({ Cookie, ...own });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?/);
  });

  test('refuses a session that began more than fifteen minutes ago', async () => {
    const { Cookie } = await logIn();
    app.clock.advance(15 * 60_000 + 1);
    const answer = await call()
      .post('/v1/auth/link/github')
      .set({ Cookie, ...own });
    expect([answer.status, answer.body.code]).toEqual([403, 'session_not_fresh']);
  });

  test('refuses a token, and pages of other sites', async () => {
    const token = await app.tokenWith(['devices:read']);
    const withToken = await call().post('/v1/auth/link/github').set('OSF-TOKEN', token);
    expect([withToken.status, withToken.body.code]).toEqual([409, 'session_required']);
    const { Cookie } = await logIn();
    const cross = { Cookie, 'Sec-Fetch-Site': 'cross-site' };
    const answer = await call().post('/v1/auth/link/github').set(cross);
    expect([answer.status, answer.body.code]).toEqual([403, 'cross_site_request']);
  });

  test('answers 404 for a provider that is not configured, and 400 for a way back that leads elsewhere', async () => {
    const { Cookie } = await logIn();
    const headers = { Cookie, ...own };
    const missing = await call().post('/v1/auth/link/nobody').set(headers);
    expect([missing.status, missing.body.code]).toEqual([404, 'identity_provider_not_found']);
    const away = await call().post('/v1/auth/link/github?return-to=//evil.test').set(headers);
    expect([away.status, away.body.errors[0].pointer]).toEqual([400, '/query/return-to']);
  });
});

describe('identities', () => {
  test('are shown to their owner, and to whoever may see users', async () => {
    const { username, Cookie } = await logIn();
    await link(username);
    const shown = [
      {
        provider: 'github',
        subject: `subject-${lastNumber}`,
        login: username,
        'linked-at': Math.floor(app.clock.now().getTime() / 1_000),
        'last-login-at': null,
      },
    ];
    expect((await call().get('/v1/self/identities').set({ Cookie })).body).toEqual(shown);
    const path = `/v1/users/${username}/identities`;
    const reader = await app.tokenWith(['users:read']);
    expect((await call().get(path).set('OSF-TOKEN', reader)).body).toEqual(shown);
    const other = await app.tokenWith(['devices:read']);
    expect((await call().get(path).set('OSF-TOKEN', other)).status).toBe(403);
    const missing = await call().get('/v1/users/nobody/identities').set('OSF-TOKEN', reader);
    expect([missing.status, missing.body.code]).toEqual([404, 'user_not_found']);
  });

  test('are unlinked by their owner in a fresh session', async () => {
    const { username, Cookie } = await logIn();
    await link(username);
    const unlink = () =>
      call()
        .delete('/v1/self/identities/github')
        .set({ Cookie, ...own });
    expect((await unlink()).status).toBe(204);
    const again = await unlink();
    expect([again.status, again.body.code]).toEqual([404, 'identity_not_found']);
  });

  test('are unlinked by an administrator', async () => {
    const { username } = await logIn();
    await link(username);
    const path = `/v1/users/${username}/identities/github`;
    const clerk = await app.tokenWith(['users:read-update']);
    const refused = await call().delete(path).set('OSF-TOKEN', clerk);
    expect([refused.status, refused.body.code]).toEqual([403, 'scope_not_held']);
    const administrator = await app.tokenWith(['users:read-update', 'devices:read']);
    expect((await call().delete(path).set('OSF-TOKEN', administrator)).status).toBe(204);
  });
});
