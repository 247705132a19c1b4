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

/** A running installation with two admin APIs. */
export interface ShownTokens {
  /** The addresses of both admin APIs. */
  readonly adminUrls: readonly [string, string];
  /** May see and revoke every token. */
  readonly admin: AdminClient;
  /** Somebody who sees devices, unless other scopes are given. */
  makePerson(scopes?: readonly string[]): Promise<Person>;
  /** The id of the only token that somebody has for a dialect. */
  tokenIdOf(person: Person, dialect: string): Promise<string>;
  /** Ends a token that both admin APIs have served and hold, and answers how long after that it was served for the last time. */
  lastServedMs(use: TokenUse, end: () => Promise<void>): Promise<number>;
  /** The places of the running product where a text stands. */
  placesWith(text: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const password = 'four words of their own';

/** Makes and starts everything. */
export const openShownTokens = async (): Promise<ShownTokens> => {
  const folder = await makeFolder();
  const product: Product = await startProduct(join(folder, 'data'), { workers: 1 });
  const other: AdminProcess = await startAdminProcess(product);
  const token = await createToken(product, [
    'devices:read',
    'tokens:create',
    'tokens:delete',
    'tokens:read',
    'users:create',
    'users:read-update',
  ]);
  const admin = adminClient(product.ready.adminUrl, token);
  const adminUrls = [product.ready.adminUrl, other.url] as const;
  let lastNumber = 0;
  return {
    adminUrls: [...adminUrls],
    admin,
    makePerson: async (scopes = ['devices:read']) => {
      lastNumber += 1;
      const username = `person${lastNumber}`;
      const user = { username, password, scopes };
      const { status } = await admin.call('POST', '/v1/users', user);
      if (status !== 201) throw new Error(`the user was answered ${status}`);
      return {
        username,
        password,
        cookie: await logIn(product.ready.adminUrl, { username, password }),
      };
    },
    tokenIdOf: async ({ username }, dialect) => {
      const list = await admin.call('GET', `/v1/tokens?user=${username}&dialect=${dialect}`);
      const [token] = list.body as { id: string }[];
      if (token === undefined) throw new Error(`${username} has no token of ${dialect}`);
      return token.id;
    },
    lastServedMs: async ({ headers, path }, end) => {
      const askings = adminUrls.map((url) => startAsking(url, headers, path));
      try {
        await Promise.all(askings.map((asking) => asking.untilServed(5)));
        const sentAt = performance.now();
        await end();
        const answeredAt = performance.now();
        await Promise.all(askings.map((asking) => asking.untilAnsweredSince(answeredAt, 5)));
        const served = askings.flatMap((asking) => asking.servedSince(answeredAt));
        if (served.length > 0) throw new Error(`${served.length} requests were served afterwards`);
        const lastMs = Math.max(...askings.map((asking) => asking.lastServedMs(sentAt)));
        process.stderr.write(
          `what asked for ${path} was served for the last time ${lastMs.toFixed(1)} ms after its end was asked for\n`,
        );
        return lastMs;
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
    close: async () => {
      await other.stop();
      await product.stop();
      await removeFolder(folder);
    },
  };
};
