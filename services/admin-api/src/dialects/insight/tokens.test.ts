import { changeToken } from '@moorgate/auth';
import { entered, useInsight } from './test-support/insight.ts';

const { app, send, logIn, makeToken, statusOf } = useInsight();

interface Listed {
  readonly uid: string;
  readonly apiToken: string;
}

describe('making tokens', () => {
  test('by the newer path, too; each call makes another one, and nothing is cached', async () => {
    const { cookie } = await logIn();
    const ownPage = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    const one = await send('post', '/api/token', ownPage);
    const other = await send('get', '/api/createApiToken', { Cookie: cookie, ...entered });
    for (const answer of [one, other]) {
      expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
      expect(await statusOf(answer.body.token as string)).toBe(200);
    }
    expect(one.body.token).not.toBe(other.body.token);
  });

  test('is for sessions: a token that leaked makes no others', async () => {
    const token = await makeToken();
    for (const headers of [{ 'X-Auth-Token': token }, {}]) {
      const answer = await send('get', '/api/createApiToken', headers as Record<string, string>);
      expect([answer.status, answer.body]).toEqual([401, { error: 'Credentials required' }]);
    }
  });

  test('a session may have no token of another API stand in for it', async () => {
    const native = await app().tokenWith(['devices:read']);
    expect(await statusOf(native)).toBe(401);
    const token = await makeToken();
    expect((await send('get', '/v1/self', { Authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await send('get', '/v1/self', { 'OSF-TOKEN': token })).status).toBe(401);
  });
});

describe('with a cookie', () => {
  test.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'document' }],
    ['a sibling host', { 'Sec-Fetch-Site': 'same-site' }],
    ['another origin', { Origin: 'https://evil.example' }],
    ['a page elsewhere', { Referer: 'https://evil.example/page' }],
    ['an old browser that says nothing', {}],
    ['a prefetch', { ...entered, 'Sec-Purpose': 'prefetch' }],
    ['a prerender', { ...entered, 'Sec-Purpose': 'prefetch;prerender' }],
    ['an old prefetch', { ...entered, Purpose: 'prefetch' }],
    ['an image of an own page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'image' }],
    ['a frame of an own page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'iframe' }],
  ])('%s makes no token', async (_title, headers) => {
    const { cookie } = await logIn();
    const all: Record<string, string> = { ...headers, Cookie: cookie };
    for (const [method, path] of [
      ['get', '/api/createApiToken'],
      ['post', '/api/token'],
    ] as const) {
      const answer = await send(method, path, all);
      expect([answer.status, Object.keys(answer.body as object)]).toEqual([403, ['error']]);
    }
    const list = await send('get', '/api/getApiTokens', { Cookie: cookie, ...entered });
    expect(list.body).toEqual([]);
  });

  test.each([
    ['a person', entered],
    ['a script of an own page', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Dest': 'empty' }],
    ['an old browser on an own page', { Referer: '{{origin}}/console' }],
  ])('%s makes one', async (_title, headers) => {
    const { cookie } = await logIn();
    const filled = Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('{{origin}}', app().origin),
    ]);
    const all = { ...(Object.fromEntries(filled) as Record<string, string>), Cookie: cookie };
    expect((await send('get', '/api/createApiToken', all)).status).toBe(200);
  });

  test('another site reads no list either', async () => {
    const { cookie } = await logIn();
    const answer = await send('get', '/api/getApiTokens', {
      Cookie: cookie,
      'Sec-Fetch-Site': 'cross-site',
    });
    expect(answer.status).toBe(403);
  });

  test('nothing is revoked: only whoever has a token ends it', async () => {
    const user = await logIn();
    const token = await makeToken(user);
    const answer = await send('get', '/api/revokeApiToken', { Cookie: user.cookie, ...entered });
    expect(answer.status).toBe(200);
    expect(await statusOf(token)).toBe(200);
  });
});

describe('listing', () => {
  test('shows one’s own alone, with a cookie, a token, and by the newer path', async () => {
    const user = await logIn();
    const token = await makeToken(user);
    await makeToken();
    for (const [path, headers] of [
      ['/api/getApiTokens', { 'X-Auth-Token': token }],
      ['/api/token', { 'x-auth-token': token }],
      ['/api/getApiTokens', { Cookie: user.cookie, ...entered }],
    ] as const) {
      const answer = await send('get', path, headers as Record<string, string>);
      const expected = { apiToken: token, uid: `userpass@${user.username}` };
      expect(answer.body).toEqual([expect.objectContaining(expected)]);
      expect(answer.headers['cache-control']).toBe('no-store');
    }
  });

  test('does not lead from a token that was narrowed to one that was not', async () => {
    const user = await logIn();
    const wide = await makeToken(user);
    app().clock.advance(1_000);
    const narrow = await makeToken(user);
    const reader = `Bearer ${await app().tokenWith(['tokens:read'])}`;
    const tokens = await send('get', `/v1/tokens?user=${user.username}`, { Authorization: reader });
    const [, second] = tokens.body as { id: string }[];
    await changeToken(app().operator, second!.id, { cidrs: ['127.0.0.0/8'] });
    const list = await send('get', '/api/getApiTokens', { 'X-Auth-Token': narrow });
    const shown = (list.body as Listed[]).map(({ apiToken }) => apiToken);
    expect(shown).toContain(narrow);
    expect(shown).not.toContain(wide);
  });
});

describe('revoking', () => {
  test('by the newer path, with any text, is always answered alike', async () => {
    const token = await makeToken();
    for (const text of [token, token, 'nonsense', '0'.repeat(256)]) {
      const answer = await send('delete', '/api/token', { 'X-Auth-Token': text });
      expect([answer.status, answer.text]).toEqual([200, '']);
    }
    expect(await statusOf(token)).toBe(401);
    expect((await send('get', '/api/revokeApiToken')).status).toBe(200);
  });

  test('is not done by a prefetch: the token is no cookie, which a browser adds by itself', async () => {
    const token = await makeToken();
    expect((await send('get', '/api/revokeApiToken', { 'Sec-Purpose': 'prefetch' })).status).toBe(
      200,
    );
    expect(await statusOf(token)).toBe(200);
  });

  test('by the native API ends it here, and the list there has no secret', async () => {
    const user = await logIn();
    const token = await makeToken(user);
    const Authorization = `Bearer ${await app().tokenWith(['tokens:read', 'tokens:delete'])}`;
    const list = await send('get', `/v1/tokens?user=${user.username}`, { Authorization });
    expect(list.body).toMatchObject([{ dialect: 'insight', kind: 'pat', 'expires-at': null }]);
    expect(list.text).not.toContain(token.slice(0, 16));
    const [{ id }] = list.body as [{ id: string }];
    expect((await send('delete', `/v1/tokens/${id}`, { Authorization })).status).toBe(204);
    expect(await statusOf(token)).toBe(401);
  });

  test('by a rotation of the native API gives another one, of the same form and listed here', async () => {
    const user = await logIn();
    const token = await makeToken(user);
    const headers = { Cookie: user.cookie, 'Sec-Fetch-Site': 'same-origin' };
    const { body } = await send('get', '/v1/tokens', headers);
    const [{ id }] = body as [{ id: string }];
    const rotation = send('post', `/v1/tokens/${id}/rotate`, headers).send({ overlap: '0s' });
    const { token: rotated } = (await rotation).body as { token: string };
    expect(rotated).toMatch(/^[0-9a-f]{256}$/);
    const listed = await send('get', '/api/getApiTokens', { 'X-Auth-Token': rotated });
    expect((listed.body as Listed[]).map(({ apiToken }) => apiToken)).toEqual([rotated]);
    expect(await statusOf(token)).toBe(401);
  });

  test('narrows with the rights of the owner: a token is never more than they are', async () => {
    const user = await logIn();
    await makeToken(user);
    const Authorization = `Bearer ${await app().tokenWith(['tokens:read'])}`;
    const list = await send('get', `/v1/tokens?user=${user.username}`, { Authorization });
    const [{ scopes }] = list.body as [{ scopes: string[] }];
    expect(scopes).toEqual(['devices:read-update', 'source:read', 'updates:read-update']);
  });
});

test('what else there was is not found, by whoever may look', async () => {
  const headers = { 'X-Auth-Token': await makeToken() };
  for (const path of ['/api/user/profile', '/api/user/linkedservices', '/api/updateProject/x']) {
    const answer = await send('get', path, headers);
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([404, ['error']]);
  }
  expect((await send('post', '/api/authenticate/ldap', headers)).status).toBe(404);
  expect((await send('get', '/api/user/profile')).status).toBe(401);
});
