import { allScopes, createRole, type Scope } from '@moorgate/auth';
import supertest from 'supertest';
import {
  startTestApp,
  type TestApp,
  testPassword as password,
} from '../../../../test-support/test-app.ts';

type Headers = Record<string, string>;

let app: TestApp;
let admin: Headers;
beforeAll(async () => {
  app = await startTestApp();
  admin = { 'OSF-TOKEN': await app.tokenWith(allScopes) };
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (): ReturnType<typeof supertest> => supertest(app.server);
const holderOf = async (...scopes: Scope[]): Promise<Headers> => ({
  'OSF-TOKEN': await app.tokenWith(scopes),
});
const answerOf = (answer: supertest.Response): [number, unknown] => [
  answer.status,
  answer.body.code,
];

let lastNumber = 0;
const roleName = (): string => `role${(lastNumber += 1)}`;
const post = (body: object, headers = admin): supertest.Test =>
  call().post('/v1/roles').set(headers).send(body);
const makeRole = async (content: object): Promise<string> =>
  (await post({ name: roleName(), ...content })).body.name as string;
const reading = { scopes: ['devices:read'], groups: ['lab'] };

describe('POST /roles', () => {
  test('201: makes a role that is where Location says', async () => {
    const name = roleName();
    const answer = await post({ name, description: 'reads', ...reading });
    expect(answer.status).toBe(201);
    expect(answer.headers['location']).toBe(`/v1/roles/${name}`);
    expect(answer.body).toEqual({
      name,
      description: 'reads',
      ...reading,
      'created-at': 1_772_366_400,
      'created-by': expect.any(String),
      'changed-at': 1_772_366_400,
      version: 1,
    });
    const found = await call().get(answer.headers['location']!).set(admin);
    expect(found.body).toEqual(answer.body);
  });

  test.each([
    ['a name of dots', { name: '..' }, '/body/name'],
    ['an unknown scope', { scopes: ['devices:fly'] }, '/body/scopes/0'],
    ['a scope without groups for some', { scopes: ['users:read'] }, '/body/scopes/0'],
    ['a field too many', { owner: 'me' }, '/body/owner'],
  ])('400: refuses %s, pointing at it', async (_title, wrong, pointer) => {
    const answer = await post({ name: roleName(), ...reading, ...wrong });
    expect(answerOf(answer)).toEqual([400, 'invalid_request']);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  test('403 and 409: needs users:read-update, every scope that it gives, and a free name', async () => {
    const body = { name: roleName(), ...reading };
    const refusal = await post(body, await holderOf('users:read', 'devices:read'));
    expect(answerOf(refusal)).toEqual([403, 'scope_missing']);
    const lacking = await post(body, await holderOf('users:read-update'));
    expect(answerOf(lacking)).toEqual([403, 'scope_not_held']);
    expect((await post(body)).status).toBe(201);
    expect(answerOf(await post(body))).toEqual([409, 'role_exists']);
  });
});

describe('GET /roles', () => {
  test('200: pages by name', async () => {
    const names = [await makeRole(reading), await makeRole(reading)];
    const seen: string[] = [];
    let path: string | undefined = '/roles?limit=1';
    while (path !== undefined) {
      const page: supertest.Response = await call().get(path).set(admin);
      seen.push(...(page.body as { name: string }[]).map(({ name }) => name));
      path = /<([^>]+)>; rel="next"/.exec(page.headers['link'] ?? '')?.[1];
    }
    expect(seen).toEqual(expect.arrayContaining(names));
  });

  test('403 and 404: needs users:read; a role that does not exist is not found', async () => {
    const holder = await holderOf('devices:read');
    expect(answerOf(await call().get('/roles').set(holder))).toEqual([403, 'scope_missing']);
    expect(answerOf(await call().get('/roles/none').set(admin))).toEqual([404, 'role_not_found']);
  });
});

describe('PUT and DELETE /roles/{name}', () => {
  test('200 and 412: replaces a role as it was read, not one that somebody else has changed', async () => {
    const name = await makeRole(reading);
    const path = `/v1/roles/${name}`;
    const { etag } = (await call().get(path).set(admin)).headers;
    const put = (body: object): supertest.Test =>
      call().put(path).set(admin).set('If-Match', etag!).send(body);
    const answer = await put({ scopes: ['devices:delete'] });
    expect([answer.status, answer.body.version, answer.body.groups]).toEqual([200, 2, null]);
    expect(answerOf(await put(reading))).toEqual([412, 'precondition_failed']);
    const stale = await call().delete(path).set(admin).set('If-Match', etag!);
    expect(answerOf(stale)).toEqual([412, 'precondition_failed']);
    const { etag: present } = answer.headers;
    expect((await call().delete(path).set(admin).set('If-Match', present!)).status).toBe(204);
    expect((await call().get(path).set(admin)).status).toBe(404);
  });

  test('409: keeps a role that somebody has', async () => {
    const name = await makeRole(reading);
    const username = await app.addUser();
    await call()
      .put(`/users/${username}/roles`)
      .set(admin)
      .send({ roles: [name] });
    const answer = await call().delete(`/roles/${name}`).set(admin);
    expect(answerOf(answer)).toEqual([409, 'role_in_use']);
  });
});

describe('PUT /users/{username}/roles', () => {
  test('204: acts at once on sessions that are open, and shows in the user and in /self', async () => {
    const name = await makeRole(reading);
    const username = await app.addUser();
    const cookie = (await call().post('/sessions').send({ username, password })).headers[
      'set-cookie'
    ];
    const self = async (): Promise<unknown> =>
      (await call().get('/self').set('Cookie', cookie![0]!.split(';')[0]!)).body.grants;
    const put = (roles: string[]): supertest.Test =>
      call().put(`/v1/users/${username}/roles`).set(admin).send({ roles });
    expect((await put([name])).status).toBe(204);
    expect(await self()).toEqual([reading]);
    expect((await call().get(`/users/${username}`).set(admin)).body.roles).toEqual([name]);
    expect((await put([])).status).toBe(204);
    expect(await self()).toEqual([]);
  });

  test('400, 403 and 404: refuses what is no role, what the giver lacks, and who does not exist', async () => {
    const name = await makeRole(reading);
    const username = await app.addUser();
    const put = (who: string, roles: string[], headers = admin): supertest.Test =>
      call().put(`/users/${who}/roles`).set(headers).send({ roles });
    const unknown = await put(username, [name, 'none']);
    expect(answerOf(unknown)).toEqual([400, 'invalid_request']);
    expect(unknown.body.errors[0].pointer).toBe('/body/roles/1');
    const lacking = await put(username, [name], await holderOf('users:read-update'));
    expect(answerOf(lacking)).toEqual([403, 'scope_not_held']);
    expect(answerOf(await put('nobody', [name]))).toEqual([404, 'user_not_found']);
  });
});

test('a scope for some groups opens nothing that is no device', async () => {
  await createRole(app.operator, {
    name: 'limited',
    scopes: ['devices:read', 'devices:create'],
    groups: ['lab'],
  });
  const username = await app.addUser();
  await call()
    .put(`/users/${username}/roles`)
    .set(admin)
    .send({ roles: ['limited'] });
  const login = await call().post('/sessions').send({ username, password });
  const cookie = login.headers['set-cookie']![0]!.split(';')[0]!;
  for (const path of ['/gateways', '/pending-enrolments', '/device-cas']) {
    const answer = await call().get(path).set('Cookie', cookie);
    expect([path, ...answerOf(answer)]).toEqual([path, 403, 'scope_missing']);
  }
});
