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
  let folder: string;
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
    if (!chromium.isThere) return;
    await browser?.close();
    foreign?.closeAllConnections();
    foreign?.close();
    await product?.stop();
    await removeFolder(folder);
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

  const expectRefused = async (
    before: { readonly count: number; readonly possessions: unknown },
    atLeast: number,
  ): Promise<void> => {
    await settle();
    const answers = answersSince(before.count);
    expect(answers.length).toBeGreaterThanOrEqual(atLeast);
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
      await expectRefused(before, reads.length);
    }, 60_000);

    test('makes, lists and ends nothing by fetch, and reads nothing', async () => {
      const before = await note();
      const calls = [...reads.map((path) => ['GET', path, ''] as const), ...writes];
      await inTab(page(), async (tab) => {
        const read = await tab.evaluate(`(async () => {
          const read = [];
          for (const [method, path, body] of ${JSON.stringify(calls)})
            for (const mode of ['cors', 'no-cors'])
              for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json'])
                try {
                  const answer = await fetch(${JSON.stringify(origin)} + path, {
                    method, mode, credentials: 'include',
                    ...(method === 'GET' ? {} : { body, headers: { 'content-type': type } }),
                  });
                  const text = await answer.text();
                  if (text !== '') read.push([method, path, text]);
                } catch {}
          return read;
        })()`);
        expect(read).toEqual([]);
      });
      await expectRefused(before, calls.length);
    }, 120_000);

    test('makes, lists and ends nothing by forms and links', async () => {
      const before = await note();
      const calls = [
        ...reads.map((path) => ['GET', path, ''] as const),
        ...writes.filter(([method]) => method === 'POST'),
      ];
      for (const [method, path, body] of calls)
        await inTab(page(), async (tab) => {
          await tab.evaluate(`(() => {
            const form = document.createElement('form');
            Object.assign(form, { method: '${method}', action: ${JSON.stringify(origin + path)}, enctype: 'text/plain' });
            const [name, value = ''] = ${JSON.stringify(body)}.split(/=(.*)/s);
            form.append(Object.assign(document.createElement('input'), { name, value }));
            document.body.append(form);
            setTimeout(() => form.submit());
          })()`);
          await settle();
        });
      await inTab(page(), async (tab) => {
        await tab.evaluate(`(() => {
          const link = document.createElement('a');
          link.href = ${JSON.stringify(`${origin}/api/createApiToken`)};
          document.body.append(link);
          setTimeout(() => link.click());
        })()`);
        await settle();
      });
      await expectRefused(before, calls.length);
    }, 180_000);

    test('was asked with the cookie at least where the browser deems it the same site', async () => {
      const count = browser.answers.length;
      await inTab(page(), async (tab) => {
        await tab.evaluate(
          `fetch(${JSON.stringify(`${origin}/api/createApiToken`)}, { mode: 'no-cors', credentials: 'include' }).then(() => null)`,
        );
      });
      await settle();
      const isSameSite = host.endsWith(home);
      expect(answersSince(count)).toMatchObject([
        isSameSite
          ? { fetchSite: 'same-site', hasCookie: true, status: 403 }
          : { fetchSite: 'cross-site' },
      ]);
    }, 60_000);
  });
});
