/** An application with one provider that answers as a test wants, and a browser to log in with. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProviders } from '../login/create-providers.ts';
import type { LoginProviders } from '../login/login-provider.ts';
import { readProviders } from '../login/read-providers.ts';
import { type Browser, createBrowser, type Page } from './browser.ts';
import { startStubProvider, type StubProvider } from './stub-provider.ts';
import { startTestApp, type TestApp } from './test-app.ts';

/** What browsers call the application. */
export const site = 'http://moorgate.test';

/** Reads a file with these entries, as the service does. */
export const providersFrom = async (
  entries: readonly object[],
  publicUrl = site,
): Promise<LoginProviders> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-providers-'));
  const path = join(folder, 'providers.json');
  try {
    await writeFile(path, JSON.stringify({ providers: entries }));
    return createProviders(readProviders(path), publicUrl);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** What the tests of one file share; answers from the first test on. */
export interface Login {
  app(): TestApp;
  stub(): StubProvider;
  /** A browser with an address of its own, unless one is given. */
  newBrowser(address?: string): Browser;
  /** What the application has logged during this test. */
  readonly lines: readonly string[];
  /** Logs in with a new browser, or the given one, and answers the last page. */
  logIn(provider: string, browser?: Browser): Promise<Page>;
  /** Who the browser is logged in as; null for nobody. */
  whoIs(browser: Browser): Promise<string | null>;
}

/** Opens all of it before the tests of a file; before each, the stub behaves again. */
export const useLogin = (entriesFor: (stub: StubProvider) => readonly object[]): Login => {
  let app: TestApp;
  let stub: StubProvider;
  const lines: string[] = [];

  beforeAll(async () => {
    stub = await startStubProvider();
    const loginProviders = await providersFrom(entriesFor(stub));
    app = await startTestApp({
      publicUrl: site,
      loginProviders,
      trustedProxies: ['127.0.0.1'],
      logLines: lines,
    });
  });
  beforeEach(() => {
    stub.behaviour = {};
    stub.requests.length = 0;
    lines.length = 0;
  });
  afterEach(() => expect(app.check.violations).toEqual([]));
  afterAll(async () => {
    await app.close();
    await stub.close();
  });

  let lastNumber = 0;
  const newBrowser = (address?: string): Browser => {
    lastNumber += 1;
    const hosts = { [site]: app.origin };
    return createBrowser({ hosts, address: address ?? `198.51.100.${lastNumber % 256}` });
  };
  return {
    app: () => app,
    stub: () => stub,
    newBrowser,
    lines,
    logIn: (provider, browser = newBrowser()) => browser.visit(`${site}/auth/login/${provider}`),
    whoIs: async (browser) => {
      const { status, body } = await browser.visit(`${site}/v1/self`);
      return status === 200 ? (JSON.parse(body) as { username: string }).username : null;
    },
  };
};

/** The reason that a page gives for a refusal; null for another page. */
export const reasonOf = ({ body }: Page): string | null =>
  /Reason: <code>(\w+)<\/code>/.exec(body)?.[1] ?? null;
