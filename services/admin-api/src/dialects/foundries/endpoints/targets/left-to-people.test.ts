/** Where rollouts are left to people, no device is given a target by itself. */
import { advanceRollouts } from '@moorgate/delivery';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { readGivenUpdate } from '../../../../test-support/read-given-update.ts';
import { reachBuild, wireTarget } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp({ followsTags: false });
  await app.makeTufKeys();
  token = await app.tokenWith([
    'targets:read-update',
    'updates:read-update',
    'devices:read-update',
  ]);
  await reachBuild(app, 100);
});
afterAll(() => app.close());

const call = (method: 'get' | 'post' | 'put', path: string) =>
  supertest(app.server)[method](path).set('OSF-TOKEN', token);

const stateOf = async (name: string): Promise<string | undefined> => {
  const { body } = await call('get', `/v1/targets/${name}`);
  return (body.publications as { state: string }[])[0]?.state;
};

const updateOf = async (uuid: string): Promise<string | null> => {
  await advanceRollouts({ ...app.operator, sealingKeys: app.sealingKeys });
  return (await readGivenUpdate(app, uuid)).name;
};

test('a target is an update of its tag, which is given to whom somebody names, and to nobody else', async () => {
  const checkIn = { last_seen_at: app.clock.now(), tag: 'main' };
  const [named, other] = [
    await insertDevice(app.db, { checkIn }),
    await insertDevice(app.db, { checkIn }),
  ];
  const name = 'intel-lmp-11';
  const targets = { [name]: wireTarget(11, { name: 'intel-lmp' }) };
  const added = await call('post', `/ota/factories/${testFactory}/targets/`).send({ targets });
  expect(added.status).toBe(201);
  while ((await stateOf(name)) !== 'published')
    await new Promise((resolve) => setTimeout(resolve, 25));
  expect([await updateOf(named), await updateOf(other)]).toEqual([null, null]);
  const rollout = `/v1/updates/main/${name}/rollouts/by-hand`;
  expect((await call('put', rollout).send({ uuids: [named] })).status).toBe(202);
  expect([await updateOf(named), await updateOf(other)]).toEqual([name, null]);
});
