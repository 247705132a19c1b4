/** A real OpenID provider on loopback, with a page to log in on. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Browser, Page } from './browser.ts';

/** Whom it knows, by the name that they log in with. */
export type RealPeople = Map<
  string,
  { readonly preferred_username: string; readonly groups: readonly string[] }
>;

export interface RealProvider {
  readonly issuer: string;
  readonly people: RealPeople;
  close(): Promise<void>;
}

/** It tells the console again and again that its defaults are for development; answers what ends the silence. */
const muteConsole = (): (() => void) => {
  const { info, warn } = console;
  const unlessOwn =
    (print: typeof console.warn): typeof console.warn =>
    (...parts: unknown[]) => {
      if (!String(parts[0]).startsWith('oidc-provider ')) print(...parts);
    };
  Object.assign(console, { info: unlessOwn(info), warn: unlessOwn(warn) });
  return () => Object.assign(console, { info, warn });
};

/** Starts it for one client, whose id is `moorgate` and whose secret is `secret`. */
export const startRealProvider = async (redirectUri: string): Promise<RealProvider> => {
  const people: RealPeople = new Map();
  const unmute = muteConsole();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'moorgate', client_secret: 'secret', redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'groups'],
    cookies: { keys: ['one key for tests'] },
    pkce: { required: () => true },
    findAccount: (_ctx, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people.get(accountId) }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    people,
    close: () =>
      new Promise((resolve) => {
        unmute();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Logs in on the provider’s page and agrees, until the browser is sent away from the provider. */
export const answerProvider = async (
  browser: Browser,
  start: Page,
  { login, until }: { readonly login: string; readonly until: string },
): Promise<Page> => {
  let page = start;
  while (page.status === 200 && page.body.includes('name="prompt"')) {
    const isLogin = page.body.includes('value="login"');
    const fields = isLogin ? { prompt: 'login', login, password: 'any' } : { prompt: 'consent' };
    const action = /action="([^"]+)"/.exec(page.body)?.[1] ?? '';
    page = await browser.visit(new URL(action, page.url).href, { fields, from: page.url }, until);
  }
  return page;
};
