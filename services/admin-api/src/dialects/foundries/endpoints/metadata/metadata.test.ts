import { readMetadata } from '@moorgate/tuf';
import supertest from 'supertest';
import { reachBuild, wireTarget } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['targets:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const get = (path: string): supertest.Test =>
  supertest(app.server).get(`/ota/${path}`).set('OSF-TOKEN', token);
const file = (name: string) => get(`repo/${testFactory}/api/v1/user_repo/${name}`);
const codeOf = ({ status, body }: supertest.Response): unknown => [status, body.code];

test('there is none before there are keys, and none of targets before the first', async () => {
  for (const name of ['root.json', '1.root.json', 'targets.json'])
    expect(codeOf(await file(name))).toEqual([404, 'metadata_not_found']);
  expect(codeOf(await get(`factories/${testFactory}/ci-targets.pub`))).toEqual([
    404,
    'metadata_not_found',
  ]);
  await app.makeTufKeys();
  expect(codeOf(await file('targets.json'))).toEqual([404, 'metadata_not_found']);
});

test('roots are walked until there is none, also for production, and name the key of targets', async () => {
  const first = await file('1.root.json');
  expect([first.status, first.headers['content-type']]).toEqual([200, 'application/json']);
  for (const name of ['root.json', 'root.json?production=1', '1.root.json?production=1&tag=main'])
    expect((await file(name)).body).toEqual(first.body);
  expect(codeOf(await file('2.root.json'))).toEqual([404, 'metadata_not_found']);
  const { signed } = readMetadata('root', Buffer.from(JSON.stringify(first.body))).envelope;
  const key = signed.keys[signed.roles.targets.keyids[0]!];
  expect((await get(`factories/${testFactory}/ci-targets.pub`)).body).toEqual(key);
});

test('the three files of targets fit together, and are the bytes that were signed', async () => {
  await reachBuild(app, 100);
  await supertest(app.server)
    .post(`/ota/factories/${testFactory}/targets/`)
    .set('OSF-TOKEN', token)
    .send({ targets: { 'intel-lmp-42': wireTarget(42) } });
  for (const query of ['', '?tag=main']) {
    const [timestamp, snapshot, targets] = await Promise.all(
      ['timestamp', 'snapshot', 'targets'].map((role) => file(`${role}.json${query}`).buffer(true)),
    );
    expect(timestamp!.body.signed.meta['snapshot.json'].length).toBe(
      Number(snapshot!.headers['content-length']),
    );
    expect(snapshot!.body.signed.meta['targets.json'].length).toBe(
      Number(targets!.headers['content-length']),
    );
    expect(Object.keys(targets!.body.signed.targets as object)).toEqual(['intel-lmp-42']);
  }
  expect(codeOf(await file('targets.json?tag=nowhere'))).toEqual([404, 'metadata_not_found']);
});

test('there are none for production, which tools take for "none"', async () => {
  for (const path of [
    `repo/${testFactory}/api/v1/user_repo/targets.json?tag=main&production=1`,
    `factories/${testFactory}/prod-targets/?tag=main,devel`,
    `factories/${testFactory}/wave-targets/?name=one`,
  ]) {
    const answer = await get(path);
    expect(codeOf(answer)).toEqual([404, 'metadata_not_found']);
    expect(answer.body.message).toContain('waves are not offered here');
  }
});

test('names that are no file are refused', async () => {
  for (const name of ['0.root.json', 'x.json', '..%2Fx.json'])
    expect([400, 404]).toContain((await file(name)).status);
});
