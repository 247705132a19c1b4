/** What every native route does beside its work: repetitions, conditions, limits, media types. */
import { randomUUID } from 'node:crypto';
import { allScopes } from '@moorgate/auth';
import supertest from 'supertest';
import { nativeEndpoints } from './dialects/native/index.ts';
import { insertDevice } from './test-support/insert-device.ts';
import { startTestApp, type TestApp } from './test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(allScopes);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Call = (method: 'get' | 'put' | 'patch' | 'post' | 'delete', path: string) => supertest.Test;
const call: Call = (method, path) => supertest(app.server)[method](path).set('OSF-TOKEN', token);

const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

describe('Idempotency-Key', () => {
  const post = (path: string, key: string, body: object): supertest.Test =>
    call('post', path).set('Idempotency-Key', key).send(body);
  const countTokens = async (name: string): Promise<number> =>
    (await app.db.selectFrom('tokens').select('id').where('name', '=', name).execute()).length;

  test.each(['denied once', randomUUID(), '"in \\"quotes\\""'])(
    'a repetition under %j gets the same answer, under either prefix',
    async (key) => {
      const uuid = await insertDevice(app.db);
      const header = key.includes(' ') && !key.startsWith('"') ? `"${key}"` : key;
      const deny = (prefix: string): supertest.Test =>
        call('delete', `${prefix}/devices/${uuid}`).set('Idempotency-Key', header);
      expect((await deny('/v1')).status).toBe(204);
      const again = await deny('');
      expect([again.status, again.headers['idempotency-replayed']]).toEqual([204, 'true']);
    },
  );

  test('a refusal is repeated in the same bytes, under a request id of its own', async () => {
    const path = `/v1/devices/${randomUUID()}`;
    const first = await call('delete', path).set('Idempotency-Key', 'gone');
    const again = await call('delete', path).set('Idempotency-Key', 'gone');
    expect(codeOf(first)).toEqual([404, 'device_not_found']);
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  });

  test('a secret is shown once: a repetition gets the id alone, and makes no second token', async () => {
    const body = { name: 'only one', scopes: ['devices:read'] };
    const first = await post('/v1/tokens', 'secret', body);
    const again = await post('/v1/tokens', 'secret', body);
    expect(first.status).toBe(201);
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ id: first.body.id });
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await countTokens('only one')).toBe(1);
    const rows = await app.db.selectFrom('idempotency_keys').selectAll().execute();
    const secret = (first.body.token as string).split('_')[3];
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('another request under the key is refused', async () => {
    await post('/v1/tokens', 'reused', { name: 'one', scopes: ['devices:read'] });
    const other = await post('/v1/tokens', 'reused', { name: 'other', scopes: ['devices:read'] });
    expect(codeOf(other)).toEqual([422, 'idempotency_key_reused']);
    expect(await countTokens('other')).toBe(0);
  });

  test('of twenty at once one is done', async () => {
    const body = { name: 'crowd', scopes: ['devices:read'] };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post('/v1/tokens', 'crowd', body)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, headers } of answers) {
      expect([200, 201, 409]).toContain(status);
      if (status === 409) expect(headers['retry-after']).toBe('1');
    }
    expect(await countTokens('crowd')).toBe(1);
  });

  test('rights are asked for at every repetition', async () => {
    const uuid = await insertDevice(app.db);
    const deny = (credential: string): supertest.Test =>
      supertest(app.server)
        .delete(`/v1/devices/${uuid}`)
        .set({ 'OSF-TOKEN': credential, 'Idempotency-Key': 'rights' });
    expect((await deny(token)).status).toBe(204);
    expect(codeOf(await deny(await app.tokenWith(['devices:read'])))).toEqual([
      403,
      'scope_missing',
    ]);
    expect((await deny('nonsense')).status).toBe(401);
  });

  test.each(['""', ' ', '"open', 'a b', 'x'.repeat(256), 'ü'])('%j is no key', async (key) => {
    const answer = await call('delete', `/v1/devices/${randomUUID()}`).set(
      'Idempotency-Key',
      Buffer.from(key).toString('latin1'),
    );
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body.errors[0].pointer).toBe('/headers/idempotency-key');
  });
});

/** Every name of a property in a schema. */
const propertyNames = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties } = schema as { properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(propertyNames)];
};

test('every operation that answers with a secret says so', () => {
  const secrets = ['token', 'secret', 'recovery-codes', 'password'];
  const withSecret = nativeEndpoints.filter(({ method, responses }) =>
    Object.values(responses).some(
      ({ schema }) =>
        method !== 'GET' && propertyNames(schema).some((name) => secrets.includes(name)),
    ),
  );
  expect(withSecret.length).toBeGreaterThan(4);
  expect(withSecret.filter(({ answersSecret }) => answersSecret !== true)).toEqual([]);
});

describe('ETag and If-Match', () => {
  test('labels that somebody else changed meanwhile are not overwritten', async () => {
    const path = `/v1/devices/${await insertDevice(app.db, { labels: { a: '1' } })}/labels`;
    const before = await call('get', path);
    expect(before.body).toEqual({ a: '1' });
    const tag = before.headers['etag'] as string;
    expect(tag).toMatch(/^"[^"]+"$/);
    const change = (labels: object, match: string): supertest.Test =>
      call('put', path).set('If-Match', match).send(labels);
    expect((await change({ a: '2' }, tag)).status).toBe(200);
    const late = await change({ a: '3' }, tag);
    expect(codeOf(late)).toEqual([412, 'precondition_failed']);
    const present = await call('get', path);
    expect(present.body).toEqual({ a: '2' });
    expect(late.headers['etag']).toBe(present.headers['etag']);
    const patch = (match: string): supertest.Test =>
      call('patch', path)
        .set('If-Match', match)
        .send({ upserts: { b: '1' } });
    expect((await patch(tag)).status).toBe(412);
    expect((await patch(present.headers['etag'] as string)).status).toBe(200);
  });

  test('of two changes of the same state at once one is made', async () => {
    const path = `/v1/devices/${await insertDevice(app.db)}/labels`;
    const tag = (await call('get', path)).headers['etag'] as string;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        call('put', path)
          .set('If-Match', tag)
          .send({ a: `v${index}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(412)]);
  });

  test('roles and scopes that somebody else changed meanwhile are not overwritten', async () => {
    const username = await app.addUser();
    for (const name of ['one', 'two']) await app.addRole({ name, scopes: ['devices:read'] });
    const changes = [
      ['scopes', { scopes: ['devices:read'] }, { scopes: ['updates:read'] }],
      ['roles', { roles: ['one'] }, { roles: ['one', 'two'] }],
    ] as const;
    for (const [part, first, second] of changes) {
      const path = `/v1/users/${username}/${part}`;
      const tag = (await call('get', path)).headers['etag'] as string;
      const change = (body: object): supertest.Test =>
        call('put', path).set('If-Match', tag).send(body);
      expect((await change(first)).status).toBe(204);
      expect(codeOf(await change(second))).toEqual([412, 'precondition_failed']);
      expect((await call('get', path)).body).toEqual(first);
    }
  });

  test('a service account that somebody else changed meanwhile is neither overwritten nor deleted', async () => {
    await app.addRole({ name: 'of-robots', scopes: ['devices:read'] });
    const owner = await app.addUser(['devices:read']);
    const body = { name: 'robot', scopes: ['devices:read'], owner };
    const path = '/v1/service-accounts/robot';
    const made = await call('post', '/v1/service-accounts').send(body);
    const tag = (await call('get', path)).headers['etag'] as string;
    expect(made.status).toBe(201);
    const change = { roles: ['of-robots'] };
    const first = await call('patch', path).set('If-Match', tag).send(change);
    expect(first.body).toMatchObject(change);
    const late = await call('patch', path).set('If-Match', tag).send({ scopes: [] });
    expect(codeOf(late)).toEqual([412, 'precondition_failed']);
    expect((await call('delete', path).set('If-Match', tag)).status).toBe(412);
    const present = await call('get', path);
    expect(present.body).toEqual(first.body);
    expect(present.headers['etag']).toBe(first.headers['etag']);
    const match = present.headers['etag'] as string;
    expect((await call('delete', path).set('If-Match', match)).status).toBe(204);
  });

  test('what is not there yet is not overwritten', async () => {
    await app.addRole({ name: 'taken', scopes: ['devices:read'] });
    const put = call('put', '/v1/roles/taken').set('If-None-Match', '*');
    expect(codeOf(await put.send({ scopes: ['updates:read'] }))).toEqual([
      412,
      'precondition_failed',
    ]);
  });

  test('who has the present state is not sent it again', async () => {
    const path = `/v1/devices/${await insertDevice(app.db)}/labels`;
    const { headers } = await call('get', path);
    const again = await call('get', path).set('If-None-Match', headers['etag'] as string);
    expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', headers['etag']]);
  });

  test('a condition that cannot be compared is refused', async () => {
    const uuid = await insertDevice(app.db);
    const answer = await call('delete', `/v1/devices/${uuid}`).set('If-Match', '"x"');
    expect(codeOf(answer)).toEqual([400, 'invalid_request']);
    expect((await call('get', `/v1/devices/${uuid}`)).status).toBe(200);
  });
});

describe('what is accepted', () => {
  test('an answer that the client does not take is not given, and its work not done', async () => {
    const answer = await call('post', '/v1/tokens')
      .set('Accept', 'text/html')
      .send({ name: 'unaccepted', scopes: ['devices:read'] });
    expect(codeOf(answer)).toEqual([406, 'not_acceptable']);
    expect(answer.body.detail).toContain('application/json');
    const made = app.db.selectFrom('tokens').select('id').where('name', '=', 'unaccepted');
    expect(await made.execute()).toEqual([]);
  });

  test('a body of another type is refused with the type that is read', async () => {
    const answer = await call('post', '/v1/tokens').type('form').send('name=a');
    expect(codeOf(answer)).toEqual([415, 'unsupported_media_type']);
    expect(answer.headers['accept']).toBe('application/json');
  });

  test('every wrong field is pointed to at once', async () => {
    const answer = await call('post', '/v1/tokens').send({
      scopes: ['-'],
      odd: 1,
      'expires-at': -1,
    });
    const errors = answer.body.errors as readonly { pointer: string }[];
    const pointers = errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining(['/body/name', '/body/scopes/0', '/body/odd', '/body/expires-at']),
    );
  });

  test('a method that a path does not have is told those that it has', async () => {
    const answer = await call('put', '/v1/tokens');
    expect(codeOf(answer)).toEqual([405, 'method_not_allowed']);
    expect(answer.headers['allow']).toBe('GET, HEAD, OPTIONS, POST');
  });

  test('a missing scope is named where RFC 6750 wants it, and an unknown token called invalid', async () => {
    const weak = await app.tokenWith(['source:read']);
    const refused = await supertest(app.server).get('/v1/devices').set('OSF-TOKEN', weak);
    expect(refused.headers['www-authenticate']).toBe(
      'Bearer error="insufficient_scope", scope="devices:read"',
    );
    expect(refused.headers['x-accepted-scopes']).toBe('devices:read');
    const unknown = await supertest(app.server).get('/v1/devices').set('OSF-TOKEN', 'x');
    expect(unknown.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });
});
