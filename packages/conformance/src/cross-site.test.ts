/** What pages of other sites make the browser of somebody do who is logged in: in a real browser, against the product. */
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { debianPackage, declareWith } from '@moorgate/testing';
import { type Chromium, startChromium, type Tab } from './support/chromium.ts';
import { createToken } from './support/fleet.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';
import { secureAdminClient } from './support/secure-admin.ts';
import type { AdminClient } from './support/admin.ts';

const chromium = await debianPackage({ name: 'chromium', probe: ['--version'] });

const home = 'moorgate.test';
/** Another site, and another origin of the same site, to which browsers send even cookies that are `SameSite=Strict`. */
const foreignHosts = ['elsewhere.test', 'shop.moorgate.test'];

const pathOf = (url: string): string => new URL(url).pathname;

const victim = { username: 'victim', password: 'four words of their own' };

/** Where something is made, listed, shown or ended by GET; nothing of it may happen for another page. */
const reads = [
  '/api/createApiToken',
  '/api/getApiTokens',
  '/api/token',
  '/api/getUserRecentFiles',
  '/api/revokeApiToken',
  '/api/v0.2/logout',
  '/api/v0.2/users/list',
  '/broker/rest/user/authorizations',
  '/v1/tokens',
  '/v1/self',
  '/ota/devices/',
];
const readCalls = reads.map((path) => ['GET', path, ''] as const);

/** Where something is made or ended by other methods, with bodies that a form can send. */
const writes = [
  ['POST', '/api/token', ''],
  ['DELETE', '/api/token', ''],
  ['POST', '/v1/tokens', '{"name":"foreign","scopes":["devices:read"]}'],
  ['POST', '/v1/tokens/revoke', '{}'],
  ['POST', '/v1/application-credentials', '{"name":"foreign","scopes":["devices:read"]}'],
  ['POST', '/v1/enrolment-tokens', '{"name":"foreign"}'],
  ['DELETE', '/v1/sessions/self', ''],
  ['POST', '/v1/sessions', '{"username":"victim","password":"four words of their own"}'],
  ['POST', '/api/v0.2/login', '{"Email":"victim","Password":"four words of their own"}'],
  ['POST', '/broker/rest/user/authorizations', 'scope=session'],
  ['DELETE', '/broker/rest/user/authorizations', ''],
  ['POST', '/oauth2/pages/consent', 'decision=allow'],
] as const;

declareWith(chromium, describe)('a page of another origin', () => {
  let folder: string | undefined;
  let product: Product;
  let foreign: Server;
  let browser: Chromium;
  let origin: string;
  let foreignPort: number;
  let admin: AdminClient;

  beforeAll(async () => {
    if (!chromium.isThere) return;
    folder = await makeFolder();
    const dataDir = join(folder, 'data');
    product = await startProduct(dataDir, { workers: 1, args: ['--admin-https'] });
    const certs = (name: string): Promise<string> => readFile(join(dataDir, 'certs', name), 'utf8');
    const token = await createToken(product, [
      'devices:create',
      'devices:read',
      'tokens:create',
      'tokens:read',
      'users:create',
    ]);
    admin = secureAdminClient(product.ready.adminUrl, token, await certs('root.crt'));
    const scopes = ['devices:create', 'devices:read', 'tokens:create'];
    const made = await admin.call('POST', '/v1/users', { ...victim, scopes });
    expect(made.status).toBe(201);
    foreign = createServer({ key: await certs('tls.key'), cert: await certs('tls.pem') });
    foreign.on('request', (_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end('<!doctype html><title>Elsewhere</title><body></body>');
    });
    await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
    foreignPort = (foreign.address() as AddressInfo).port;
    origin = `https://${home}:${new URL(product.ready.adminUrl).port}`;
    browser = await startChromium(chromium, [home, ...foreignHosts]);
  }, 120_000);
  afterAll(async () => {
    foreign?.closeAllConnections();
    foreign?.close();
    const ends = await Promise.allSettled([browser?.close(), product?.stop()]);
    if (folder !== undefined) await removeFolder(folder);
    expect(ends).not.toContainEqual(expect.objectContaining({ status: 'rejected' }));
  }, 60_000);

  /** Logs the victim in, in both ways that set a cookie, and gives the browser both. */
  const logIn = async (): Promise<void> => {
    const logins = [
      ['/v1/sessions', victim],
      ['/api/v0.2/login', { Email: victim.username, Password: victim.password }],
    ] as const;
    for (const [path, body] of logins) {
      const answer = await admin.call('POST', path, body);
      const [pair = '', ...attributes] = answer.headers.get('set-cookie')!.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const sameSite = attributes.includes('SameSite=Strict') ? 'Strict' : 'Lax';
      await browser.setCookie({ url: origin, name, value, sameSite });
    }
  };

  /** What the victim has, sessions included. */
  const possessions = async (): Promise<unknown> => {
    const { body } = await admin.call('GET', `/v1/tokens?user=${victim.username}&limit=1000`);
    return (body as { id: string; state: string }[])
      .map(({ id, state }) => `${id} ${state}`)
      .sort();
  };

  const inTab = async (url: string, act: (tab: Tab) => Promise<void>): Promise<void> => {
    const tab = await browser.openTab();
    try {
      await tab.visit(url);
      await act(tab);
    } finally {
      await tab.close();
    }
  };

  /** What the browser was answered by the product since it had seen so many answers. */
  const answersSince = (count: number): Chromium['answers'] =>
    browser.answers
      .slice(count)
      .filter(({ url }) => url.startsWith(origin) && !url.endsWith('/favicon.ico'));

  /** Waits until no further answer comes: what a page sets off ends by itself. */
  const settle = async (): Promise<void> => {
    for (let before = -1; before !== browser.answers.length;) {
      before = browser.answers.length;
      await after(300);
    }
  };

  /** That each of these was asked, and none of it did anything. */
  const expectRefused = async (
    before: { readonly count: number; readonly possessions: unknown },
    calls: readonly (readonly [method: string, path: string, ...unknown[]])[],
  ): Promise<void> => {
    await settle();
    const answers = answersSince(before.count);
    const answered = new Set(answers.map(({ method, url }) => `${method} ${pathOf(url)}`));
    expect(calls.filter(([method, path]) => !answered.has(`${method} ${path}`))).toEqual([]);
    // Lists of the native API and of Foundries change nothing, and no other page can read them; whoever sends no token to
    // be revoked is told that it is, and nothing happens.
    const served = answers.filter(
      ({ status, method, url }) =>
        status < 400 && method !== 'OPTIONS' && !/\/(?:v1|ota)\/|revokeApiToken/.test(url),
    );
    expect(served.filter(({ url }) => /oken|uthorization/.test(url))).toEqual([]);
    expect(await possessions()).toEqual(before.possessions);
  };

  const note = async () => ({ count: browser.answers.length, possessions: await possessions() });

  beforeEach(() => (chromium.isThere ? logIn() : undefined));

  test('that is the product’s own makes a token with the cookie: the attempts that follow would work', async () => {
    const before = await possessions();
    await inTab(`${origin}/healthz`, async (tab) => {
      const made = await tab.evaluate(
        "fetch('/api/createApiToken').then(async (answer) => [answer.status, await answer.json()])",
      );
      expect(made).toEqual([200, { token: expect.stringMatching(/^[0-9a-f]{256}$/) }]);
    });
    expect(await possessions()).not.toEqual(before);
  }, 60_000);

  test('that somebody typed the address of makes a token, too', async () => {
    const count = browser.answers.length;
    await inTab(`${origin}/api/createApiToken`, () => Promise.resolve());
    await settle();
    expect(answersSince(count)).toMatchObject([{ status: 200, fetchSite: 'none' }]);
  }, 60_000);

  describe.each(foreignHosts)('%s', (host) => {
    const page = (): string => `https://${host}:${foreignPort}/`;

    test('makes, lists and ends nothing by images, scripts, styles, frames and prefetches', async () => {
      const before = await note();
      await inTab(page(), async (tab) => {
        await tab.evaluate(`(() => {
          for (const path of ${JSON.stringify(reads)}) {
            const url = ${JSON.stringify(origin)} + path;
            for (const [name, attributes] of [
              ['img', { src: url }], ['script', { src: url }], ['iframe', { src: url }],
              ['link', { rel: 'stylesheet', href: url }], ['link', { rel: 'prefetch', href: url }],
              ['video', { src: url }], ['object', { data: url }],
            ]) document.body.append(Object.assign(document.createElement(name), attributes));
          }
        })()`);
        await settle();
      });
      await expectRefused(before, readCalls);
    }, 60_000);

    test('makes, lists and ends nothing by fetch, and is not even told that there was an answer', async () => {
      const before = await note();
      const calls = [...readCalls, ...writes];
      await inTab(page(), async (tab) => {
        const outcomes = await tab.evaluate(`(async () => {
          const outcomes = [];
          for (const [method, path, body] of ${JSON.stringify(calls)})
            // Without CORS a page may send simple methods alone.
            for (const mode of method === 'DELETE' ? ['cors'] : ['cors', 'no-cors'])
              for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json']) {
                const outcome = await fetch(${JSON.stringify(origin)} + path, {
                  method, mode, credentials: 'include', signal: AbortSignal.timeout(5_000),
                  ...(method === 'GET' ? {} : { body, headers: { 'content-type': type } }),
                }).then((answer) => 'an answer that is ' + answer.type, String);
                outcomes.push([method, path, mode, type, outcome]);
              }
          return outcomes;
        })()`);
        const others = (outcomes as string[][]).filter(
          (outcome) => outcome.at(-1) !== 'TypeError: Failed to fetch',
        );
        expect(others).toEqual([]);
      });
      // The browser asks first whether it may send a DELETE, and is told that it may not.
      const asked = calls.map(
        ([method, path]) => [method.replace('DELETE', 'OPTIONS'), path] as const,
      );
      await expectRefused(before, asked);
    }, 60_000);

    test('makes, lists and ends nothing by forms and links', async () => {
      const before = await note();
      const calls = [...readCalls, ...writes.filter(([method]) => method === 'POST')];
      await inTab(page(), async (tab) => {
        const leaveBy = async ([method, path]: readonly string[], expression: string) => {
          const count = browser.answers.length;
          await tab.visit(page());
          // Once the value is there: with the page, whoever waits for it would be gone.
          await tab.evaluate(`setTimeout(() => { ${expression} }), null`);
          await browser.waitForAnswer(
            count,
            (answer) =>
              answer.url.startsWith(origin) &&
              answer.method === method &&
              pathOf(answer.url) === path,
          );
        };
        for (const [method, path, body] of calls)
          await leaveBy(
            [method, path],
            `const form = document.createElement('form');
            Object.assign(form, { method: '${method}', action: ${JSON.stringify(origin + path)}, enctype: 'text/plain' });
            const [name, value = ''] = ${JSON.stringify(body)}.split(/=(.*)/s);
            form.append(Object.assign(document.createElement('input'), { name, value }));
            document.body.append(form);
            form.submit();`,
          );
        await leaveBy(
          ['GET', '/api/createApiToken'],
          `const link = document.createElement('a');
          link.href = ${JSON.stringify(`${origin}/api/createApiToken`)};
          document.body.append(link);
          link.click();`,
        );
      });
      await expectRefused(before, calls);
    }, 60_000);

    test('was asked with the cookie at least where the browser deems it the same site', async () => {
      const count = browser.answers.length;
      await inTab(page(), async (tab) => {
        const outcome = await tab.evaluate(
          `fetch(${JSON.stringify(`${origin}/api/createApiToken`)}, {
            mode: 'no-cors', credentials: 'include', signal: AbortSignal.timeout(5_000),
          }).then((answer) => answer.type, String)`,
        );
        // Cross-Origin-Resource-Policy keeps even that there was an answer from the page.
        expect(outcome).toBe('TypeError: Failed to fetch');
      });
      await settle();
      const isSameSite = host.endsWith(home);
      expect(answersSince(count)).toMatchObject([
        isSameSite
          ? { fetchSite: 'same-site', hasCookie: true, status: 403 }
          : { fetchSite: 'cross-site', hasCookie: false, status: 401 },
      ]);
    }, 60_000);
  });
});
