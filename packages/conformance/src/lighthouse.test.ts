/** Sessions of Lighthouse against the product: over everywhere within a second. */
import { openShownTokens, type Person, type ShownTokens } from './support/shown-tokens.ts';

let ground: ShownTokens;
beforeAll(async () => {
  ground = await openShownTokens();
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const promisedMs = 1_000;
const path = '/api/v0.2/users/list';

/** The cookie of a session, as a client of Lighthouse gets it. */
const logIn = async ({ username, password }: Person): Promise<string> => {
  const answer = await fetch(new URL('/api/v0.2/login', ground.adminUrls[0]), {
    method: 'POST',
    body: JSON.stringify({ Email: username, Password: password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')!.split(';')[0]!;
};

test('one that the native API ends is refused by every admin API', async () => {
  const person = await ground.makePerson();
  const headers = { cookie: await logIn(person) };
  const ms = await ground.lastServedMs({ headers, path }, async () => {
    const { status } = await ground.admin.call('DELETE', `/v1/users/${person.username}/sessions`);
    expect([200, 204]).toContain(status);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one whose holder logs out at the other admin API is refused by every one', async () => {
  const headers = { cookie: await logIn(await ground.makePerson()) };
  const ms = await ground.lastServedMs({ headers, path }, async () => {
    const answer = await fetch(new URL('/api/v0.2/logout', ground.adminUrls[1]), { headers });
    expect(answer.status).toBe(200);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one stands in no table, data file, log, command line or environment', async () => {
  const cookie = await logIn(await ground.makePerson());
  expect(await ground.placesWith(cookie.slice(cookie.indexOf('=') + 1))).toEqual([]);
}, 60_000);
