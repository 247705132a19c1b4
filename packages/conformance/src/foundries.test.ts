/** API tokens at the API of FoundriesFactory, which has no routes of its own to end them: dead everywhere within a second. */
import { ownPage } from './support/admin.ts';
import { openShownTokens, type ShownTokens } from './support/shown-tokens.ts';

let ground: ShownTokens;
beforeAll(async () => {
  ground = await openShownTokens();
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const promisedMs = 1_000;
const path = '/ota/devices/';

const issueToken = async (): Promise<{ readonly id: string; readonly token: string }> => {
  const [adminUrl] = ground.adminUrls;
  const { cookie } = await ground.makePerson(['devices:read', 'tokens:create']);
  const made = await fetch(new URL('/v1/tokens', adminUrl), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...ownPage(adminUrl) },
    body: JSON.stringify({ name: 'factory', scopes: ['devices:read'] }),
  });
  return (await made.json()) as { id: string; token: string };
};

/** The ways in which clients of that API send a token. */
const ways = {
  'OSF-TOKEN': (token: string) => ({ 'osf-token': token }),
  Bearer: (token: string) => ({ authorization: `Bearer ${token}` }),
  'Basic without a colon': (token: string) => ({
    authorization: `Basic ${Buffer.from(token).toString('base64')}`,
  }),
} as const;

describe.each(Object.entries(ways))('a token that comes as %s', (_way, headersOf) => {
  test('is refused by every admin API once the native API has revoked it', async () => {
    const { id, token } = await issueToken();
    const ms = await ground.lastServedMs({ headers: headersOf(token), path }, async () => {
      expect((await ground.admin.call('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
    });
    expect(ms).toBeLessThan(promisedMs);
  }, 30_000);

  test('is refused by every one once its holder has ended it at the other', async () => {
    const { id, token } = await issueToken();
    const ms = await ground.lastServedMs({ headers: headersOf(token), path }, async () => {
      const answer = await fetch(new URL(`/v1/tokens/${id}`, ground.adminUrls[1]), {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(204);
    });
    expect(ms).toBeLessThan(promisedMs);
  }, 30_000);
});

test('an API token stands in no table, data file, log, command line or environment', async () => {
  const { token } = await issueToken();
  await fetch(new URL(path, ground.adminUrls[1]), { headers: { 'osf-token': token } });
  expect(await ground.placesWith(token)).toEqual([]);
}, 60_000);
