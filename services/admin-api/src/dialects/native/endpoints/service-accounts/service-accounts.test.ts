import supertest from 'supertest';
import { issueTokenFor, type Scope } from '@moorgate/auth';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const codeOf = (answer: supertest.Response): unknown => [answer.status, answer.body.code];

interface Person {
  readonly username: string;
  readonly bearer: string;
}

const makePerson = async (...scopes: Scope[]): Promise<Person> => {
  const username = await app.addUser(scopes);
  const request = { username, name: 'first', scopes };
  const { token } = await issueTokenFor(app.operator, app.keys, request);
  return { username, bearer: `Bearer ${token}` };
};

const send = (
  method: 'get' | 'post' | 'patch' | 'delete',
  path: string,
  bearer: string,
): supertest.Test => supertest(app.server)[method](`/v1${path}`).set('Authorization', bearer);

const administrator = (): Promise<Person> =>
  makePerson('users:create', 'users:read', 'users:read-update', 'users:delete', 'devices:read');

let lastNumber = 0;
const makeAccount = async (owner: string): Promise<string> => {
  lastNumber += 1;
  const name = `robot${lastNumber}`;
  const body = { name, scopes: ['devices:read'], owner };
  await send('post', '/service-accounts', (await administrator()).bearer)
    .send(body)
    .expect(201);
  return name;
};

test('201, 200, 204: an account is made, shown, listed, handed on and deleted', async () => {
  const { bearer, username } = await administrator();
  const body = { name: 'robot', scopes: ['devices:read'] };
  const made = await send('post', '/service-accounts', bearer).send(body);
  expect(made.status).toBe(201);
  expect(made.headers['location']).toBe('/v1/service-accounts/robot');
  expect(made.body).toMatchObject({ ...body, owner: username, usable: true });
  expect((await send('get', '/service-accounts/robot', bearer)).body).toEqual(made.body);
  const list = await send('get', '/service-accounts?limit=1000', bearer);
  expect(list.body).toContainEqual(made.body);
  const heir = await makePerson('devices:read');
  const change = { owner: heir.username };
  const changed = await send('patch', '/service-accounts/robot', bearer).send(change);
  expect(changed.body).toEqual({ ...made.body, owner: heir.username });
  expect((await send('delete', '/service-accounts/robot', bearer)).status).toBe(204);
  const after = await send('get', '/service-accounts/robot', bearer);
  expect(codeOf(after)).toEqual([404, 'service_account_not_found']);
});

test('201: its owner makes a token, with which the account is who asks', async () => {
  const owner = await makePerson('tokens:create', 'devices:read');
  const name = await makeAccount(owner.username);
  const body = { name: 'ci', scopes: ['devices:read'] };
  const issued = await send('post', `/service-accounts/${name}/tokens`, owner.bearer).send(body);
  expect(issued.status).toBe(201);
  expect(issued.headers['cache-control']).toBe('no-store');
  const bearer = `Bearer ${String(issued.body.token)}`;
  const self = await send('get', '/self', bearer);
  expect(self.body).toMatchObject({ username: name, scopes: ['devices:read'] });
  expect((await send('get', '/devices', bearer)).status).toBe(200);
  const tokens = await send('get', `/tokens?user=${name}`, owner.bearer);
  expect(tokens.body).toEqual([expect.objectContaining({ kind: 'svc', owner: name })]);
});

test('400, 403, 409: refuses what nobody may grant or own', async () => {
  const { bearer } = await administrator();
  const create = async (body: object): Promise<unknown> =>
    codeOf(await send('post', '/service-accounts', bearer).send(body));
  const name = 'robot-x';
  expect(await create({ name, scopes: ['a:b'] })).toEqual([400, 'invalid_request']);
  expect(await create({ name, scopes: ['devices:delete'] })).toEqual([403, 'scope_not_held']);
  expect(await create({ name, scopes: [], owner: 'nobody' })).toEqual([
    409,
    'service_account_owner_unfit',
  ]);
  const taken = await makeAccount((await makePerson('devices:read')).username);
  expect(await create({ name: taken, scopes: [] })).toEqual([409, 'user_exists']);
  const weak = await makePerson('users:read');
  const refused = await send('post', '/service-accounts', weak.bearer).send({ name, scopes: [] });
  expect(codeOf(refused)).toEqual([403, 'scope_missing']);
});

test('404: answers strangers the same for an account and for none; 403 for those who see it', async () => {
  const name = await makeAccount((await makePerson('devices:read')).username);
  const stranger = await makePerson('tokens:create');
  const token = { name: 'x', scopes: ['devices:read'] };
  for (const one of [name, 'nobody']) {
    const path = `/service-accounts/${one}`;
    const answers = [
      await send('get', path, stranger.bearer),
      await send('patch', path, stranger.bearer).send({ scopes: [] }),
      await send('delete', path, stranger.bearer),
      await send('post', `${path}/tokens`, stranger.bearer).send(token),
    ];
    for (const answer of answers)
      expect(codeOf(answer)).toEqual([404, 'service_account_not_found']);
  }
  const reader = await makePerson('users:read', 'tokens:create', 'devices:read');
  const issue = await send('post', `/service-accounts/${name}/tokens`, reader.bearer).send(token);
  expect(codeOf(issue)).toEqual([403, 'service_account_foreign']);
  const remove = await send('delete', `/service-accounts/${name}`, reader.bearer);
  expect(codeOf(remove)).toEqual([403, 'scope_missing']);
});

test('a service account is none of the people: no password, no rights by /users, no login', async () => {
  const name = await makeAccount((await makePerson('devices:read')).username);
  const { bearer } = await administrator();
  const answers = [
    await send('get', `/users/${name}`, bearer),
    await send('delete', `/users/${name}`, bearer),
  ];
  for (const answer of answers) expect(codeOf(answer)).toEqual([404, 'user_not_found']);
});
