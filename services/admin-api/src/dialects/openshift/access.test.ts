import supertest from 'supertest';
import { cookieOf, testPassword } from '../../test-support/test-app.ts';
import { recordsOfRefusals } from '../../test-support/refusal-records.ts';
import { setUpSecondFactor } from '../../test-support/set-up-second-factor.ts';
import { authorizationsPath, base, basicOf, useBroker } from './test-support/broker.ts';

const broker = useBroker();
const { send, add } = broker;

const domain = `domain/${'a'.repeat(24)}`;
const application = `application/${'b'.repeat(24)}`;
const verb = 'This action is not allowed with your current authorization.';
const permission = (scopes: string, action: string): string =>
  `You are not permitted to perform this action with the scopes ${scopes} (${action} on cloud user)`;

interface Asked {
  readonly status: number;
  readonly text: string;
}

/** What each kind of request is answered to the holder of a token of these scopes. */
const askAll = async (scope: string): Promise<Record<string, Asked>> => {
  const { basic } = await broker.makeUser();
  const other = await add(basic, { note: 'other' });
  const bearer = `Bearer ${(await add(basic, { scope })).token}`;
  const member = `${base}/user/authorization/${other.id}`;
  const read = async (request: supertest.Test): Promise<Asked> => {
    const { status, body } = await request;
    return { status, text: (body as { messages: { text: string }[] }).messages[0]!.text };
  };
  const ask = (...request: Parameters<typeof send>): Promise<Asked> => read(send(...request));
  return {
    user: await ask('get', `${base}/user`, bearer),
    other: await ask('get', `${base}/domains`, bearer),
    list: await ask('get', authorizationsPath, bearer),
    show: await ask('get', member, bearer),
    add: await ask('post', authorizationsPath, bearer),
    change: await read(send('put', member, bearer).send({ note: 'changed' })),
    revoke: await ask('delete', member, bearer),
    revokeAll: await ask('delete', authorizationsPath, bearer),
  };
};

const statusesOf = (asked: Record<string, Asked>): number[] =>
  Object.values(asked).map(({ status }) => status);

describe('what scopes let one do', () => {
  test('session: everything', async () => {
    const asked = await askAll('session');
    expect(statusesOf(asked)).toEqual([200, 200, 200, 200, 201, 200, 200, 200]);
  });

  test('read: to look at everything but authorizations', async () => {
    const asked = await askAll('read');
    expect(statusesOf(asked)).toEqual([200, 200, 403, 403, 403, 403, 403, 403]);
    for (const name of ['list', 'show', 'add', 'change', 'revoke', 'revokeAll'])
      expect(asked[name]).toEqual({ status: 403, text: verb });
  });

  test('userinfo: to look at oneself', async () => {
    const asked = await askAll('userinfo');
    expect(statusesOf(asked)).toEqual([200, 403, 403, 403, 403, 403, 403, 403]);
    expect(asked['other']?.text).toBe(verb);
  });

  test.each([`${domain}/view`, `${application}/view`])(
    '%s: to look, and to find nothing',
    async (scope) => {
      const asked = await askAll(scope);
      expect(statusesOf(asked)).toEqual([200, 200, 200, 404, 403, 403, 403, 403]);
      expect(asked['add']?.text).toBe(verb);
    },
  );

  test.each([
    `${domain}/edit`,
    `${domain}/admin`,
    `${application}/scale`,
    `${application}/edit`,
    `${application}/admin`,
    `${application}/report_deployments`,
  ])('%s: to look, and to change nothing that is here', async (scope) => {
    const asked = await askAll(scope);
    expect(statusesOf(asked)).toEqual([200, 200, 200, 404, 403, 403, 403, 403]);
    expect([asked['add']?.text, asked['change']?.text, asked['revoke']?.text]).toEqual([
      permission(scope, 'create_authorization'),
      permission(scope, 'update_authorization'),
      permission(scope, 'destroy_authorization'),
    ]);
  });

  test('several: what any of them does', async () => {
    const asked = await askAll(`userinfo ${domain}/view`);
    expect(statusesOf(asked)).toEqual([200, 200, 200, 404, 403, 403, 403, 403]);
    expect(statusesOf(await askAll('userinfo session'))).toEqual([
      200, 200, 200, 200, 201, 200, 200, 200,
    ]);
  });

  test('a list is empty for scopes about what does not exist', async () => {
    const { basic } = await broker.makeUser();
    const { token } = await add(basic, { scope: `${domain}/view` });
    const list = await send('get', authorizationsPath, `Bearer ${token}`);
    expect(list.body).toMatchObject({ type: 'authorizations', data: [] });
  });
});

describe('who asks', () => {
  test('every answer says whom it is for, and with which scopes', async () => {
    const { basic, username } = await broker.makeUser();
    const { token } = await add(basic, { scope: 'read userinfo' });
    const byPassword = await send('get', `${base}/user`, basic);
    const byToken = await send('get', authorizationsPath, `Bearer ${token}`);
    expect([byPassword.status, byToken.status]).toEqual([200, 403]);
    const names = ['x-openshift-identity', 'x-openshift-identity-id', 'x-oauth-scopes'];
    const id = (byPassword.body as { data: { id: string } }).data.id;
    expect(names.map((name) => byPassword.headers[name] as string)).toEqual([
      username,
      id,
      'session',
    ]);
    expect(names.map((name) => byToken.headers[name] as string)).toEqual([
      username,
      id,
      'read userinfo',
    ]);
  });

  test('nobody is asked for a password, in text unless the client reads envelopes', async () => {
    const text = await supertest(broker.app().server).get(`${base}/user`);
    expect([text.status, text.text]).toEqual([401, 'HTTP Basic: Access denied.\n']);
    expect(text.headers['www-authenticate']).toMatch(/^Basic realm=/);
    expect(text.headers['content-type']).toMatch(/^text\/plain/);
    const json = await send('get', `${base}/user`, '').set('Accept', 'application/json');
    expect([json.status, json.body.status]).toEqual([401, 'unauthorized']);
    expect(json.body.messages).toMatchObject([
      { exit_code: 1, text: 'HTTP Basic: Access denied.' },
    ]);
    const xml = await send('get', `${base}/user.xml`, '');
    expect(xml.text).toContain('<status>unauthorized</status>');
  });

  test.each([
    ['a wrong password', () => basicOf('nobody', 'wrong')],
    ['no password', () => `Basic ${Buffer.from('name').toString('base64')}`],
    ['no base64', () => 'Basic !!!'],
    ['another scheme', () => 'Digest username="x"'],
  ])('%s is refused as no credential is', async (_title, authorization) => {
    const answer = await send('get', `${base}/user`, authorization());
    expect([answer.status, answer.text]).toEqual([401, 'HTTP Basic: Access denied.\n']);
  });

  test.each(['cross-site', 'same-site'])(
    'a page of another host, %s, makes no browser ask for a password',
    async (site) => {
      for (const accept of ['text/html', 'application/json']) {
        const sent = supertest(broker.app().server).get(`${base}/user`).set('Accept', accept);
        const answer = await sent.set('Sec-Fetch-Site', site);
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="openshift broker"');
      }
    },
  );

  test.each(['none', 'same-origin', undefined])(
    'whoever asks by themselves is asked for a password: %j',
    async (site) => {
      const sent = supertest(broker.app().server).get(`${base}/user`);
      const answer = await (site === undefined ? sent : sent.set('Sec-Fetch-Site', site));
      expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=/);
    },
  );

  test('an unknown token, and one that has ended, are told apart by whoever has it', async () => {
    const { basic } = await broker.makeUser();
    const { token } = await add(basic, { expires_in: 1 });
    broker.app().clock.advance(2_000);
    const ended = await send('get', `${base}/user`, `Bearer ${token}`);
    expect([ended.status, ended.text]).toEqual([401, 'HTTP Bearer: Access denied.\n']);
    expect(ended.headers['www-authenticate']).toBe(
      'Bearer error="invalid_token", error_description="The access token expired"',
    );
    for (const text of ['nonsense', '0'.repeat(64), `${token.slice(0, -1)}x`]) {
      const unknown = await send('get', `${base}/user`, `Bearer ${text}`);
      expect([unknown.status, unknown.headers['www-authenticate']]).toEqual([
        401,
        'Bearer error="invalid_token", error_description="The access token is not recognized"',
      ]);
    }
  });

  test('a token of another API is none here, nor is one of this API elsewhere', async () => {
    const native = `Bearer ${await broker.app().tokenWith(['devices:read'])}`;
    expect((await send('get', `${base}/user`, native)).status).toBe(401);
    const { basic } = await broker.makeUser();
    const { token } = await add(basic, { scope: 'session' });
    expect((await send('get', '/v1/self', `Bearer ${token}`)).status).toBe(401);
    expect((await send('get', '/api/getApiTokens', '').set('X-Auth-Token', token)).status).toBe(
      401,
    );
  });

  test('nobody asks in the name of somebody else', async () => {
    const { basic } = await broker.makeUser();
    const answer = await send('get', `${base}/user.json`, basic).set('X-Impersonate-User', 'admin');
    expect([answer.status, answer.body.messages[0].exit_code]).toEqual([401, 1]);
  });

  test('a page of another site adds nothing with a password that the browser remembers', async () => {
    const { basic } = await broker.makeUser();
    const answer = await send('post', authorizationsPath, basic).set(
      'Sec-Fetch-Site',
      'cross-site',
    );
    expect([answer.status, answer.body.status]).toEqual([403, 'forbidden']);
  });

  test('one that the native API rotates is another one of the same form, and is shown here', async () => {
    const { basic, username } = await broker.makeUser();
    const { id, token } = await add(basic);
    const login = await send('post', '/v1/sessions', '').send({ username, password: testPassword });
    const own = { Cookie: cookieOf(login.headers), 'Sec-Fetch-Site': 'same-origin' };
    const { body } = await send('get', '/v1/tokens', '').set(own);
    const [{ id: tokenId }] = body as [{ id: string }];
    const rotation = send('post', `/v1/tokens/${tokenId}/rotate`, '').set(own);
    const { token: rotated } = (await rotation.send({ overlap: '0s' })).body as { token: string };
    expect(rotated).toMatch(/^[0-9a-f]{64}$/);
    const shown = await send('get', `${base}/user/authorization/${id}`, basic);
    expect((shown.body as { data: { token: string } }).data.token).toBe(rotated);
    const statusOf = async (text: string): Promise<number> =>
      (await send('get', `${base}/user`, `Bearer ${text}`)).status;
    expect([await statusOf(rotated), await statusOf(token)]).toEqual([200, 401]);
  });

  test('one that is made with another one ends no later, may no more, and is revoked with it', async () => {
    const { basic } = await broker.makeUser();
    const parent = await add(basic, { scope: 'session', expires_in: 3_600 });
    const child = await add(`Bearer ${parent.token}`, { scope: 'read' });
    expect(child.expires_in).toBe(3_600);
    expect((await send('get', `${base}/user`, `Bearer ${child.token}`)).status).toBe(200);
    await send('delete', `${base}/user/authorization/${parent.id}`, basic);
    expect((await send('get', `${base}/user`, `Bearer ${child.token}`)).status).toBe(401);
  });
});

describe('passwords', () => {
  test('too many wrong ones have to wait, the right one with them', async () => {
    const { username, basic } = await broker.makeUser();
    for (let count = 0; count < 10; count += 1)
      expect((await send('get', `${base}/user`, basicOf(username, 'wrong'))).status).toBe(401);
    const answer = await send('get', `${base}/user`, basic);
    expect([answer.status, answer.body.status]).toEqual([429, 'too_many_requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('with a second factor, a code goes along, once for each request', async () => {
    const { username, basic } = await broker.makeUser();
    const nextCode = await setUpSecondFactor(broker.app(), username);
    const refused = await send('get', `${base}/user`, basic);
    expect([refused.status, refused.text]).toEqual([
      401,
      'HTTP Basic: Access denied. The account has a second factor: send a code in X-One-Time-Code.\n',
    ]);
    const code = nextCode();
    const added = await send('post', authorizationsPath, basic)
      .set('X-One-Time-Code', code)
      .send({ scope: 'session' });
    expect(added.status).toBe(201);
    const again = await send('get', `${base}/user`, basic).set('X-One-Time-Code', code);
    expect(again.status).toBe(401);
  });
});

test('a password that fails is recorded once, whatever is asked for; another credential is counted', async () => {
  const records = await recordsOfRefusals(async (app) => {
    const username = await app.addUser();
    const ask = async (path: string, authorization: string): Promise<number> =>
      (await supertest(app.server).get(path).set('Authorization', authorization)).status;
    expect(await ask(`${base}/user`, basicOf(username, 'wrong'))).toBe(401);
    expect(await ask(authorizationsPath, basicOf('nobody'))).toBe(401);
    expect(await ask(`${base}/user`, 'Bearer unknown')).toBe(401);
    await setUpSecondFactor(app, username);
    expect(await ask(`${base}/domains`, basicOf(username))).toBe(401);
  });
  expect(records).toEqual([
    ...['session.refused', 'session.refused', 'session.refused'],
    'credentials_invalid of showOpenShiftUser: 1',
  ]);
});
