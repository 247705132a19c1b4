/** Where tokens that are shown again are tried: a product with another admin API beside it, and somebody who asks both. */
import { join } from 'node:path';
import { type AdminClient, adminClient, logIn } from './admin.ts';
import { type AdminProcess, startAdminProcess } from './admin-process.ts';
import { createToken } from './fleet.ts';
import { searchProduct } from './leak-product.ts';
import { collectSecrets } from './leak-secrets.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './product.ts';
import { startAsking } from './victim.ts';

/** A person, as they log in. */
export interface Person {
  readonly username: string;
  readonly password: string;
  /** The cookie of a session. */
  readonly cookie: string;
}

/** How a token is sent, and what it is good for. */
export interface TokenUse {
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
}

/** What the tests of one file share; answers from the first test on. */
export interface ShownTokens {
  /** The addresses of both admin APIs. */
  adminUrls(): readonly string[];
  /** May see and revoke every token. */
  admin(): AdminClient;
  makePerson(): Promise<Person>;
  /** The id of the only token that somebody has for a dialect. */
  tokenIdOf(person: Person, dialect: string): Promise<string>;
  /** Ends a token that both admin APIs have served and hold, and answers how long after that it was served for the last time. */
  lastServedMs(use: TokenUse, end: () => Promise<void>): Promise<number>;
  /** The places of the running product where a text stands. */
  placesWith(text: string): Promise<readonly string[]>;
}

const password = 'four words of their own';

/** Starts everything before the tests of a file. */
export const useShownTokens = (): ShownTokens => {
  let folder: string;
  let product: Product;
  let other: AdminProcess;
  let admin: AdminClient;
  let lastNumber = 0;

  beforeAll(async () => {
    folder = await makeFolder();
    product = await startProduct(join(folder, 'data'), { workers: 1 });
    other = await startAdminProcess(product);
    const scopes = ['devices:read', 'tokens:read', 'tokens:delete', 'users:create'];
    admin = adminClient(product.ready.adminUrl, await createToken(product, scopes));
  }, 120_000);
  afterAll(async () => {
    await other?.stop();
    await product?.stop();
    await removeFolder(folder);
  }, 60_000);

  const adminUrls = (): readonly string[] => [product.ready.adminUrl, other.url];
  return {
    adminUrls,
    admin: () => admin,
    makePerson: async () => {
      lastNumber += 1;
      const username = `person${lastNumber}`;
      const user = { username, password, scopes: ['devices:read'] };
      const { status } = await admin.call('POST', '/v1/users', user);
      if (status !== 201) throw new Error(`the user was answered ${status}`);
      return { username, password, cookie: await logIn(product.ready.adminUrl, user) };
    },
    tokenIdOf: async ({ username }, dialect) => {
      const list = await admin.call('GET', `/v1/tokens?user=${username}&dialect=${dialect}`);
      const [token] = list.body as { id: string }[];
      if (token === undefined) throw new Error(`${username} has no token of ${dialect}`);
      return token.id;
    },
    lastServedMs: async ({ headers, path }, end) => {
      const askings = adminUrls().map((url) => startAsking(url, headers, path));
      try {
        await Promise.all(askings.map((asking) => asking.untilServed(5)));
        const sentAt = performance.now();
        await end();
        const answeredAt = performance.now();
        await Promise.all(askings.map((asking) => asking.untilAnsweredSince(answeredAt, 5)));
        const served = askings.flatMap((asking) => asking.servedSince(answeredAt));
        if (served.length > 0) throw new Error(`${served.length} requests were served afterwards`);
        return Math.max(...askings.map((asking) => asking.lastServedMs(sentAt)));
      } finally {
        await Promise.all(askings.map((asking) => asking.stop()));
      }
    },
    placesWith: async (text) => {
      const secrets = collectSecrets();
      secrets.add('token', text);
      const { leaks } = await searchProduct({ product, secrets });
      return leaks.map((leak) => Object.values(leak).join(' '));
    },
  };
};
