import {
  allScopes,
  changeUserRoles,
  issueTokenFor,
  listScopes,
  type Scope,
  scopeSet,
} from '@moorgate/auth';
import { changeOwner } from '@moorgate/devices';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let administrator: string;
let all: string;
beforeAll(async () => {
  app = await startTestApp();
  administrator = await app.addUser(listScopes(scopeSet(allScopes)));
  all = await tokenOf(administrator, ['devices:read', 'users:read']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const people = `/factories/${testFactory}`;
const tokenOf = async (username: string, scopes: readonly Scope[]): Promise<string> =>
  (await issueTokenFor(app.operator, app.keys, { username, name: 'test', scopes })).token;
const get = (path: string, text: string): supertest.Test =>
  supertest(app.server).get(`/ota${path}`).set('OSF-TOKEN', text);

/** Somebody of a team of one group. */
const addMember = async (team: string): Promise<string> => {
  const scopes = ['devices:read-update'];
  await app.addRole({ name: team, description: `team ${team}`, scopes, groups: [team] });
  const username = await app.addUser(['ci:read']);
  await changeUserRoles(app.operator, { username, roles: [team] });
  return username;
};

test('users are owners, admins or members, listed for everybody who sees devices', async () => {
  const admin = await app.addUser(['users:read-update']);
  const member = await addMember('listed');
  const reader = await tokenOf(member, ['devices:read']);
  const answer = await get(`${people}/users/`, reader);
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(
    expect.arrayContaining([
      { 'polis-id': administrator, name: administrator, role: 'owner' },
      { 'polis-id': admin, name: admin, role: 'admin' },
      { 'polis-id': member, name: member, role: 'member' },
    ]),
  );
  const other = await app.tokenWith(['targets:read']);
  expect((await get(`${people}/users/`, other)).status).toBe(403);
});

describe('one user', () => {
  test('`self` shows one’s teams, and what the token allows, with the factory before each scope', async () => {
    const member = await addMember('self');
    const token = await tokenOf(member, ['devices:read']);
    for (const id of ['self', member]) {
      const answer = await get(`${people}/users/${id}/`, token);
      expect(answer.body).toEqual({
        'polis-id': member,
        name: member,
        role: 'member',
        'teams-ext': [
          {
            name: 'self',
            description: 'team self',
            scopes: [`${testFactory}:devices:read-update`],
            groups: ['self'],
            members: [],
          },
        ],
        'effective-scopes': [`${testFactory}:devices:read`],
      });
    }
  });

  test('shows rights of others to whoever may see them, and names to whoever sees devices', async () => {
    const member = await addMember('shown');
    const shown = await get(`${people}/users/${member}/`, all);
    expect(shown.body).toMatchObject({
      'teams-ext': [{ name: 'shown' }],
      'effective-scopes': [`${testFactory}:ci:read`, `${testFactory}:devices:read-update`],
    });
    const reader = await app.tokenWith(['devices:read']);
    const hidden = await get(`${people}/users/${member}/`, reader);
    const user = { 'polis-id': member, name: member, role: 'member' };
    expect(hidden.body).toEqual({ ...user, 'teams-ext': [], 'effective-scopes': [] });
    const other = await app.tokenWith(['targets:read']);
    const refused = await get(`${people}/users/${member}/`, other);
    expect([refused.status, refused.body.errors]).toEqual([403, { scope: 'devices:read' }]);
    expect((await get(`${people}/users/nobody/`, reader)).status).toBe(404);
  });
});

describe('teams', () => {
  test('are the roles, each with its people', async () => {
    const member = await addMember('crew');
    const list = await get(`${people}/teams/`, all);
    expect(list.body).toEqual(expect.arrayContaining([{ name: 'crew', description: 'team crew' }]));
    for (const path of [`${people}/teams/crew`, `${people}/teams/crew/`])
      expect((await get(path, all)).body).toEqual({
        name: 'crew',
        description: 'team crew',
        scopes: [`${testFactory}:devices:read-update`],
        groups: ['crew'],
        members: [{ 'polis-id': member, name: member, role: 'member' }],
      });
    const missing = await get(`${people}/teams/nobody`, all);
    expect([missing.status, missing.body.code]).toEqual([404, 'role_not_found']);
  });

  test('are for whoever sees the rights of others', async () => {
    const reader = await app.tokenWith(['devices:read']);
    for (const path of ['teams/', 'teams/crew'])
      expect((await get(`${people}/${path}`, reader)).body.errors).toEqual({ scope: 'users:read' });
  });
});

test('owners give no right: whoever owns a device of another group finds it as little as anybody else', async () => {
  const member = await addMember('owners');
  const uuid = await insertDevice(app.db, { labels: { name: 'owned', group: 'elsewhere' } });
  await changeOwner(app.operator, { uuid, owner: member });
  const token = await tokenOf(member, ['devices:read-update']);
  expect((await get('/devices/owned/', token)).status).toBe(404);
  expect((await get('/devices/?mine=1', token)).body.devices).toEqual([]);
});
