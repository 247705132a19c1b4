import { randomUUID } from 'node:crypto';
import { type ChangeFollower, followChanges } from '@moorgate/db';
import { gatewayService } from '@moorgate/devices';
import supertest from 'supertest';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
const followers: ChangeFollower[] = [];
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  await Promise.all(followers.map((one) => one.stop()));
  await app.close();
});
afterEach(() => expect(app.check.violations).toEqual([]));

const get = async (scopes: Parameters<TestApp['tokenWith']>[0]): Promise<supertest.Response> =>
  supertest(app.server)
    .get('/v1/gateways')
    .set('Authorization', `Bearer ${await app.tokenWith(scopes)}`);

/** Follows the feed as a worker of that gateway would, with so many connections. */
const startWorker = (instance: string, connections: number): Promise<string> => {
  const id = randomUUID();
  return new Promise((resolve) => {
    followers.push(
      followChanges({
        url: app.gatewayDatabaseUrl,
        applicationName: 'worker',
        follower: { id, service: gatewayService, instance },
        fromSequence: 0,
        connections: () => connections,
        apply: () => undefined,
        confirm: () => resolve(id),
        onTrouble: () => undefined,
      }),
    );
  });
};

test('200: no gateway is an empty array', async () => {
  const answer = await get(['devices:read']);
  expect([answer.status, answer.body]).toEqual([200, []]);
});

test('200: each gateway by name, with its workers, how far they have come and what they serve', async () => {
  const first = await startWorker('plant-a', 3);
  const second = await startWorker('plant-a', 4);
  await startWorker('plant-b', 5);
  const { body } = await get(['devices:read']);
  const worker = (id: string, connections: number): object =>
    expect.objectContaining({
      id,
      'process-id': process.pid,
      state: 'current',
      'applied-sequence': 0,
      'changes-behind': 0,
      connections,
    });
  expect(body).toEqual([
    {
      name: 'plant-a',
      state: 'current',
      'applied-sequence': 0,
      connections: 7,
      workers: [worker(first, 3), worker(second, 4)],
    },
    expect.objectContaining({ name: 'plant-b', connections: 5 }),
  ]);
});

test('403 without devices:read', async () => {
  const answer = await get(['users:read']);
  expect([answer.status, answer.body.code]).toEqual([403, 'scope_missing']);
});
