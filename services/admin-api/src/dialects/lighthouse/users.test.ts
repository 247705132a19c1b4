/** People and their levels: who sees and changes whom. */
import { allScopes } from '@moorgate/auth';
import { findUserScopesOf } from './test-support/read-store.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, as, root, clientWith, name } = useLighthouse();

const notVisible = {
  Cause: 'users',
  Message: 'User does not exist or current permission too low',
};
const notUpdated = { Cause: 'users', Message: 'could not update user' };

/** Two people, the first of whom is above the second. */
const addPair = async (above = 1, below = 0) => {
  const [manager, employee] = [name(), name()];
  return {
    manager,
    employee,
    asManager: await addPerson(manager, above),
    asEmployee: await addPerson(employee, below),
  };
};

describe('the list', () => {
  test('has oneself and everybody below, and nobody else', async () => {
    const { manager, employee, asManager, asEmployee } = await addPair(2, 1);
    const equal = name();
    await addPerson(equal, 2);
    const { body } = await asManager('GET', '/users/list').expect(200);
    expect(body[0]).toBe(manager);
    expect(body).toContain(employee);
    expect(body).not.toContain(equal);
    expect((await asEmployee('GET', '/users/list')).body).not.toContain(manager);
  });

  test('of somebody of level 0 has nobody but them', async () => {
    const username = name();
    const client = await addPerson(username, 0);
    expect((await client('GET', '/users/list')).text).toBe(JSON.stringify([username]));
  });

  test('of an administrator has everybody', async () => {
    const { manager, employee } = await addPair(9_000, 42);
    const { body } = await root()('GET', '/users/list');
    expect(body).toEqual(expect.arrayContaining([manager, employee]));
  });
});

describe('a person', () => {
  test('above is answered for as nobody is', async () => {
    const { manager, asEmployee } = await addPair();
    for (const [method, body] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
      const above = await asEmployee(method, `/users/${manager}`, body);
      const nobody = await asEmployee(method, `/users/nobody-at-all`, body);
      expect([above.status, above.body]).toEqual([404, notVisible]);
      expect([nobody.status, nobody.body]).toEqual([404, notVisible]);
    }
  });

  test('of the same level is not visible either', async () => {
    const { manager } = await addPair();
    const { asManager: other } = await addPair();
    await other('GET', `/users/${manager}`).expect(404);
  });

  test('gets with a level the rights that belong to it, and loses them again', async () => {
    const { manager, employee, asManager } = await addPair(3, 0);
    const scopes = async () => (await findUserScopesOf(app().db, employee)).sort();
    const ofResources = ['applications', 'beacons'].flatMap((resource) =>
      ['create', 'manage', 'use'].map((verb) => `${resource}:${verb}`),
    );
    const lowest = [...ofResources, 'docker:read-update'];
    expect(await scopes()).toEqual(lowest);
    await asManager('PUT', `/users/${employee}`, { AuthLevel: 1 }).expect(200);
    expect(await scopes()).toEqual([...lowest, 'users:create', 'users:read-update']);
    await asManager('PUT', `/users/${employee}`, { AuthLevel: 0 }).expect(200);
    expect(await scopes()).toEqual(lowest);
    await asManager('PUT', `/users/${manager}`, { AuthLevel: 4 }).expect(403);
  });

  test.each([
    ['an unbounded level below one’s own', 42, 41, 200],
    ['one’s own level', 42, 42, 200],
    ['a level above one’s own', 42, 43, 403],
    ['a level below 0', 42, -1, 400],
    ['a level that is no integer', 42, 0.5, 400],
  ])('is given %s', async (_what, own, given, status) => {
    const { employee, asManager } = await addPair(own, 0);
    const answer = await asManager('PUT', `/users/${employee}`, { AuthLevel: given });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.body).toEqual(notUpdated);
  });

  test('whose rights are taken away natively has no level above others any more', async () => {
    const { manager, employee, asManager } = await addPair();
    const token = await app().tokenWith(allScopes);
    await clientWith({ Authorization: `Bearer ${token}` }, '/v1')('PUT', `/users/${manager}/scopes`)
      .send({ scopes: ['beacons:use'] })
      .expect(204);
    await asManager('GET', `/users/${employee}`).expect(404);
  });
});

describe('a change', () => {
  test('is made in all of its parts or in none', async () => {
    const { employee, asManager } = await addPair();
    const change = { AuthLevel: 1, Password: 'another long sentence', Beacons: { 'no.beacon': 0 } };
    const answer = await asManager('PUT', `/users/${employee}`, change);
    expect([answer.status, answer.body]).toEqual([403, notUpdated]);
    expect((await asManager('GET', `/users/${employee}`)).body.AuthLevel).toBe(0);
    await as(employee);
  });

  test('of a password ends the sessions of its owner', async () => {
    const { employee, asManager, asEmployee } = await addPair();
    await asManager('PUT', `/users/${employee}`, { Password: 'another long sentence' }).expect(200);
    await asEmployee('GET', '/users/list').expect(401);
    await as(employee, 'another long sentence');
  });

  test('of one’s own password keeps the session that asks, and needs a login a moment ago', async () => {
    const username = name();
    const client = await addPerson(username, 0);
    const other = await as(username);
    await client('PUT', `/users/${username}`, { Password: 'another long sentence' }).expect(200);
    await client('GET', '/users/list').expect(200);
    await other('GET', '/users/list').expect(401);
    app().clock.advance(16 * 60_000);
    const late = await client('PUT', `/users/${username}`, { Password: 'a third long sentence' });
    expect([late.status, late.headers['x-error-code']]).toEqual([403, 'session_not_fresh']);
  });

  test('of a password that is too easy is refused', async () => {
    const { employee, asManager } = await addPair();
    for (const Password of ['', 'short', 'password1234']) {
      const answer = await asManager('PUT', `/users/${employee}`, { Password });
      expect([answer.status, answer.body]).toEqual([400, notUpdated]);
    }
  });

  test.each(['{', '[]', '{"AuthLevel":"1"}', '{"Beacons":{"a":"2"}}'])(
    'with the body %s is refused',
    async (body) => {
      const { employee, asManager } = await addPair();
      const answer = await asManager('PUT', `/users/${employee}`, body);
      expect([answer.status, answer.body]).toEqual([400, notUpdated]);
    },
  );

  test('nobody raises themselves, and everybody may lower themselves', async () => {
    const username = name();
    const client = await addPerson(username, 1);
    await client('PUT', `/users/${username}`, { AuthLevel: 2 }).expect(403);
    await client('PUT', `/users/${username}`, { AuthLevel: 0 }).expect(200);
    await client('PUT', `/users/${username}`, { AuthLevel: 1 }).expect(403);
  });

  test('does not reach somebody with rights that one lacks, whatever the levels are', async () => {
    const manager = await addPerson(name(), 9_000);
    const engineer = await app().addUser(['devices:delete']);
    const answer = await manager('PUT', `/users/${engineer}`, {
      Password: 'another long sentence',
    });
    expect([answer.status, answer.body]).toEqual([403, notUpdated]);
  });
});

describe('creating', () => {
  test('needs level 1', async () => {
    const { asManager, asEmployee } = await addPair();
    const body = () => ({ Email: name(), Password: 'a long enough sentence' });
    await asEmployee('POST', '/users/create', body()).expect(403);
    await asManager('POST', '/users/create', body()).expect(200);
  });

  test('gives level 0 and no beacons', async () => {
    const { asManager } = await addPair();
    const Email = name();
    await asManager('POST', '/users/create', { Email, Password: 'a long enough sentence' }).expect(
      200,
    );
    expect((await asManager('GET', `/users/${Email}`)).body).toEqual({
      AuthLevel: 0,
      Permissions: { Beacons: {} },
    });
  });

  test('refuses a name that is taken', async () => {
    const { employee, asManager } = await addPair();
    const body = { Email: employee, Password: 'a long enough sentence' };
    const answer = await asManager('POST', '/users/create', body);
    expect([answer.status, answer.body]).toEqual([
      400,
      { Cause: 'users', Message: 'databases: key already exists' },
    ]);
  });

  test.each([
    ['no JSON', '{'],
    ['an empty name', { Email: '', Password: 'a long enough sentence' }],
    ['an empty password', { Email: 'somebody', Password: '' }],
    ['a name that stands for the list', { Email: 'list', Password: 'a long enough sentence' }],
    ['a name that stands for creating', { Email: 'create', Password: 'a long enough sentence' }],
  ])('refuses %s', async (_what, body) => {
    const { asManager } = await addPair();
    await asManager('POST', '/users/create', body).expect(400);
  });
});

describe('deleting', () => {
  test('ends the account of somebody below, with its sessions', async () => {
    const { employee, asManager, asEmployee } = await addPair(2, 0);
    await asManager('DELETE', `/users/${employee}`).expect(200);
    await asEmployee('GET', '/users/list').expect(401);
    await asManager('GET', `/users/${employee}`).expect(404);
  });

  test('needs level 2, and is not for oneself', async () => {
    const { employee, asManager } = await addPair(1, 0);
    await asManager('DELETE', `/users/${employee}`).expect(403);
    const above = name();
    const client = await addPerson(above, 2);
    await client('DELETE', `/users/${above}`).expect(409);
  });
});
