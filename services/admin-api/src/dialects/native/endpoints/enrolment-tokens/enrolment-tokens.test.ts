import { deactivateUser, issueTokenFor, revokeToken } from '@moorgate/auth';
import { getDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { makeEnrolmentToken } from '../../../../test-support/make-enrolment-token.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let operatorToken: string;
beforeAll(async () => {
  app = await startTestApp({ trustedProxies: ['127.0.0.1'] });
  await app.registration.trust(app.operator);
  operatorToken = await app.tokenWith(['devices:create', 'devices:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const register = (token: string, fields: object = {}): supertest.Test =>
  supertest(app.server)
    .post('/ota/devices/')
    .set('OSF-TOKEN', token)
    .send({ ...app.registration.requestFor(), ...fields });
const asOperator = (method: 'get' | 'post' | 'delete', path: string): supertest.Test =>
  supertest(app.server)[method](path).set('OSF-TOKEN', operatorToken);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];
const invalid = [401, 'credentials_invalid'];

describe('creating one', () => {
  test('201: it is shown once, and the list has everything but its secret', async () => {
    const request = {
      name: 'line 1',
      'max-uses': 5,
      group: 'east',
      'name-prefix': 'dev-',
      cidrs: ['192.0.2.0/24'],
    };
    const { body } = await asOperator('post', '/v1/enrolment-tokens').send(request).expect(201);
    const { token, ...shown } = body as { token: string };
    expect(token).toMatch(/^mgt_enr_/);
    expect(shown).toMatchObject({ ...request, state: 'usable', uses: 0, factory: 'acme' });
    const { body: list } = await asOperator('get', '/v1/enrolment-tokens?limit=1').expect(200);
    expect(list).toEqual([shown]);
    const rows = await app.db.selectFrom('enrolment_tokens').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token.slice(22, 65));
  });

  test('403: nobody makes one for groups that are not theirs, or sees and revokes it', async () => {
    const username = await app.addUser(['devices:create']);
    const limit = { username, name: 'east', scopes: ['devices:create'], groups: ['east'] };
    const { token: own } = await issueTokenFor(app.operator, app.keys, limit);
    const send = (body: object): supertest.Test =>
      supertest(app.server).post('/v1/enrolment-tokens').set('OSF-TOKEN', own).send(body);
    await send({ name: 'a', group: 'east' }).expect(201);
    for (const foreign of [{ name: 'a' }, { name: 'a', group: 'west' }])
      expect(codeOf(await send(foreign))).toEqual([403, 'scope_not_held']);
    const { id } = await makeEnrolmentToken(app, { group: 'west' });
    const list = await supertest(app.server).get('/v1/enrolment-tokens').set('OSF-TOKEN', own);
    expect(list.text).not.toContain(id);
    const revoke = supertest(app.server).delete(`/v1/enrolment-tokens/${id}`);
    expect(codeOf(await revoke.set('OSF-TOKEN', own))).toEqual([404, 'enrolment_token_not_found']);
  });

  test.each([
    [{}],
    [{ name: 'a', 'max-uses': 0 }],
    [{ name: 'a', group: '-' }],
    [{ name: 'a', 'name-prefix': 'a b' }],
    [{ name: 'a', cidrs: ['10.0.0.0/99'] }],
    [{ name: 'a', 'expires-at': 1 }],
    [{ name: 'a', 'expires-at': 4_000_000_000 }],
  ])('400 for %j', async (body) => {
    const answer = await asOperator('post', '/v1/enrolment-tokens').send(body);
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
  });
});

describe('a device that registers with one', () => {
  test('comes into its group, and the audit record names the token', async () => {
    const { id, token } = await makeEnrolmentToken(app, { group: 'west', namePrefix: 'dev-' });
    const request = { ...app.registration.requestFor(), name: 'dev-west' };
    await register(token, request).expect(201);
    expect(await getDevice(app.operator, request.uuid)).toMatchObject({
      labels: { name: 'dev-west', group: 'west' },
    });
    const record = await app.db
      .selectFrom('audit_records')
      .select(['actor_kind', 'actor_id'])
      .where('action', '=', 'device.registered')
      .where('target_id', '=', request.uuid)
      .executeTakeFirst();
    expect(record).toEqual({ actor_kind: 'token', actor_id: id });
  });

  test('403 for another group, and for a name that begins otherwise', async () => {
    const { token } = await makeEnrolmentToken(app, {
      group: 'west',
      namePrefix: 'dev-',
      maxUses: 9,
    });
    const group = await register(token, { name: 'dev-1', group: 'east' });
    expect(codeOf(group)).toEqual([403, 'scope_not_held']);
    const name = await register(token, { name: 'other' });
    expect(codeOf(name)).toEqual([403, 'enrolment_name_forbidden']);
  });

  test('a registration that fails uses nothing up; one that succeeds does', async () => {
    const { token } = await makeEnrolmentToken(app);
    const first = app.registration.requestFor();
    expect((await register(token, { csr: 'nonsense' })).status).toBe(400);
    await register(operatorToken, first).expect(201);
    expect(codeOf(await register(token, { ...first, name: 'free' }))).toEqual([
      409,
      'device_exists',
    ]);
    await register(token).expect(201);
    expect(codeOf(await register(token))).toEqual(invalid);
  });

  test('of two at once with one use left, one wins', async () => {
    const { token } = await makeEnrolmentToken(app, { maxUses: 1 });
    const answers = await Promise.all([1, 2, 3, 4].map(() => register(token).then(codeOf)));
    expect(answers.filter((answer) => (answer as unknown[])[0] === 201)).toHaveLength(1);
    expect(answers.filter((answer) => (answer as unknown[])[0] === 401)).toHaveLength(3);
  });

  test('401 once it has ended, or was revoked; 404 for one that there is not', async () => {
    const ending = await makeEnrolmentToken(app, {
      expiresAt: new Date(app.clock.now().getTime() + 1_000),
    });
    app.clock.advance(1_000);
    expect(codeOf(await register(ending.token))).toEqual(invalid);
    const revoked = await makeEnrolmentToken(app);
    await asOperator('delete', `/v1/enrolment-tokens/${revoked.id}`).expect(204);
    expect(codeOf(await register(revoked.token))).toEqual(invalid);
    const missing = await asOperator('delete', '/v1/enrolment-tokens/0123456789abc');
    expect(codeOf(missing)).toEqual([404, 'enrolment_token_not_found']);
  });

  test('403 from another network, whatever a proxy that nobody declared says', async () => {
    const { token } = await makeEnrolmentToken(app, { cidrs: ['192.0.2.0/24'], maxUses: 9 });
    await register(token).set('X-Forwarded-For', '192.0.2.7').expect(201);
    const elsewhere = await register(token).set('X-Forwarded-For', '192.0.2.7, 198.51.100.1');
    expect(codeOf(elsewhere)).toEqual([403, 'token_address_forbidden']);
  });
});

describe('what it is not good for', () => {
  test('401 for every other operation', async () => {
    const { token } = await makeEnrolmentToken(app, { maxUses: 100 });
    const others = ['/v1/devices', '/v1/enrolment-tokens', '/v1/users/self', '/v1/tokens'];
    for (const path of others) {
      const answer = await supertest(app.server).get(path).set('Authorization', `Bearer ${token}`);
      expect(codeOf(answer)).toEqual(invalid);
    }
    const permit = supertest(app.server).post('/v1/enrolment-tokens').set('OSF-TOKEN', token);
    expect(codeOf(await permit.send({ name: 'more' }))).toEqual(invalid);
  });
});

describe('what ends it with its owner', () => {
  test('401 from the moment at which its owner is deactivated', async () => {
    const username = await app.addUser(['devices:create']);
    const { token } = await makeEnrolmentToken(app, { maxUses: 9 }, username);
    await register(token).expect(201);
    await deactivateUser(app.operator, username);
    expect(codeOf(await register(token))).toEqual(invalid);
  });

  test('401 once the operator’s token that it was made with is revoked', async () => {
    const own = await app.tokenWith(['devices:create']);
    const made = await supertest(app.server)
      .post('/v1/enrolment-tokens')
      .set('OSF-TOKEN', own)
      .send({ name: 'a', 'max-uses': 9 })
      .expect(201);
    await register(made.body.token as string).expect(201);
    await revokeToken(app.operator, own.slice(8, 21));
    expect(codeOf(await register(made.body.token as string))).toEqual(invalid);
  });

  test('401 once somebody has reported that it leaked', async () => {
    const { token } = await makeEnrolmentToken(app, { maxUses: 9 });
    const report = [{ token, type: 'moorgate', url: '' }];
    const { body } = await supertest(app.server).post('/v1/token-leaks').send(report).expect(200);
    expect(body).toMatchObject([{ label: 'true_positive' }]);
    expect(codeOf(await register(token))).toEqual(invalid);
  });
});
