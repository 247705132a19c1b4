import supertest from 'supertest';
import { startTestApp, type TestApp, testPassword } from '../../../../test-support/test-app.ts';
import { issueTokenFor, type Scope } from '@moorgate/auth';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);

/** A user with these scopes, and a token of theirs with all of them. */
const makeOwner = async (
  ...scopes: Scope[]
): Promise<{ username: string; bearer: string; id: string }> => {
  const username = await app.addUser(scopes);
  const request = { username, name: 'first', scopes };
  const { token, id } = await issueTokenFor(app.operator, app.keys, request);
  return { username, bearer: `Bearer ${token}`, id };
};

const body = { name: 'ci', scopes: ['devices:read'] };

describe('POST /tokens', () => {
  describe('201', () => {
    test('answers a token that works, shown once and never cached', async () => {
      const { bearer, username } = await makeOwner('tokens:create', 'devices:read');
      const answer = await call().post('/v1/tokens').set('Authorization', bearer).send(body);
      expect(answer.status).toBe(201);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toMatchObject({ owner: username, name: 'ci', scopes: ['devices:read'] });
      const self = await call().get('/v1/self').set('OSF-TOKEN', answer.body.token);
      expect(self.body).toMatchObject({
        username,
        scopes: ['devices:read'],
        credential: { kind: 'token', id: answer.body.id },
      });
    });

    test('ends the token when the request says', async () => {
      const { bearer } = await makeOwner('tokens:create', 'devices:read');
      const expiresAt = Math.floor(app.clock.now().getTime() / 1_000) + 60;
      const answer = await call()
        .post('/tokens')
        .set('Authorization', bearer)
        .send({ ...body, 'expires-at': expiresAt });
      expect(answer.body['expires-at']).toBe(expiresAt);
    });
  });

  describe('400', () => {
    test.each([
      ['an unknown scope', { scopes: ['devices:fly'] }, '/body/scopes/0'],
      ['no scope', { scopes: [] }, '/body/scopes'],
      ['an expiry in the past', { 'expires-at': 0 }, '/body/expires-at'],
      ['an expiry after two years', { 'expires-at': 4_102_444_800 }, '/body/expires-at'],
      ['an expiry of never', { 'expires-at': null }, '/body/expires-at'],
      ['an empty name', { name: '' }, '/body/name'],
      ['an unknown field', { owner: 'admin' }, '/body/owner'],
    ])('refuses %s, pointing at it', async (_title, wrong, pointer) => {
      const { bearer } = await makeOwner('tokens:create', 'devices:read');
      const answer = await call()
        .post('/v1/tokens')
        .set('Authorization', bearer)
        .send({ ...body, ...wrong });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
      expect(answer.body.errors).toContainEqual(expect.objectContaining({ pointer }));
    });
  });

  describe('401', () => {
    test('refuses a request without a credential', async () => {
      const answer = await call().post('/v1/tokens').send(body);
      expect([answer.status, answer.body.code]).toEqual([401, 'credentials_required']);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    });
  });

  describe('403', () => {
    test('refuses a credential without tokens:create, and scopes that it lacks', async () => {
      const without = await makeOwner('devices:read');
      const refused = await call()
        .post('/v1/tokens')
        .set('Authorization', without.bearer)
        .send(body);
      expect([refused.status, refused.body.code]).toEqual([403, 'scope_missing']);
      const maker = await makeOwner('tokens:create');
      const more = await call().post('/v1/tokens').set('Authorization', maker.bearer).send(body);
      expect([more.status, more.body.code]).toEqual([403, 'scope_not_held']);
    });
  });
});

describe('GET /tokens', () => {
  describe('200', () => {
    test('lists one’s own tokens by pages, without a secret', async () => {
      const { bearer, username } = await makeOwner('devices:read');
      const second = { username, name: 'second', scopes: ['devices:read'] };
      const { token } = await issueTokenFor(app.operator, app.keys, second);
      const first = await call().get('/v1/tokens?limit=1').set('Authorization', bearer);
      expect(first.status).toBe(200);
      const next = /^<([^>]+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1];
      const last = await call().get(next!).set('Authorization', bearer);
      expect(last.headers['link']).toBeUndefined();
      const names = [...first.body, ...last.body].map((one: { name: string }) => one.name);
      expect(names.sort()).toEqual(['first', 'second']);
      expect(JSON.stringify([first.body, last.body])).not.toContain(token.split('_')[3]);
    });

    test('lists those of another user for holders of tokens:read', async () => {
      const { username } = await makeOwner('devices:read');
      const reader = await makeOwner('tokens:read');
      const answer = await call()
        .get(`/v1/tokens?user=${username}`)
        .set('Authorization', reader.bearer);
      expect(answer.body).toEqual([expect.objectContaining({ owner: username, name: 'first' })]);
    });
  });

  describe('200, of all owners', () => {
    test('lists everybody’s for holders of tokens:read, by a scope, page by page', async () => {
      const one = await makeOwner('targets:read-update');
      const other = await makeOwner('targets:read');
      await makeOwner('devices:read');
      const reader = await makeOwner('tokens:read');
      const list = (path: string): supertest.Test =>
        call().get(path).set('Authorization', reader.bearer);
      const first = await list('/v1/tokens?all-owners=true&scope=targets:read&limit=1');
      const next = /^<([^>]+)>; rel="next"$/.exec(first.headers['link'] ?? '')?.[1];
      expect(next).toContain('all-owners=true');
      const last = await list(next!);
      const owners = [...first.body, ...last.body].map(({ owner }: { owner: string }) => owner);
      expect(owners.sort()).toEqual([one.username, other.username].sort());
      const older = await list('/v1/tokens?all-owners=true&created-before=0&dialect=native');
      expect([older.status, older.body]).toEqual([200, []]);
    });
  });

  describe('400', () => {
    test.each([
      'all-owners=yes',
      'dialect=A',
      'scope=x',
      'limit=0',
      'limit=-1',
      'limit=99999999999',
      'limit=x',
      'user=a/b',
      'cursor=nonsense',
    ])('refuses ?%s', async (query) => {
      const { bearer } = await makeOwner('devices:read');
      const answer = await call().get(`/v1/tokens?${query}`).set('Authorization', bearer);
      expect(answer.status).toBe(400);
    });
  });

  describe('401', () => {
    test.each([
      ['another scheme', { Authorization: 'Basic YWRtaW46YWRtaW4=' }],
      ['a text that is no token', { Authorization: 'Bearer nonsense' }],
      ['a wrong Bearer, even beside a good OSF-TOKEN', { Authorization: 'Bearer nonsense' }],
      ['an unknown token', { 'OSF-TOKEN': 'nonsense' }],
    ])('refuses %s', async (_title, headers) => {
      const { bearer } = await makeOwner('devices:read');
      const good = { 'OSF-TOKEN': bearer.slice('Bearer '.length) };
      const answer = await call()
        .get('/v1/tokens')
        .set({ ...good, ...headers });
      expect([answer.status, answer.body.code]).toEqual([401, 'credentials_invalid']);
    });

    test('takes the scheme in any case', async () => {
      const { bearer } = await makeOwner('devices:read');
      const answer = await call().get('/v1/tokens').set('Authorization', bearer.replace('B', 'b'));
      expect(answer.status).toBe(200);
    });
  });

  describe('403', () => {
    test('refuses tokens of others without tokens:read', async () => {
      const { username } = await makeOwner('devices:read');
      const other = await makeOwner('devices:read', 'tokens:delete');
      for (const query of [`user=${username}`, 'all-owners=true']) {
        const path = `/v1/tokens?${query}`;
        const answer = await call().get(path).set('Authorization', other.bearer);
        expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
        expect(answer.headers['www-authenticate']).toContain('scope="tokens:read"');
      }
    });
  });

  describe('404', () => {
    test('knows no user of that name', async () => {
      const { bearer } = await makeOwner('tokens:read');
      const answer = await call().get('/v1/tokens?user=nobody').set('Authorization', bearer);
      expect([answer.status, answer.body.code]).toEqual([404, 'user_not_found']);
    });
  });
});

describe('DELETE /tokens/{id}', () => {
  describe('204', () => {
    test('revokes: the next request with the token is refused', async () => {
      const { bearer, id } = await makeOwner('devices:read');
      const answer = await call().delete(`/v1/tokens/${id}`).set('Authorization', bearer);
      expect(answer.status).toBe(204);
      const after = await call().get('/v1/self').set('Authorization', bearer);
      expect([after.status, after.body.code]).toEqual([401, 'credentials_invalid']);
    });

    test('revokes with a session, from a page of ours', async () => {
      const { bearer, id, username } = await makeOwner('devices:read');
      const login = await call().post('/v1/sessions').send({ username, password: testPassword });
      const answer = await call()
        .delete(`/v1/tokens/${id}`)
        .set('Cookie', login.headers['set-cookie']!)
        .set('Sec-Fetch-Site', 'same-origin');
      expect(answer.status).toBe(204);
      expect((await call().get('/v1/self').set('Authorization', bearer)).status).toBe(401);
    });
  });

  describe('403', () => {
    test('does not let a token revoke another one of its owner', async () => {
      const { bearer, username } = await makeOwner('devices:read');
      const second = { username, name: 'second', scopes: ['devices:read'] };
      const { id } = await issueTokenFor(app.operator, app.keys, second);
      const answer = await call().delete(`/v1/tokens/${id}`).set('Authorization', bearer);
      expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
    });
  });

  describe('404', () => {
    test('answers the same for a token of somebody else and for none', async () => {
      const { id } = await makeOwner('devices:read');
      const other = await makeOwner('devices:read');
      for (const path of [`/v1/tokens/${id}`, '/v1/tokens/0000000000000']) {
        const answer = await call()
          .delete(path)
          .set('Authorization', other.bearer)
          .set('X-Request-Id', 'same');
        expect([answer.status, answer.body.code]).toEqual([404, 'token_not_found']);
      }
    });
  });

  describe('400 and 401', () => {
    test('refuses an id that cannot be one, and whoever has no credential', async () => {
      const { bearer } = await makeOwner('devices:read');
      expect((await call().delete('/v1/tokens/x').set('Authorization', bearer)).status).toBe(400);
      expect((await call().delete('/v1/tokens/0000000000000')).status).toBe(401);
    });
  });
});
