import { changeUserRoles, issueTokenFor } from '@moorgate/auth';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['devices:read-update', 'devices:delete']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const groups = `/factories/${testFactory}/device-groups/`;
type Method = 'get' | 'patch' | 'post' | 'delete';
const call = (method: Method, path: string, body?: object): supertest.Test =>
  supertest(app.server)[method](`/ota${path}`).set('OSF-TOKEN', token).send(body);
const listed = async (): Promise<Record<string, unknown>[]> =>
  (await call('get', groups)).body.groups as Record<string, unknown>[];
const find = async (name: string): Promise<Record<string, unknown> | undefined> =>
  (await listed()).find((group) => group['name'] === name);

test('a group is made before any device is in it, with a number of its own', async () => {
  const made = await call('post', groups, { name: 'bench', description: 'bench units' });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    id: expect.any(Number),
    name: 'bench',
    description: 'bench units',
    'change-meta': {
      'created-by': expect.stringMatching(/^user/),
      'created-at': '2026-03-01T12:00:00+00:00',
      'updated-by': '',
      'updated-at': '',
    },
  });
  expect(await find('bench')).toEqual(made.body);
  const again = await call('post', groups, { name: 'bench' });
  expect([again.status, again.body.code]).toEqual([409, 'device_group_exists']);
  for (const name of ['', '../x', 'a b', 'x'.repeat(61)])
    expect((await call('post', groups, { name })).status).toBe(400);
});

test('a group comes with its first device, goes with its last, and keeps its number', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'comer', group: 'passing' } });
  const { id } = (await find('passing'))!;
  expect((await call('post', groups, { name: 'passing' })).status).toBe(409);
  await call('patch', `/devices/${uuid}/`, { group: '' });
  expect(await find('passing')).toBeUndefined();
  expect((await call('patch', `${groups}passing/`, { description: 'x' })).status).toBe(404);
  const made = await call('post', groups, { name: 'passing' });
  expect([made.status, made.body.id]).toEqual([201, id]);
});

test('a group is described otherwise, and says who did it', async () => {
  await call('post', groups, { name: 'described' });
  const answer = await call('patch', `${groups}described`, { description: 'now' });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    description: 'now',
    'change-meta': { 'updated-by': expect.stringMatching(/^user/) },
  });
  for (const body of [{}, { description: 'a\nb' }])
    expect((await call('patch', `${groups}described/`, body)).status).toBe(400);
});

test('a group is renamed with its devices and its configuration', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'mover', group: 'before' } });
  const files = [{ name: 'motd', value: 'hi', unencrypted: true }];
  await call('patch', `${groups}before/config/`, { reason: 'r', files });
  await call('post', groups, { name: 'present' });
  const clash = await call('patch', `${groups}before/`, { name: 'present' });
  expect([clash.status, clash.body.code]).toEqual([409, 'device_group_exists']);
  const renamed = await call('patch', `${groups}before/`, { name: 'after' });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'after']);
  expect(await find('before')).toBeUndefined();
  expect((await call('get', `/devices/${uuid}/`)).body.group.name).toBe('after');
  expect((await call('get', `${groups}after/config/`)).body.config[0].files).toEqual(files);
  expect((await call('get', `/devices/?group=after`)).body.total).toBe(1);
});

test('a group that rights are limited to keeps its name, and nobody takes that name', async () => {
  await call('post', groups, { name: 'guarded' });
  await call('post', groups, { name: 'free' });
  const role = { name: 'guards', scopes: ['devices:read'], groups: ['guarded', 'unborn'] };
  await app.addRole(role);
  for (const [from, to] of [
    ['guarded', 'other'],
    ['free', 'unborn'],
  ]) {
    const answer = await call('patch', `${groups}${from}/`, { name: to });
    expect([answer.status, answer.body.code]).toEqual([409, 'device_group_in_use']);
  }
});

test('a group goes when no device is in it, with its configuration', async () => {
  const uuid = await insertDevice(app.db, { labels: { group: 'going' } });
  const files = [{ name: 'motd', value: 'hi', unencrypted: true }];
  await call('patch', `${groups}going/config/`, { reason: 'r', files });
  const used = await call('delete', `${groups}going/`);
  expect([used.status, used.body.code]).toEqual([409, 'device_group_in_use']);
  await call('patch', `/devices/${uuid}/`, { group: '' });
  expect((await call('delete', `${groups}going/`)).status).toBe(204);
  expect((await call('delete', `${groups}going/`)).status).toBe(404);
  expect((await call('get', `${groups}going/config/`)).status).toBe(404);
});

test('whoever holds rights for one group sees that one, and makes, changes and deletes no other', async () => {
  await call('post', groups, { name: 'mine' });
  await call('post', groups, { name: 'theirs' });
  const scopes = ['devices:read-update', 'devices:delete'];
  await app.addRole({ name: 'mine', scopes, groups: ['mine', 'later'] });
  const username = await app.addUser();
  await changeUserRoles(app.operator, { username, roles: ['mine'] });
  const request = { username, name: 'mine', scopes };
  const limited = (await issueTokenFor(app.operator, app.keys, request)).token;
  const asLimited = (method: Method, path: string, body?: object): supertest.Test =>
    supertest(app.server)[method](`/ota${path}`).set('OSF-TOKEN', limited).send(body);
  const seen = (await asLimited('get', groups)).body.groups as { name: string }[];
  expect(seen.map(({ name }) => name)).toEqual(['mine']);
  expect((await asLimited('post', groups, { name: 'foreign' })).status).toBe(403);
  expect((await asLimited('post', groups, { name: 'later' })).status).toBe(201);
  expect((await asLimited('patch', `${groups}theirs/`, { description: 'x' })).status).toBe(404);
  expect((await asLimited('delete', `${groups}theirs/`)).status).toBe(404);
  expect((await asLimited('patch', `${groups}mine/`, { name: 'stolen' })).status).toBe(403);
});
