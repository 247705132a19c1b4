/** Tokens of Insight.io against the product: dead everywhere within a second, and nowhere but with their holders. */
import { openShownTokens, type Person, type ShownTokens } from './support/shown-tokens.ts';

let ground: ShownTokens;
beforeAll(async () => {
  ground = await openShownTokens();
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const promisedMs = 1_000;
const path = '/api/getUserRecentFiles';

const makeToken = async ({ cookie }: Person): Promise<string> => {
  const answer = await fetch(new URL('/api/createApiToken', ground.adminUrls[0]), {
    headers: { cookie, 'sec-fetch-site': 'none' },
  });
  const { token } = (await answer.json()) as { token: string };
  expect(token).toMatch(/^[0-9a-f]{256}$/);
  return token;
};

test('one that the native API revokes is refused by every admin API', async () => {
  const person = await ground.makePerson();
  const token = await makeToken(person);
  const id = await ground.tokenIdOf(person, 'insight');
  const use = { headers: { 'x-auth-token': token }, path };
  const ms = await ground.lastServedMs(use, async () => {
    const { status } = await ground.admin.call('DELETE', `/v1/tokens/${id}`);
    expect(status).toBe(204);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one that its holder revokes at the other admin API is refused by every one', async () => {
  const headers = { 'x-auth-token': await makeToken(await ground.makePerson()) };
  const ms = await ground.lastServedMs({ headers, path }, async () => {
    const answer = await fetch(new URL('/api/revokeApiToken', ground.adminUrls[1]), { headers });
    expect(answer.status).toBe(200);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one stands in no table, data file, log, command line or environment, listed or not', async () => {
  const token = await makeToken(await ground.makePerson());
  const headers = { 'x-auth-token': token };
  const list = await fetch(new URL('/api/getApiTokens', ground.adminUrls[1]), { headers });
  expect(await list.json()).toMatchObject([{ apiToken: token }]);
  expect(await ground.placesWith(token)).toEqual([]);
}, 60_000);
