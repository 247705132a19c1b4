import { revokeToken } from '@moorgate/auth';
import { declareWith } from '@moorgate/testing';
import {
  type RegistryGround,
  registryPackage,
  runGrantee,
  startRegistryGround,
} from './test-support/registry-ground.ts';

const partOf = (token: string, index: number): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

interface RealmAnswer {
  readonly token?: string;
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly issued_at?: string;
  readonly errors?: readonly { readonly code: string; readonly message: string }[];
}

declareWith(registryPackage, describe)('the token realm', () => {
  let ground: RegistryGround;
  beforeAll(async () => {
    ground = await startRegistryGround();
  });
  afterAll(() => ground.close());

  const ask = async (
    query: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: RealmAnswer; headers: Headers }> => {
    const answer = await fetch(`${ground.app.origin}/token-auth/${query}`, { headers });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as RealmAnswer,
    };
  };

  const post = async (fields: Record<string, string>) => {
    const answer = await fetch(`${ground.app.origin}/token-auth/`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    });
    return { status: answer.status, body: (await answer.json()) as RealmAnswer };
  };

  const accessIn = ({ token = '' }: RealmAnswer): unknown => partOf(token, 1)['access'];

  test('gives a token to whoever sends theirs as a password, under any name and without one', async () => {
    const { token } = await ground.newToken(['containers:read']);
    // As docker asks; it keeps the token of ours, since it gets nothing to keep in its place.
    const query =
      '?account=x&client_id=docker&offline_token=true&service=registry&scope=repository:acme/app:pull';
    for (const credential of [`x:${token}`, `:${token}`, token, `${token}\n`]) {
      const { status, body, headers } = await ask(query, { authorization: basic(credential) });
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toEqual({
        token: body.access_token,
        access_token: expect.any(String),
        expires_in: 300,
        issued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      expect(accessIn(body)).toEqual([{ type: 'repository', name: 'acme/app', actions: ['pull'] }]);
    }
  });

  test('gives one for an identity token and for a password in a form', async () => {
    const { token } = await ground.newToken(['containers:read']);
    const scope = 'repository:acme/app:pull';
    for (const fields of [
      { grant_type: 'refresh_token', refresh_token: token, service: 'registry', scope },
      { grant_type: 'password', username: 'x', password: token, service: 'registry', scope },
    ]) {
      const { status, body } = await post(fields);
      expect(status).toBe(200);
      expect(accessIn(body)).toEqual([{ type: 'repository', name: 'acme/app', actions: ['pull'] }]);
    }
    expect(await post({ grant_type: 'authorization_code', code: token })).toMatchObject({
      status: 400,
      body: { errors: [{ code: 'UNSUPPORTED' }] },
    });
  });

  test.each([
    ['containers:read', 'pull,push', ['pull']],
    ['containers:read', 'delete', []],
    ['containers:read', '*', ['pull']],
    ['containers:read-update', 'push,pull', ['push', 'pull']],
    ['containers:read-update', 'delete', ['delete']],
    ['containers:read-update', '*', ['pull', 'push', 'delete']],
  ] as const)('to a token with %s it grants of %s: %j', async (scope, actions, granted) => {
    const { token } = await ground.newToken([scope]);
    const { body } = await ask(`?scope=repository:acme/app:${actions}`, {
      authorization: basic(`x:${token}`),
    });
    const access = granted.length === 0 ? [] : [{ name: 'acme/app', actions: [...granted] }];
    expect(accessIn(body)).toMatchObject(access);
    expect(accessIn(body)).toHaveLength(access.length);
  });

  test('reads several scopes, repeated or in one, and grants each repository once', async () => {
    const { token } = await ground.newToken(['containers:read-update']);
    const query =
      '?scope=repository:acme/a:pull%20repository:acme/b:pull,push&scope=repository:acme/a:delete';
    const { body } = await ask(query, { authorization: basic(`x:${token}`) });
    expect(accessIn(body)).toEqual([
      { type: 'repository', name: 'acme/a', actions: ['pull', 'delete'] },
      { type: 'repository', name: 'acme/b', actions: ['pull', 'push'] },
    ]);
  });

  test.each([
    'registry:catalog:*',
    'repository:other/app:pull',
    'repository:acme:pull',
    'repository:acme/../other/app:pull',
    'repository:acme/App:pull',
    'repository:acme//app:pull',
    'repository:acme%2fapp:pull',
    'repository:acme/app',
    'repository:acme/app:pull:push',
    'repository',
    '::',
    '',
  ])('grants nothing for %j', async (scope) => {
    const { token } = await ground.newToken(['containers:read-update']);
    const query = new URLSearchParams({ scope }).toString();
    const { status, body } = await ask(`?${query}`, { authorization: basic(`x:${token}`) });
    expect(status).toBe(200);
    expect(accessIn(body)).toEqual([]);
  });

  test('refuses a wrong, a revoked and a missing credential, and one that has nothing to do with containers', async () => {
    const revoked = await ground.newToken(['containers:read']);
    await revokeToken(ground.app.operator, revoked.tokenId);
    const other = await ground.newToken(['devices:read']);
    for (const secret of ['wrong', revoked.token, other.token])
      expect(await ask('', { authorization: basic(`x:${secret}`) })).toMatchObject({
        status: 401,
        body: { errors: [{ code: 'UNAUTHORIZED', message: expect.any(String) }] },
      });
    const { body } = await ask('', { authorization: basic(`x:${other.token}`) });
    expect(body.errors?.[0]?.message).toContain('containers:read');
    expect(await ask('?scope=repository:acme/app:pull', {})).toMatchObject({
      status: 401,
      body: { errors: [{ code: 'UNAUTHORIZED', message: expect.stringContaining('log in') }] },
    });
    expect(await post({ grant_type: 'refresh_token', refresh_token: 'wrong' })).toMatchObject({
      status: 401,
    });
  });

  test('knows credentials of runs, for the repositories that are theirs', async () => {
    const grants = [
      { actions: ['pull'], repositories: null },
      { actions: ['push'], repositories: ['acme/mine'] },
    ] as const;
    ground.runs.set('secret-of-a-run', runGrantee('7', grants));
    const { body } = await ask(
      '?scope=repository:acme/mine:pull,push&scope=repository:acme/base:pull,push',
      { authorization: basic('run:secret-of-a-run') },
    );
    expect(accessIn(body)).toEqual([
      { type: 'repository', name: 'acme/mine', actions: ['pull', 'push'] },
      { type: 'repository', name: 'acme/base', actions: ['pull'] },
    ]);
  });

  test('its tokens name their holder and their key, and hold no secret that anybody can read', async () => {
    const { token, tokenId } = await ground.newToken(['containers:read']);
    const { body } = await ask('', { authorization: basic(`x:${token}`) });
    const text = body.token ?? '';
    expect(partOf(text, 0)).toEqual({
      typ: 'JWT',
      alg: 'ES256',
      x5c: [expect.any(String)],
    });
    const { iss, aud, sub, jti, ...times } = partOf(text, 1);
    const { exp, nbf, iat } = times as { exp: number; nbf: number; iat: number };
    expect({ iss, aud, sub }).toEqual({
      iss: 'moorgate',
      aud: 'registry',
      sub: `token ${tokenId}`,
    });
    expect([exp - iat, nbf < iat, typeof jti]).toEqual([300, true, 'string']);
    const readable = text.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(readable.join()).not.toContain(token.split('_')[3]);
  });

  test('answers other methods with those that there are', async () => {
    const answer = await fetch(`${ground.app.origin}/token-auth`, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});
