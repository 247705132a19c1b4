import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRole } from '@moorgate/auth';
import { type Browser, createBrowser, type Page } from '../test-support/browser.ts';
import {
  answerProvider,
  type RealProvider,
  startRealProvider,
} from '../test-support/real-provider.ts';
import { startTestApp, type TestApp } from '../test-support/test-app.ts';
import { createProviders } from './create-providers.ts';
import { readProviders } from './read-providers.ts';

const site = 'http://moorgate.test';
const callback = `${site}/auth/callback/corp`;

let provider: RealProvider;
let app: TestApp;
let folder: string;
const logLines: string[] = [];

beforeAll(async () => {
  provider = await startRealProvider(callback);
  folder = await mkdtemp(join(tmpdir(), 'moorgate-openid-'));
  const path = join(folder, 'providers.json');
  await writeFile(join(folder, 'secret'), 'secret\n');
  await writeFile(
    path,
    JSON.stringify({
      providers: [
        {
          id: 'corp',
          kind: 'oidc',
          title: 'Corporate login',
          issuer: provider.issuer,
          'client-id': 'moorgate',
          'client-secret-file': 'secret',
          scopes: ['openid', 'profile', 'groups'],
          'group-claim': 'groups',
          'group-roles': { builders: ['builder'], testers: ['tester'], chiefs: ['chief'] },
          'unknown-people': { policy: 'create', scopes: ['devices:read'] },
          'accounts-with-password': true,
          'allow-insecure-issuer': true,
        },
      ],
    }),
  );
  const loginProviders = createProviders(readProviders(path), site);
  app = await startTestApp({ publicUrl: site, loginProviders, logLines });
});

afterAll(async () => {
  await app.close();
  await provider.close();
  await rm(folder, { recursive: true });
});

afterEach(() => expect(app.check.violations).toEqual([]));

const newBrowser = (): Browser => createBrowser({ hosts: { [site]: app.origin } });

/** Logs in at the provider and comes back; answers the page of ours. */
const comeBack = async (browser: Browser, start: Page, login: string): Promise<Page> => {
  const sent = await answerProvider(browser, start, { login, until: callback });
  return browser.visit(sent.url, { from: provider.issuer });
};

const logIn = async (browser: Browser, login: string, query = ''): Promise<Page> =>
  comeBack(browser, await browser.visit(`${site}/auth/login/corp${query}`), login);

const ask = async (browser: Browser, path: string): Promise<{ status: number; body: unknown }> => {
  const { status, body } = await browser.visit(`${site}${path}`);
  return { status, body: JSON.parse(body) as unknown };
};

test('somebody logs in at the provider and has a session here, on the page that they wanted', async () => {
  provider.people.set('ann', { preferred_username: 'ann', groups: [] });
  const browser = newBrowser();
  const page = await logIn(browser, 'ann', '?return-to=/devices%3Fgroup%3Dtest');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.body).toContain('<meta http-equiv="refresh" content="0;url=/devices?group=test">');
  expect(await ask(browser, '/v1/self')).toMatchObject({
    status: 200,
    body: { username: 'corp@ann', scopes: ['devices:read'] },
  });
});

test('groups at the provider are roles here, as they are at each login', async () => {
  for (const name of ['builder', 'tester'])
    await createRole(app.operator, { name, scopes: [`updates:read`], groups: null });
  const rolesAfterLogin = async (...groups: string[]): Promise<unknown> => {
    provider.people.set('carl', { preferred_username: 'carl', groups });
    await logIn(newBrowser(), 'carl');
    const token = await app.tokenWith(['users:read']);
    const answer = await fetch(`${app.origin}/v1/users/corp@carl`, {
      headers: { 'OSF-TOKEN': token },
    });
    return ((await answer.json()) as { roles: unknown }).roles;
  };
  expect(await rolesAfterLogin('builders', 'strangers')).toEqual(['builder']);
  expect(await rolesAfterLogin('builders', 'testers')).toEqual(['builder', 'tester']);
  expect(await rolesAfterLogin('testers')).toEqual(['tester']);
  expect(await rolesAfterLogin()).toEqual([]);
});

test('the session is not for requests that come from other sites', async () => {
  const browser = newBrowser();
  await logIn(browser, 'ann');
  const page = await browser.visit(`${site}/v1/self`, { from: provider.issuer });
  expect(page.status).toBe(401);
});

test('somebody with a password links an identity, logs in with it, and unlinks it', async () => {
  const username = await app.addUser(['devices:read']);
  const browser = newBrowser();
  const login = await fetch(`${app.origin}/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password: 'correct horse battery' }),
  });
  browser.setCookies(site, login.headers.getSetCookie());
  const start = await browser.visit(`${site}/auth/link/corp?return-to=/me`, { method: 'POST' });
  const page = await comeBack(browser, start, 'bob');
  expect([page.status, page.body.includes('content="0;url=/me"')]).toEqual([200, true]);
  expect(await ask(browser, '/v1/self/identities')).toMatchObject({
    status: 200,
    body: [{ provider: 'corp', subject: 'bob', 'last-login-at': null }],
  });

  const elsewhere = newBrowser();
  await logIn(elsewhere, 'bob');
  expect(await ask(elsewhere, '/v1/self')).toMatchObject({ body: { username } });

  const removed = await fetch(`${app.origin}/v1/self/identities/corp`, {
    method: 'DELETE',
    headers: { Cookie: browser.cookiesFor(site), 'Sec-Fetch-Site': 'same-origin' },
  });
  expect(removed.status).toBe(204);
  expect(await ask(browser, '/v1/self/identities')).toEqual({ status: 200, body: [] });
});

test('the code of an answer is good for one login, even with the cookie that began it', async () => {
  const browser = newBrowser();
  const start = await browser.visit(`${site}/auth/login/corp`);
  const sent = await answerProvider(browser, start, { login: 'ann', until: callback });
  const thief = browser.copy();
  expect((await browser.visit(sent.url, { from: provider.issuer })).status).toBe(200);
  const again = await browser.visit(sent.url, { from: provider.issuer });
  expect(again.status).toBe(400);
  expect(again.body).toContain('<code>login_not_expected</code>');
  const replayed = await thief.visit(sent.url, { from: provider.issuer });
  expect(replayed.status).toBe(403);
  expect(replayed.body).toContain('<code>login_answer_invalid</code>');
  expect(replayed.cookies.some((cookie) => cookie.startsWith('moorgate-session='))).toBe(false);
});

test('an answer that another browser began is refused', async () => {
  const attacker = newBrowser();
  const start = await attacker.visit(`${site}/auth/login/corp`);
  const sent = await answerProvider(attacker, start, { login: 'ann', until: callback });
  const victim = newBrowser();
  expect((await victim.visit(sent.url, { from: 'http://evil.test' })).body).toContain(
    '<code>login_not_expected</code>',
  );
  await victim.visit(`${site}/auth/login/corp`);
  expect((await victim.visit(sent.url, { from: 'http://evil.test' })).body).toContain(
    '<code>login_not_expected</code>',
  );
});

test('the providers are listed for everybody', async () => {
  expect(await ask(newBrowser(), '/auth/providers')).toEqual({
    status: 200,
    body: [
      { id: 'corp', kind: 'oidc', title: 'Corporate login', 'login-path': '/auth/login/corp' },
    ],
  });
});

test('the last administrator keeps the role that the provider takes away, until there is another', async () => {
  const administration = ['users:create', 'users:read-update'] as const;
  await app.addRole({ name: 'chief', scopes: administration });
  await app.db
    .updateTable('users')
    .set({ deactivated_at: app.clock.now(), deactivated_by: 'test' })
    .execute();
  const scopesAfterLogin = async (...groups: string[]): Promise<unknown> => {
    provider.people.set('dora', { preferred_username: 'dora', groups });
    const browser = newBrowser();
    expect((await logIn(browser, 'dora')).status).toBe(200);
    return ((await ask(browser, '/v1/self')).body as { scopes: unknown }).scopes;
  };
  const warning = 'roles that a login provider takes from the last administrator stay';
  const isWarned = (): boolean => logLines.some((line) => line.includes(warning));
  const rights = ['devices:read', ...administration];
  expect(await scopesAfterLogin('chiefs')).toEqual(rights);
  expect(isWarned()).toBe(false);
  expect(await scopesAfterLogin()).toEqual(rights);
  expect(isWarned()).toBe(true);
  await app.addUser(administration);
  expect(await scopesAfterLogin()).toEqual(['devices:read']);
});
