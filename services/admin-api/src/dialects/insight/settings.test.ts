import { useInsight } from './test-support/insight.ts';

describe('unless the operator wants it', () => {
  const { makeToken, send } = useInsight();

  test('a token in the query is none', async () => {
    const token = await makeToken();
    expect((await send('get', `/api/getUserRecentFiles?token=${token}`)).status).toBe(401);
    expect((await send('get', `/api/revokeApiToken?token=${token}`)).status).toBe(200);
    expect((await send('get', '/api/getUserRecentFiles', { 'X-Auth-Token': token })).status).toBe(
      200,
    );
  });
});

describe('where tokens may be in the query', () => {
  const logLines: string[] = [];
  const { makeToken, send } = useInsight({ derived: { admitsQueryTokens: true }, logLines });

  test('one is, the header before it, and no log has it', async () => {
    const token = await makeToken();
    const path = `/api/getUserRecentFiles?token=${token}`;
    expect((await send('get', path)).status).toBe(200);
    expect((await send('get', path, { 'X-Auth-Token': 'nonsense' })).status).toBe(401);
    expect((await send('get', `/api/revokeApiToken?token=${token}`)).status).toBe(200);
    expect((await send('get', path)).status).toBe(401);
    expect(logLines.length).toBeGreaterThan(3);
    expect(logLines.join('')).not.toContain(token.slice(0, 16));
  });
});

describe('where tokens are not shown again', () => {
  const { makeToken, send } = useInsight({ derived: { revealsTokens: false } });

  test('a list tells them apart, and no more', async () => {
    const token = await makeToken();
    const list = await send('get', '/api/getApiTokens', { 'X-Auth-Token': token });
    const [{ apiToken }] = list.body as [{ apiToken: string }];
    expect(apiToken).toBe(`mgt_pat_${apiToken.slice(8, 21)}_…${token.slice(-4)}`);
  });
});

describe('where tokens have the form of every token', () => {
  const { makeToken, send } = useInsight({ derived: { usesHexTokens: false } });

  test('they work, are shown again, and are revoked', async () => {
    const token = await makeToken();
    expect(token).toMatch(/^mgt_pat_/);
    const headers = { 'X-Auth-Token': token };
    expect((await send('get', '/api/getApiTokens', headers)).body).toMatchObject([
      { apiToken: token },
    ]);
    await send('get', '/api/revokeApiToken', headers);
    expect((await send('get', '/api/getApiTokens', headers)).status).toBe(401);
  });
});

describe('where the dialect is forbidden', () => {
  const { send, logIn } = useInsight({ forbiddenDialects: ['insight'] });

  test('nothing of it is there', async () => {
    const { cookie } = await logIn();
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'none' };
    const answer = await send('get', '/api/createApiToken', headers);
    expect([answer.status, answer.body.code]).toEqual([404, 'route_not_found']);
  });
});
