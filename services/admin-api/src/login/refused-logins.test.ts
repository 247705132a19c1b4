import { deactivateUser } from '@moorgate/auth';
import { listAuditRecordsByTarget } from '@moorgate/db';
import type { StubBehaviour } from '../test-support/stub-provider.ts';
import { reasonOf, site, useLogin } from '../test-support/use-login.ts';

const entry = {
  kind: 'oidc',
  'client-id': 'moorgate',
  'client-secret': 'a-secret-of-the-client',
  'unknown-people': { policy: 'create' },
  'allow-insecure-issuer': true,
};

const login = useLogin((stub) => [
  { ...entry, id: 'corp', issuer: stub.issuer },
  { ...entry, id: 'other', issuer: stub.issuer },
  { ...entry, id: 'closed', issuer: stub.issuer, 'unknown-people': { policy: 'refuse' } },
  { ...entry, id: 'impostor', issuer: stub.issuer },
  // Nothing listens on the port for discarding (RFC 863) of this address.
  { ...entry, id: 'away', issuer: 'http://127.0.0.1:9' },
]);

const hasSession = (cookies: readonly string[]): boolean =>
  cookies.some((cookie) => cookie.startsWith('moorgate-session='));

const now = (): number => Math.floor(Date.now() / 1_000);

test('an answer without a fault logs in', async () => {
  const browser = login.newBrowser();
  const page = await login.logIn('corp', browser);
  expect([page.status, hasSession(page.cookies)]).toEqual([200, true]);
  expect(await login.whoIs(browser)).toBe('corp@subject');
});

test('a provider is asked about itself once, however many people log in at a time', async () => {
  const pages = await Promise.all([1, 2, 3].map(() => login.logIn('other')));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  await login.logIn('other');
  const { requests } = login.stub();
  expect(requests.filter(({ path }) => path.startsWith('/.well-known/')).length).toBe(1);
});

const faulty: readonly (readonly [string, () => StubBehaviour, string])[] = [
  ['another nonce', () => ({ claims: { nonce: 'another' } }), 'login_answer_invalid'],
  ['no nonce', () => ({ claims: { nonce: undefined } }), 'login_answer_invalid'],
  ['another issuer', () => ({ claims: { iss: 'https://evil.test' } }), 'login_answer_invalid'],
  ['another audience', () => ({ claims: { aud: 'somebody' } }), 'login_answer_invalid'],
  [
    'several audiences and another authorized party',
    () => ({ claims: { aud: ['moorgate', 'other'], azp: 'other' } }),
    'login_answer_invalid',
  ],
  ['its time over', () => ({ claims: { exp: now() - 31 } }), 'login_answer_invalid'],
  ['no time', () => ({ claims: { exp: undefined } }), 'login_answer_invalid'],
  ['a time that has not come', () => ({ claims: { nbf: now() + 300 } }), 'login_answer_invalid'],
  ['a signature of somebody else', () => ({ isForged: true }), 'login_answer_invalid'],
  ['no signature', () => ({ isUnsigned: true }), 'login_answer_invalid'],
  ['no subject', () => ({ claims: { sub: undefined } }), 'login_answer_invalid'],
  ['too long a subject', () => ({ claims: { sub: 'a'.repeat(256) } }), 'login_answer_invalid'],
];

test.each(faulty)('an ID token with %s logs nobody in', async (_name, behaviour, code) => {
  login.stub().behaviour = behaviour();
  const browser = login.newBrowser();
  const page = await login.logIn('corp', browser);
  expect([page.status, reasonOf(page)]).toEqual([403, code]);
  expect(hasSession(page.cookies)).toBe(false);
  expect(await login.whoIs(browser)).toBeNull();
});

test('what the userinfo endpoint says of somebody else does not count', async () => {
  login.stub().behaviour = { userinfo: { sub: 'another', preferred_username: 'admin' } };
  expect(reasonOf(await login.logIn('corp'))).toBe('login_answer_invalid');
});

test('an answer that names another issuer, or none, is refused before the code is shown to anybody', async () => {
  for (const iss of ['https://evil.test', null]) {
    login.stub().behaviour = { answer: { iss } };
    expect(reasonOf(await login.logIn('corp'))).toBe('login_answer_invalid');
  }
  expect(login.stub().requests.filter(({ path }) => path === '/token')).toEqual([]);
});

test('an answer with another state, or none, is refused before the code is shown to anybody', async () => {
  for (const state of ['another', '', null]) {
    login.stub().behaviour = { answer: { state } };
    const page = await login.logIn('corp');
    expect([page.status, reasonOf(page)]).toEqual([400, 'login_not_expected']);
  }
  expect(login.stub().requests.filter(({ path }) => path === '/token')).toEqual([]);
});

/** A browser that stands before its way back, and that way. */
const stopBeforeReturn = async () => {
  const browser = login.newBrowser();
  const callback = `${site}/auth/callback/corp`;
  const { url } = await browser.visit(`${site}/auth/login/corp`, {}, callback);
  return { browser, url: new URL(url) };
};

test('an answer of one provider is not taken at the address of another', async () => {
  const { browser, url } = await stopBeforeReturn();
  url.pathname = '/auth/callback/other';
  expect(reasonOf(await browser.visit(url.href))).toBe('login_not_expected');
});

test('an answer after ten minutes is refused', async () => {
  const { browser, url } = await stopBeforeReturn();
  login.app().clock.advance(600_001);
  expect(reasonOf(await browser.visit(url.href))).toBe('login_not_expected');
});

test('an altered cookie is none', async () => {
  const { browser, url } = await stopBeforeReturn();
  const cookie = browser.cookiesFor(site);
  const last = cookie.at(-5) === 'A' ? 'B' : 'A';
  browser.setCookies(site, [`${cookie.slice(0, -5)}${last}${cookie.slice(-4)}; SameSite=Lax`]);
  expect(reasonOf(await browser.visit(url.href))).toBe('login_not_expected');
});

test('the cookie of a login shows nothing of what it holds', async () => {
  const { browser, url } = await stopBeforeReturn();
  const state = url.searchParams.get('state') ?? '';
  const value = browser.cookiesFor(site).split('.').at(-1) ?? '';
  expect(Buffer.from(value, 'base64url').includes(state)).toBe(false);
  expect(value).not.toContain(state);
});

test('a refusal of the provider is told in our own words', async () => {
  const error_description = '<script>alert(1)</script>';
  login.stub().behaviour = { answer: { error: 'access_denied', error_description, code: null } };
  const page = await login.logIn('corp');
  expect([page.status, reasonOf(page)]).toEqual([403, 'login_declined']);
  expect(page.body).not.toContain('script');
  expect(page.body).toContain('<a href="/auth/login/corp?return-to=%2F">Try again</a>');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test('a provider that fails answers 503, when it is asked about itself and when it is asked for a token', async () => {
  const away = await login.logIn('away');
  expect([away.status, reasonOf(away)]).toEqual([503, 'identity_provider_unavailable']);
  expect(away.headers.get('retry-after')).toBe('5');
  login.stub().behaviour = { tokenStatus: 502 };
  const failing = await login.logIn('corp');
  expect([failing.status, reasonOf(failing)]).toEqual([503, 'identity_provider_unavailable']);
});

test('a provider that calls itself by the issuer of another one is not believed', async () => {
  login.stub().behaviour = { metadata: { issuer: 'https://corp.example' } };
  const page = await login.logIn('impostor');
  expect([page.status, reasonOf(page)]).toEqual([503, 'identity_provider_unavailable']);
  expect(hasSession(page.cookies)).toBe(false);
});

test('somebody unknown is refused where nobody gets an account by logging in, and that is recorded', async () => {
  const page = await login.logIn('closed');
  expect([page.status, reasonOf(page)]).toEqual([403, 'identity_unknown']);
  const records = await listAuditRecordsByTarget(login.app().db, {
    kind: 'identity-provider',
    id: 'closed',
  });
  expect(records.at(-1)).toMatchObject({
    action: 'session.refused',
    address: expect.stringMatching(/^198\.51\.100\./),
    after: { provider: 'closed', code: 'identity_unknown', subject: 'subject' },
  });
});

test('somebody whose account is deactivated stays out, and is told so', async () => {
  login.stub().behaviour = { claims: { sub: 'gone', preferred_username: 'gone' } };
  const browser = login.newBrowser();
  await login.logIn('corp', browser);
  await deactivateUser(login.app().operator, (await login.whoIs(browser)) ?? '');
  const page = await login.logIn('corp');
  expect([page.status, reasonOf(page)]).toEqual([403, 'account_deactivated']);
  expect(page.body).toContain('The account of this identity is deactivated.');
});

test('the log has the reason under the id of the request, and nothing that a login is kept secret with', async () => {
  login.stub().behaviour = { claims: { nonce: 'another' } };
  const page = await login.logIn('corp');
  const lines = login.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'a login through a provider failed',
      requestId: page.headers.get('x-request-id'),
      provider: 'corp',
      check: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
    }),
  );
  const sent = login.stub().requests.map(({ body }) => new URLSearchParams(body));
  const secrets = sent.flatMap((fields) => [fields.get('code'), fields.get('code_verifier')]);
  const known = [...secrets, new URL(page.url).searchParams.get('state'), 'stub-access-token'];
  for (const secret of [...known, entry['client-secret']])
    if (secret !== null) expect(login.lines.join('')).not.toContain(secret);
  expect(secrets.filter((secret) => secret !== null).length).toBe(2);
});

test('a provider that is not configured has a page that says so', async () => {
  const page = await login.logIn('nobody');
  expect([page.status, reasonOf(page)]).toEqual([404, 'identity_provider_not_found']);
});

test.each(['https://evil.test', '//evil.test', '/\\evil.test', 'evil', '/%0d%0a/x\t', ''])(
  'nobody is sent on to %j',
  async (path) => {
    const query = new URLSearchParams({ 'return-to': path });
    const page = await login.newBrowser().visit(`${site}/auth/login/corp?${query.toString()}`);
    expect([page.status, reasonOf(page)]).toEqual([400, 'invalid_request']);
  },
);

test('an address waits after thirty failures, and nobody else does', async () => {
  const browser = login.newBrowser('203.0.113.7');
  const callback = `${site}/auth/callback/corp?state=guess&code=guess`;
  for (let count = 0; count < 30; count += 1) await browser.visit(callback);
  const page = await browser.visit(callback);
  expect([page.status, reasonOf(page)]).toEqual([429, 'rate_limited']);
  expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(reasonOf(await login.logIn('corp', browser))).toBe('rate_limited');
  expect((await login.logIn('corp')).status).toBe(200);
});
