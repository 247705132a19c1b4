import { randomUUID } from 'node:crypto';
import { allScopes, issueTokenFor, listScopes, type Scope, scopeSet } from '@moorgate/auth';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { readGivenUpdate } from '../../../../test-support/read-given-update.ts';
import { advance } from '../../../../test-support/rollout-examples.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';
import { insertUpdate } from '../../../../test-support/update-examples.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const needed: readonly Scope[] = ['updates:read-update', 'devices:read', 'devices:read-update'];
/** The token of somebody who may do this for devices of the groups alone. */
const tokenOf = async (groups: readonly string[]): Promise<string> => {
  const username = await app.addUser(listScopes(scopeSet(allScopes)));
  const request = { username, name: 'narrow', scopes: needed, groups };
  return (await issueTokenFor(app.operator, app.keys, request)).token;
};
const asks =
  (token: string) =>
  (method: 'get' | 'put' | 'delete', path: string, body?: object): supertest.Test =>
    supertest(app.server)[method](path).set('Authorization', `Bearer ${token}`).send(body);

const device = (group: string): Promise<string> =>
  insertDevice(app.db, {
    labels: { group },
    checkIn: { last_seen_at: app.clock.now(), tag: 'main' },
  });
const updateOf = async (uuid: string): Promise<string | null> =>
  (await readGivenUpdate(app, uuid)).id;
const newGroup = (): string => `group-${randomUUID().slice(0, 8)}`;

test('touches no device outside of the groups of its author, now or later, whoever moves the device', async () => {
  const [own, foreign] = [newGroup(), newGroup()];
  const limited = asks(await tokenOf([own]));
  const { id, update } = await insertUpdate(app);
  const path = `/v1/updates/main/${update}/rollouts`;
  const [mine, yours] = [await device(own), await device(foreign)];
  expect((await limited('put', `${path}/mine`, { uuids: [mine, yours] })).status).toBe(202);
  await advance(app);
  expect([await updateOf(mine), await updateOf(yours)]).toEqual([id, null]);

  await app.db
    .updateTable('devices')
    .set({ labels: { group: newGroup() } })
    .where('uuid', '=', yours)
    .execute();
  await advance(app);
  expect(await updateOf(yours)).toBeNull();
  await app.db
    .updateTable('devices')
    .set({ labels: { group: own } })
    .where('uuid', '=', yours)
    .execute();
  await advance(app);
  expect(await updateOf(yours)).toBe(id);
});

test('a group that the author may not give updates to is answered like one that there is not', async () => {
  const limited = asks(await tokenOf([newGroup()]));
  const { update } = await insertUpdate(app);
  for (const name of [update, 'nothing']) {
    const path = `/v1/updates/main/${name}/rollouts/first`;
    const answer = await limited('put', path, { groups: ['foreign'] });
    expect([answer.status, answer.body.code]).toEqual([404, 'group_not_found']);
  }
});

test('whoever is limited sees and ends rollouts of authors with the same limit, and of their devices alone', async () => {
  const [own, foreign] = [newGroup(), newGroup()];
  const [limited, stranger] = [asks(await tokenOf([own])), asks(await tokenOf([foreign]))];
  const everyone = asks(await app.tokenWith(['updates:read-update']));
  const { update } = await insertUpdate(app);
  const path = `/v1/updates/main/${update}/rollouts`;
  const [mine, yours] = [await device(own), await device(foreign)];
  await everyone('put', `${path}/all`, { groups: [own, foreign] });
  await limited('put', `${path}/mine`, { groups: [own] });
  await advance(app);
  expect((await everyone('get', path)).body).toEqual(['all', 'mine']);
  expect((await limited('get', path)).body).toEqual(['mine']);
  expect((await stranger('get', path)).body).toEqual([]);
  expect((await stranger('get', `${path}/mine`)).status).toBe(404);
  expect((await limited('get', `${path}/all`)).status).toBe(404);

  const reasons = (await limited('get', `/v1/devices/${mine}/update/why`)).body as {
    rollouts: { rollout: string; reason: string }[];
  };
  expect(reasons.rollouts.map(({ rollout, reason }) => [rollout, reason])).toEqual([
    ['mine', 'assigned'],
    ['all', 'replaced'],
  ]);
  expect((await limited('get', `/v1/devices/${yours}/update/why`)).status).toBe(404);
  expect((await limited('delete', `/v1/devices/${yours}/update`)).status).toBe(404);

  await app.db
    .updateTable('devices')
    .set({ labels: { group: foreign } })
    .where('uuid', '=', mine)
    .execute();
  expect((await limited('get', `${path}/mine`)).body).toMatchObject({ 'effective-uuids': [] });
  expect((await limited('delete', `${path}/mine/devices`)).status).toBe(204);
  expect(await updateOf(mine)).not.toBeNull();
});
