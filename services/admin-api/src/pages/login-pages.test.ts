import { createHash } from 'node:crypto';
import { defaultPasswordPolicy, resetPassword } from '@moorgate/auth';
import { Secret, TOTP } from 'otpauth';
import type { AnsweredRequest } from '@moorgate/http';
import supertest from 'supertest';
import { type Browser, createBrowser, type Page } from '../test-support/browser.ts';
import { formsOf, logInOn, send } from '../test-support/page-form.ts';
import { recordsOfRefusals } from '../test-support/refusal-records.ts';
import { setUpSecondFactor } from '../test-support/set-up-second-factor.ts';
import { providersFrom, site } from '../test-support/use-login.ts';
import { startStubProvider, type StubProvider } from '../test-support/stub-provider.ts';
import { startTestApp, type TestApp, testPassword } from '../test-support/test-app.ts';

const answered: AnsweredRequest[] = [];
let stub: StubProvider;
let app: TestApp;
let strict: TestApp;
beforeAll(async () => {
  stub = await startStubProvider();
  const loginProviders = await providersFrom([
    {
      id: 'corp',
      kind: 'oidc',
      title: 'Corporate <login>',
      issuer: stub.issuer,
      'client-id': 'moorgate',
      'unknown-people': { policy: 'create', scopes: ['devices:read'] },
      'allow-insecure-issuer': true,
    },
  ]);
  const shared = { publicUrl: site, trustedProxies: ['127.0.0.1'] };
  const onAnswer = (one: AnsweredRequest): void => void answered.push(one);
  app = await startTestApp({ ...shared, loginProviders, onAnswer });
  strict = await startTestApp({
    ...shared,
    requiresSecondFactor: true,
    passwordPolicy: { maxAgeDays: 90 },
  });
});
afterAll(async () => {
  await app.close();
  await strict.close();
  await stub.close();
});
afterEach(() => expect([...app.check.violations, ...strict.check.violations]).toEqual([]));

const loginPath = `${site}/oauth2/pages/login`;
const home = `${site}/oauth2/pages`;
let lastAddress = 0;

/** From another address each time, so that none meets the limits of another. */
const newBrowser = (own = app): Browser => {
  lastAddress += 1;
  return createBrowser({ hosts: { [site]: own.origin }, address: `198.51.100.${lastAddress}` });
};
const codeOf = (secret: string, own: TestApp): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: own.clock.now().getTime(),
  });
const titleOf = ({ body }: Page): string => /<h1>([^<]*)<\/h1>/.exec(body)?.[1] ?? '';
const alertOf = ({ body }: Page): string => /role="alert">(?:<p>)?([^<]*)/.exec(body)?.[1] ?? '';

describe('whoever logs in', () => {
  test('is sent to the login first, and comes back to where they wanted to go', async () => {
    const browser = newBrowser();
    const login = await browser.visit(`${site}/oauth2/pages/device/decision?user_code=BCDF-GHJK`);
    expect([login.status, titleOf(login)]).toEqual([200, 'Log in']);
    const page = await logInOn(browser, login, await app.addUser());
    expect(page.url).toBe(`${site}/oauth2/pages/device/decision?user_code=BCDF-GHJK`);
    expect(alertOf(page)).toContain('No device waits under this code');
  });

  test('keeps the name that was typed when the password is wrong, and never the password', async () => {
    const browser = newBrowser();
    const username = await app.addUser();
    const page = await logInOn(browser, await browser.visit(loginPath), username, 'wrong secret');
    expect([page.status, alertOf(page)]).toEqual([
      401,
      'The user name or the password is not right.',
    ]);
    expect(Object.fromEntries(formsOf(page)[0]!.fields)).toMatchObject({ username, password: '' });
    expect(page.body).not.toContain('wrong secret');
    expect(answered.at(-1)).toMatchObject({ operationId: 'logIn', code: 'login_failed' });
    expect(titleOf(await logInOn(browser, page, username))).toBe('You are logged in');
  });

  test('hears the same of a name that nobody has, and of one that nobody can have', async () => {
    const browser = newBrowser();
    const login = await browser.visit(loginPath);
    for (const username of ['nobody', '"><script>', 'a'.repeat(1_000), '\u0000']) {
      const page = await logInOn(browser, login, username);
      expect([page.status, alertOf(page)]).toEqual([
        401,
        'The user name or the password is not right.',
      ]);
      expect(page.body).not.toContain('<script>');
    }
  });

  test('has to wait after ten wrong passwords, and reads for how long', async () => {
    const browser = newBrowser();
    const username = await app.addUser();
    const login = await browser.visit(loginPath);
    for (let count = 0; count < 10; count += 1) await logInOn(browser, login, username, 'wrong');
    const page = await logInOn(browser, login, username);
    expect([page.status, alertOf(page)]).toEqual([
      429,
      expect.stringMatching(/^There were too many attempts\. Try again in \d+ \w+\.$/),
    ]);
  });

  test('at a provider comes back to the page too', async () => {
    const browser = newBrowser();
    const login = await browser.visit(`${site}/oauth2/pages/device/decision?user_code=BCDF-GHJK`);
    expect(login.body).toContain('Log in with Corporate &lt;login&gt;');
    const href = /href="(\/auth\/login\/corp[^"]*)"/.exec(login.body)![1]!;
    const done = await browser.visit(new URL(href, site).href, { from: login.url });
    expect(done.body).toContain('/oauth2/pages/device/decision?user_code=BCDF-GHJK');
    expect(titleOf(await browser.visit(home))).toBe('You are logged in');
  });

  test.each([
    'https://evil.test/',
    '//evil.test/',
    '/\\evil.test',
    'javascript:alert(1)',
    `/${'a'.repeat(2_048)}`,
    '',
  ])('never goes to %j afterwards', async (returnTo) => {
    const browser = newBrowser();
    const search = new URLSearchParams({ 'return-to': returnTo }).toString();
    const login = await browser.visit(`${loginPath}?${search}`);
    const page = await logInOn(browser, login, await app.addUser());
    expect(page.url).toBe(home);
    expect((await browser.visit(`${loginPath}?${search}`)).url).toBe(home);
  });

  test('does so on our page: one of another site logs nobody in', async () => {
    const browser = newBrowser();
    const fields = { username: await app.addUser(), password: testPassword };
    const page = await browser.visit(loginPath, { fields, from: 'https://evil.test/' });
    expect([page.status, page.cookies]).toEqual([403, []]);
    const bare = supertest(app.server).post('/oauth2/pages/login').type('form').send(fields);
    expect((await bare).status).toBe(403);
  });

  test('ends the session that the browser had before', async () => {
    const browser = newBrowser();
    const login = await browser.visit(loginPath);
    await logInOn(browser, login, await app.addUser());
    const former = browser.copy();
    await logInOn(browser, login, await app.addUser());
    expect(titleOf(await former.visit(home))).toBe('Log in');
    expect(titleOf(await browser.visit(home))).toBe('You are logged in');
  });

  test('logs out again, and is nobody then', async () => {
    const browser = newBrowser();
    const page = await logInOn(browser, await browser.visit(loginPath), await app.addUser());
    const after = await send(browser, page, {});
    expect(titleOf(after)).toBe('Log in');
    expect(titleOf(await browser.visit(home))).toBe('Log in');
  });
});

describe('whoever has a second factor', () => {
  const setUp = async (own: TestApp): Promise<{ username: string; secret: string }> => {
    const username = await own.addUser();
    const started = await supertest(own.server)
      .post('/v1/sessions')
      .send({ username, password: testPassword });
    const [cookie] = started.headers['set-cookie'] as unknown as string[];
    const page = { Cookie: cookie!.split(';')[0]!, 'Sec-Fetch-Site': 'same-origin' };
    const call = (path: string, body: object): supertest.Test =>
      supertest(own.server).post(path).set(page).send(body);
    const { body } = await call('/v1/self/totp', { password: testPassword }).expect(201);
    const code = { 'one-time-code': codeOf(body.secret as string, own) };
    await call('/v1/self/totp/confirm', code).expect(200);
    own.clock.advance(30_000);
    return { username, secret: body.secret as string };
  };

  test('is asked for a code with the password, and gets in with it', async () => {
    const { username, secret } = await setUp(app);
    const browser = newBrowser();
    const asked = await logInOn(browser, await browser.visit(loginPath), username);
    expect([asked.status, alertOf(asked)]).toEqual([
      401,
      expect.stringContaining('This account has a second factor'),
    ]);
    expect(asked.body).toContain('<details open>');
    const wrong = await send(browser, asked, { username, password: testPassword, code: '000000' });
    expect(wrong.body).toContain('This code is not right.');
    const code = ` ${codeOf(secret, app).replace(/(...)/, '$1 ')} `;
    const page = await send(browser, wrong, { username, password: testPassword, code });
    expect(titleOf(page)).toBe('You are logged in');
  });
});

describe('whoever has to do something about the account first', () => {
  test('changes a password that somebody else chose, and goes on', async () => {
    const username = await strict.addUser();
    const reset = { username, password: 'chosen by somebody' };
    await resetPassword(strict.operator, reset, { ...defaultPasswordPolicy, maxAgeDays: 90 });
    const browser = newBrowser(strict);
    const login = await browser.visit(`${site}/oauth2/pages/device/decision?user_code=BCDF-GHJK`);
    const asked = await logInOn(browser, login, username, 'chosen by somebody');
    expect(titleOf(asked)).toBe('Change the password');
    const present = { 'present-password': 'chosen by somebody' };
    const short = await send(browser, asked, { ...present, password: 'short' });
    expect([short.status, short.body.includes('at least 12 characters')]).toEqual([400, true]);
    const wrong = await send(browser, asked, {
      'present-password': 'wrong',
      password: 'a password of my own',
    });
    expect(alertOf(wrong)).toBe('The present password is not right.');
    const next = await send(browser, short, { ...present, password: 'a password of my own' });
    expect(titleOf(next)).toBe('Set up a second factor');
  });

  test('sets up a second factor where everybody needs one, and goes on', async () => {
    const browser = newBrowser(strict);
    const username = await strict.addUser();
    const begin = await logInOn(browser, await browser.visit(loginPath), username);
    expect(titleOf(begin)).toBe('Set up a second factor');
    const confirm = await send(browser, begin, { 'present-password': testPassword });
    const secret = /<p class="code">([A-Z2-7 ]+)<\/p>/.exec(confirm.body)![1]!.replaceAll(' ', '');
    const wrong = await send(browser, confirm, { code: '000000' });
    expect(alertOf(wrong)).toContain('The code is not right');
    const done = await send(browser, wrong, { code: codeOf(secret, strict) });
    expect(titleOf(done)).toBe('The second factor is set up');
    expect([...done.body.matchAll(/<li><code>/g)]).toHaveLength(10);
    expect(titleOf(await browser.visit(home))).toBe('You are logged in');
  });
});

describe('every page', () => {
  const visited = async (): Promise<readonly Page[]> => {
    const browser = newBrowser();
    const login = await browser.visit(loginPath);
    const member = await logInOn(browser, login, await app.addUser());
    const paths = ['password', 'second-factor', 'device', 'device/decision?user_code=x', 'nowhere'];
    const rest = await Promise.all(
      paths.map((path) => browser.visit(`${site}/oauth2/pages/${path}`)),
    );
    return [login, member, ...rest.slice(0, -1), await browser.visit(`${site}/oauth2/authorize`)];
  };

  test('keeps itself to itself: no script, no frame, no cache, one style known by its hash', async () => {
    for (const { headers, body } of await visited()) {
      const style = /<style>([\s\S]*?)<\/style>/.exec(body)![1]!;
      const hash = createHash('sha256').update(style).digest('base64');
      expect(headers.get('content-security-policy')).toBe(
        `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(body).not.toMatch(/<script|\son\w+=|\sstyle=|src=/);
    }
  });

  test('names its language and its subject, labels its fields, and has a way out', async () => {
    for (const page of await visited()) {
      expect(page.body).toMatch(/<html lang="en">[\s\S]*<title>[^<]+ · Moorgate<\/title>/);
      expect([...page.body.matchAll(/<h1>/g)]).toHaveLength(1);
      const ids = [...page.body.matchAll(/<input\s+id="([^"]+)"/g)].map(([, id]) => id);
      for (const id of ids) expect(page.body).toContain(`<label for="${id}">`);
      expect(page.body).toMatch(/<a class="button|<form /);
    }
  });

  test('answers other methods with those that it has', async () => {
    const browser = newBrowser();
    const page = await browser.visit(`${site}/device`, { method: 'POST', fields: {} });
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET']);
    await supertest(app.server).head('/device').expect(200).expect('Content-Type', /html/);
  });
});

test('a login that fails is recorded once, also with a name that nobody can have', async () => {
  const records = await recordsOfRefusals(async (one) => {
    const username = await one.addUser();
    const attempt = async (fields: Record<string, string>): Promise<number> => {
      const sent = supertest(one.server).post('/oauth2/pages/login').type('form');
      const { status } = await sent.set('Sec-Fetch-Site', 'same-origin').send(fields);
      return status;
    };
    expect(await attempt({ username, password: 'wrong' })).toBe(401);
    expect(await attempt({ username: 'no name', password: testPassword })).toBe(401);
    expect(await attempt({ username })).toBe(401);
    await setUpSecondFactor(one, username);
    expect(await attempt({ username, password: testPassword })).toBe(401);
    expect(await attempt({ username, password: testPassword, code: 'wrong' })).toBe(401);
  });
  expect(records).toEqual(Array.from({ length: 5 }, () => 'session.refused'));
});
