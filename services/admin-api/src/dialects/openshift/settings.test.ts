import { authorizationsPath, base, useBroker } from './test-support/broker.ts';

describe('where tokens are not shown again', () => {
  const { send, add, makeUser } = useBroker({ derived: { revealsTokens: false } });

  test('lists shorten them, and reuse gives another secret for the same authorization', async () => {
    const { basic } = await makeUser();
    const first = await add(basic, { scope: 'session' });
    const again = await add(basic, { scope: 'session', reuse: true });
    expect(again.id).toBe(first.id);
    expect(again.token).not.toBe(first.token);
    for (const { token } of [first, again])
      expect((await send('get', `${base}/user`, `Bearer ${token}`)).status).toBe(200);
    const list = await send('get', authorizationsPath, basic);
    const { token } = (list.body as { data: [{ token: string }] }).data[0];
    expect(token).toMatch(/^mgt_pat_[0-9a-z]{13}_…[0-9a-f]{4}$/);
    expect((await send('get', `${base}/user`, `Bearer ${again.token.slice(0, 20)}`)).status).toBe(
      401,
    );
  });
});

describe('where tokens have the form of every token', () => {
  const { send, add, makeUser } = useBroker({ derived: { usesHexTokens: false } });

  test('they work, are shown again, and revoke themselves', async () => {
    const { basic } = await makeUser();
    const { token } = await add(basic, { scope: 'session' });
    expect(token).toMatch(/^mgt_pat_/);
    const list = await send('get', authorizationsPath, `Bearer ${token}`);
    expect(list.body.data).toMatchObject([{ token }]);
    await send('delete', `${base}/user/authorization/${token}`, `Bearer ${token}`);
    expect((await send('get', `${base}/user`, `Bearer ${token}`)).status).toBe(401);
  });
});

describe('where the dialect is forbidden', () => {
  const { send } = useBroker({ forbiddenDialects: ['openshift'] });

  test('nothing of it is there', async () => {
    const answer = await send('get', `${base}/api`, '');
    expect([answer.status, answer.body.code]).toEqual([401, 'credentials_required']);
  });
});
