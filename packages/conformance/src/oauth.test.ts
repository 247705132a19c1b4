/** Tokens of OAuth 2 against the product, as its own clients and those of FoundriesFactory use them: dead within a second. */
import { ownPage } from './support/admin.ts';
import { openShownTokens, type Person, type ShownTokens } from './support/shown-tokens.ts';

let ground: ShownTokens;
beforeAll(async () => {
  ground = await openShownTokens();
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const promisedMs = 1_000;

/** An application credential, and what was issued to it. */
interface Grant {
  readonly person: Person;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const form = (url: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields) });

/** Logs a client in, as `fioctl login` does. */
const logInClient = async (): Promise<Grant> => {
  const [adminUrl = ''] = ground.adminUrls;
  const person = await ground.makePerson(['devices:read', 'tokens:create', 'tokens:delete']);
  const made = await fetch(new URL('/v1/application-credentials', adminUrl), {
    method: 'POST',
    headers: { cookie: person.cookie, 'content-type': 'application/json', ...ownPage(adminUrl) },
    body: JSON.stringify({ name: 'script', scopes: ['devices:read'] }),
  });
  const { id, 'client-secret': secret } = (await made.json()) as Record<
    'id' | 'client-secret',
    string
  >;
  const named = { client_id: id, client_secret: secret };
  const answer = await form(`${adminUrl}/oauth/token/`, {
    ...named,
    grant_type: 'client_credentials',
  });
  const tokens = (await answer.json()) as { access_token: string; refresh_token: string };
  expect(tokens.access_token).toMatch(/^mgt_oac_/);
  return {
    person,
    clientId: id,
    clientSecret: secret,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
  };
};

/** How each dialect that takes access tokens is asked. */
const uses = {
  native: (token: string) => ({ headers: { authorization: `Bearer ${token}` }, path: '/v1/self' }),
  foundries: (token: string) => ({ headers: { 'osf-token': token }, path: '/ota/devices/' }),
  lighthouse: (token: string) => ({
    headers: { authorization: `Bearer ${token}` },
    path: '/api/v0.2/users/list',
  }),
} as const;

type Taker = keyof typeof uses;

/** The ways in which an access token ends. */
const ways: readonly (readonly [string, Taker, (grant: Grant) => Promise<number>])[] = [
  [
    'the native API revokes it',
    'native',
    async ({ accessToken }) =>
      (await ground.admin.call('DELETE', `/v1/tokens/${accessToken.split('_')[2]}`)).status,
  ],
  [
    'the native API revokes every token of OAuth',
    'foundries',
    async ({ person }) => {
      const what = { dialect: 'oauth', user: person.username };
      return (await ground.admin.call('POST', '/v1/tokens/revoke', what)).status;
    },
  ],
  [
    'its client revokes it at the other admin API',
    'foundries',
    async ({ clientId, clientSecret, accessToken }) =>
      (
        await form(`${ground.adminUrls[1]}/oauth2/revoke`, {
          client_id: clientId,
          client_secret: clientSecret,
          token: accessToken,
        })
      ).status,
  ],
  [
    'its client revokes the refresh token of its grant',
    'native',
    async ({ clientId, clientSecret, refreshToken }) =>
      (
        await form(`${ground.adminUrls[1]}/oauth2/revoke`, {
          client_id: clientId,
          client_secret: clientSecret,
          token: refreshToken,
        })
      ).status,
  ],
  [
    'its application credential is revoked',
    'foundries',
    async ({ person, clientId }) => {
      const [, adminUrl = ''] = ground.adminUrls;
      const answer = await fetch(new URL(`/v1/application-credentials/${clientId}`, adminUrl), {
        method: 'DELETE',
        headers: { cookie: person.cookie, ...ownPage(adminUrl) },
      });
      return answer.status;
    },
  ],
];

test.each(ways)(
  'when %s, no admin API serves an access token any more (%s)',
  async (_name, taker, end) => {
    const grant = await logInClient();
    const ms = await ground.lastServedMs(uses[taker](grant.accessToken), async () => {
      expect([200, 204]).toContain(await end(grant));
    });
    expect(ms).toBeLessThan(promisedMs);
  },
  30_000,
);

test('a token that the native API revoked is told to be inactive, and nothing else', async () => {
  const { clientId, clientSecret, accessToken } = await logInClient();
  const introspect = async (): Promise<unknown> => {
    const answer = await form(`${ground.adminUrls[1]}/oauth2/introspect`, {
      client_id: clientId,
      client_secret: clientSecret,
      token: accessToken,
    });
    return [answer.status, await answer.text()];
  };
  expect(await introspect()).toEqual([200, expect.stringContaining('"active":true')]);
  const [, , tokenId = ''] = accessToken.split('_');
  expect((await ground.admin.call('DELETE', `/v1/tokens/${tokenId}`)).status).toBe(204);
  expect(await introspect()).toEqual([200, '{"active":false}']);
});

test('neither token nor secret stands in a table, data file, log, command line or environment', async () => {
  const { accessToken, refreshToken, clientSecret } = await logInClient();
  for (const text of [accessToken, refreshToken, clientSecret])
    expect(await ground.placesWith(text)).toEqual([]);
}, 90_000);
