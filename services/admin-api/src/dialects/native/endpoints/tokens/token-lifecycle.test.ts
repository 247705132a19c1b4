import supertest from 'supertest';
import { issueTokenFor, type Scope, type TokenRequest } from '@moorgate/auth';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

interface Owner {
  readonly username: string;
  readonly bearer: string;
  readonly id: string;
}

/** A user with these scopes, and a token of theirs with all of them. */
const makeOwner = async (
  scopes: readonly Scope[],
  request: Partial<TokenRequest> = {},
): Promise<Owner> => {
  const username = await app.addUser(scopes);
  const wanted = { username, name: 'first', scopes, ...request };
  const { token, id } = await issueTokenFor(app.operator, app.keys, wanted);
  return { username, bearer: `Bearer ${token}`, id };
};

const send = (
  method: 'get' | 'post' | 'patch' | 'delete',
  path: string,
  bearer: string,
): supertest.Test => call()[method](`/v1${path}`).set('Authorization', bearer);

describe('POST /tokens with limits', () => {
  test('201: shows them, as does GET /tokens/{id}', async () => {
    const { bearer, id: maker } = await makeOwner(['tokens:create', 'devices:read']);
    const limits = {
      note: 'for the lab',
      groups: ['lab'],
      cidrs: ['127.0.0.0/8', '10.0.0.7'],
      'max-uses': 5,
      'not-before': 1_700_000_000,
    };
    const body = { name: 'ci', scopes: ['devices:read'], ...limits };
    const issued = await send('post', '/tokens', bearer).send(body);
    expect(issued.status).toBe(201);
    expect(issued.body).toMatchObject(limits);
    const { token, ...shown } = issued.body as Record<string, unknown>;
    const found = await send('get', `/tokens/${String(shown['id'])}`, `Bearer ${String(token)}`);
    expect(found.body).toMatchObject({
      ...shown,
      state: 'active',
      kind: 'pat',
      family: maker,
    });
    expect(found.body.uses).toBe(1);
  });

  test.each([
    ['a group that is no name', { groups: ['a/b'] }, '/body/groups/0'],
    ['no group', { groups: [] }, '/body/groups'],
    ['a network that is none', { cidrs: ['10.0.0.0/99'] }, '/body/cidrs/0'],
    ['no use', { 'max-uses': 0 }, '/body/max-uses'],
    ['a note with a control character', { note: 'a\u0007' }, '/body/note'],
    ['a beginning after the end', { 'not-before': 4_102_444_800 }, '/body/not-before'],
  ])('400: refuses %s, pointing at it', async (_title, wrong, pointer) => {
    const { bearer } = await makeOwner(['tokens:create', 'devices:read']);
    const body = { name: 'ci', scopes: ['devices:read'], ...wrong };
    const answer = await send('post', '/tokens', bearer).send(body);
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer }));
  });

  test('403: refuses groups that the maker has no right for', async () => {
    const { bearer } = await makeOwner(['tokens:create', 'devices:read']);
    const limited = await send('post', '/tokens', bearer).send({
      name: 'x',
      scopes: ['tokens:create', 'devices:read'],
      cidrs: ['127.0.0.0/8'],
    });
    const maker = `Bearer ${String(limited.body.token)}`;
    const wider = { name: 'y', scopes: ['devices:read'], cidrs: ['0.0.0.0/0'] };
    const answer = await send('post', '/tokens', maker).send(wider);
    expect(codeOf(answer)).toEqual([403, 'token_not_narrower']);
  });
});

describe('GET /tokens/{id}', () => {
  test('404: answers the same for a token of somebody else and for none', async () => {
    const { id } = await makeOwner(['devices:read']);
    const other = await makeOwner(['devices:read']);
    const answers = await Promise.all(
      [id, '0000000000000'].map((one) =>
        send('get', `/tokens/${one}`, other.bearer).set('X-Request-Id', 'same'),
      ),
    );
    expect(answers.map(codeOf)).toEqual([
      [404, 'token_not_found'],
      [404, 'token_not_found'],
    ]);
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });
});

describe('GET /tokens with filters', () => {
  test('200: finds by state and text, and the link to the next page keeps them', async () => {
    const { bearer, username } = await makeOwner(['devices:read']);
    for (const name of ['alpha', 'alpine'])
      await issueTokenFor(app.operator, app.keys, { username, name, scopes: ['devices:read'] });
    const path = '/tokens?state=active&search=ALP&limit=1';
    const first = await send('get', path, bearer);
    expect(first.body).toHaveLength(1);
    expect(first.headers['link']).toContain('state=active&search=ALP');
    expect((await send('get', '/tokens?state=revoked', bearer)).body).toEqual([]);
    expect((await send('get', '/tokens?state=gone', bearer)).status).toBe(400);
  });
});

describe('PATCH /tokens/{id}', () => {
  test('200: renames and narrows', async () => {
    const { bearer, id } = await makeOwner(['devices:read-update']);
    const change = { name: 'second', note: null, scopes: ['devices:read'], groups: ['lab'] };
    const answer = await send('patch', `/tokens/${id}`, bearer).send(change);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject(change);
    const self = await send('get', '/self', bearer);
    expect(self.body.scopes).toEqual(['devices:read']);
  });

  test('200: disables; the next request with the token is refused', async () => {
    const { bearer, id } = await makeOwner(['devices:read']);
    const administrator = await makeOwner(['tokens:delete']);
    const disable = send('patch', `/tokens/${id}`, administrator.bearer).send({ disabled: true });
    expect((await disable).body).toMatchObject({
      state: 'disabled',
      'disable-reason': 'administrator',
      'disabled-by': administrator.username,
    });
    expect(codeOf(await send('get', '/self', bearer))).toEqual([401, 'credentials_invalid']);
  });

  test('refuses what is wider, an ended token, an unknown field and a foreign token', async () => {
    const { bearer, id } = await makeOwner(['devices:read', 'updates:read'], {
      scopes: ['devices:read'],
    });
    const patch = async (body: object, who = bearer): Promise<unknown> =>
      codeOf(await send('patch', `/tokens/${id}`, who).send(body));
    expect(await patch({ scopes: ['updates:read'] })).toEqual([403, 'token_not_narrower']);
    expect(await patch({ owner: 'me' })).toEqual([400, 'invalid_request']);
    const stranger = await makeOwner(['devices:read']);
    expect(await patch({ name: 'x' }, stranger.bearer)).toEqual([404, 'token_not_found']);
    const administrator = await makeOwner(['tokens:delete']);
    await send('delete', `/tokens/${id}`, administrator.bearer);
    expect(await patch({ name: 'x' }, administrator.bearer)).toEqual([409, 'token_ended']);
  });
});

describe('rotation', () => {
  const rotateSelf = (bearer: string, body: object = {}): supertest.Test =>
    send('post', '/tokens/self/rotate', bearer).send(body);

  test('200: a token gives itself a new secret; the old one is good for a day unless said', async () => {
    const { bearer, id } = await makeOwner(['tokens:rotate-self']);
    const answer = await rotateSelf(bearer);
    expect(answer.status).toBe(200);
    const ends = Math.floor(app.clock.now().getTime() / 1_000) + 86_400;
    expect(answer.body).toMatchObject({ id, version: 2, 'overlap-ends-at': ends });
    for (const text of [bearer, `Bearer ${String(answer.body.token)}`])
      expect((await send('get', '/self', text)).body.credential.id).toBe(id);
  });

  test('a secret that was rotated away answers 401, is written down, and ends the token', async () => {
    const { bearer, id } = await makeOwner(['tokens:rotate-self']);
    const { body } = await rotateSelf(bearer, { overlap: '0s' });
    expect(codeOf(await send('get', '/self', bearer))).toEqual([401, 'credentials_invalid']);
    const records = await app.db
      .selectFrom('audit_records')
      .select('action')
      .where('target_id', '=', id)
      .execute();
    expect(records.map(({ action }) => action)).toContain('token.reuse_detected');
    const successor = await send('get', '/self', `Bearer ${String(body.token)}`);
    expect(codeOf(successor)).toEqual([401, 'credentials_invalid']);
  });

  test('refuses a wrong overlap, a token without the scope, and the token of somebody else', async () => {
    const { bearer, id } = await makeOwner(['tokens:rotate-self']);
    for (const overlap of ['31d', '1', '-1h', '1w', 24])
      expect((await rotateSelf(bearer, { overlap })).status).toBe(400);
    const without = await makeOwner(['devices:read']);
    expect(codeOf(await rotateSelf(without.bearer))).toEqual([403, 'scope_missing']);
    const foreign = await send('post', `/tokens/${id}/rotate`, without.bearer).send({});
    expect(codeOf(foreign)).toEqual([404, 'token_not_found']);
    const own = await send('post', `/tokens/${without.id}/rotate`, without.bearer).send({});
    expect(codeOf(own)).toEqual([403, 'scope_missing']);
  });
});

describe('POST /tokens/revoke', () => {
  test('200: counts, then revokes', async () => {
    const { bearer, username } = await makeOwner(['devices:read']);
    const administrator = await makeOwner(['tokens:delete']);
    const revoke = (body: object): supertest.Test =>
      send('post', '/tokens/revoke', administrator.bearer).send({ user: username, ...body });
    expect((await revoke({ 'dry-run': true })).body).toEqual({ count: 1, 'dry-run': true });
    expect((await revoke({ scope: 'updates:read' })).body).toEqual({ count: 0, 'dry-run': false });
    expect((await revoke({})).body).toEqual({ count: 1, 'dry-run': false });
    expect((await send('get', '/self', bearer)).status).toBe(401);
  });

  test('refuses no criterion, an unknown scope, and whoever has no right', async () => {
    const administrator = await makeOwner(['tokens:delete']);
    const revoke = async (who: string, body: object): Promise<unknown> =>
      codeOf(await send('post', '/tokens/revoke', who).send(body));
    expect(await revoke(administrator.bearer, {})).toEqual([400, 'invalid_request']);
    expect(await revoke(administrator.bearer, { scope: 'a:b' })).toEqual([400, 'invalid_request']);
    expect(await revoke(administrator.bearer, { user: 'nobody' })).toEqual([404, 'user_not_found']);
    const other = await makeOwner(['devices:read']);
    expect(await revoke(other.bearer, { dialect: 'native' })).toEqual([403, 'scope_missing']);
  });
});

describe('leaks', () => {
  test('the pattern is published, and fits a token', async () => {
    const { bearer } = await makeOwner(['devices:read']);
    const { body } = await call().get('/v1/token-pattern');
    expect(bearer.slice('Bearer '.length)).toMatch(new RegExp(`^${String(body.pattern)}$`));
  });

  test('200: anybody ends a token that they found; a forged one is none', async () => {
    const { bearer } = await makeOwner(['devices:read']);
    const token = bearer.slice('Bearer '.length);
    const reports = [{ token, type: 'x', url: 'https://host/a' }, { token: `${token}x` }];
    const answer = await call().post('/v1/token-leaks').send(reports);
    expect(answer.body).toEqual([{ label: 'true_positive' }, { label: 'false_positive' }]);
    expect((await send('get', '/self', bearer)).status).toBe(401);
  });

  test('400 and 429: not more than a hundred at once, nor endlessly', async () => {
    const report = { token: 'x' };
    const many = await call().post('/token-leaks').send(Array(101).fill(report));
    expect(codeOf(many)).toEqual([400, 'invalid_request']);
    const statuses = new Set<number>();
    for (let round = 0; round < 40; round += 1)
      statuses.add((await call().post('/token-leaks').send([report])).status);
    expect(statuses).toEqual(new Set([200, 429]));
  });
});

test('every answer to a token that ends within 30 days says when', async () => {
  const expiresAt = new Date(app.clock.now().getTime() + 29 * 86_400_000);
  const { bearer } = await makeOwner(['devices:read'], { expiresAt });
  const found = await send('get', '/self', bearer);
  expect(found.headers['x-token-expires']).toBe(expiresAt.toISOString());
  const refused = await send('get', '/users', bearer);
  expect(refused.headers['x-token-expires']).toBe(expiresAt.toISOString());
  const { bearer: later } = await makeOwner(['devices:read']);
  expect((await send('get', '/self', later)).headers['x-token-expires']).toBeUndefined();
});
