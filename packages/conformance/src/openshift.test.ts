/** Authorizations of OpenShift against the product: dead everywhere within a second, and nowhere but with their holders. */
import { openShownTokens, type Person, type ShownTokens } from './support/shown-tokens.ts';

let ground: ShownTokens;
beforeAll(async () => {
  ground = await openShownTokens();
}, 120_000);
afterAll(() => ground?.close(), 60_000);

const promisedMs = 1_000;
const path = '/broker/rest/user';
const authorizations = '/broker/rest/user/authorizations';

const addAuthorization = async ({ username, password }: Person): Promise<string> => {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const answer = await fetch(new URL(authorizations, ground.adminUrls[0]), {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams({ scope: 'session', note: 'from a script', reuse: 'false' }),
  });
  const { data } = (await answer.json()) as { data: { token: string } };
  expect(data.token).toMatch(/^[0-9a-f]{64}$/);
  return data.token;
};

test('one that the native API revokes is refused by every admin API', async () => {
  const person = await ground.makePerson();
  const headers = { authorization: `Bearer ${await addAuthorization(person)}` };
  const id = await ground.tokenIdOf(person, 'openshift');
  const ms = await ground.lastServedMs({ headers, path }, async () => {
    const { status } = await ground.admin.call('DELETE', `/v1/tokens/${id}`);
    expect(status).toBe(204);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one that revokes all of its owner at the other admin API is refused by every one', async () => {
  const headers = { authorization: `Bearer ${await addAuthorization(await ground.makePerson())}` };
  const ms = await ground.lastServedMs({ headers, path }, async () => {
    const answer = await fetch(new URL(authorizations, ground.adminUrls[1]), {
      method: 'DELETE',
      headers,
    });
    expect(answer.status).toBe(200);
  });
  expect(ms).toBeLessThan(promisedMs);
});

test('one stands in no table, data file, log, command line or environment, listed or not', async () => {
  const token = await addAuthorization(await ground.makePerson());
  const headers = { authorization: `Bearer ${token}` };
  const list = await fetch(new URL(authorizations, ground.adminUrls[1]), { headers });
  expect(await list.json()).toMatchObject({ data: [{ token }] });
  expect(await ground.placesWith(token)).toEqual([]);
}, 60_000);
