import { randomUUID } from 'node:crypto';
import { type Context, scopeSet } from '@moorgate/auth';
import {
  makeKey,
  startStore,
  type TestDevice,
  type TestStore,
} from '../test-support/start-store.ts';
import { denyDevice } from './deny-device.ts';
import { lateSeconds, onlineSeconds, summarizeFleet } from './summarize-fleet.ts';

let store: TestStore;

const insert = (group: string, device: TestDevice = {}): Promise<string> =>
  store.insertDevice({ ...device, labels: { group } });
const seen = (secondsAgo: number): TestDevice => ({
  lastSeenAt: new Date(store.clock.now().getTime() - secondsAgo * 1_000),
});
const refused = (): TestDevice => ({ keys: [{ ...makeKey(), state: 'pending' }] });

beforeAll(async () => {
  store = await startStore();
  for (const secondsAgo of [0, onlineSeconds, onlineSeconds + 1, lateSeconds])
    await insert('north', seen(secondsAgo));
  for (const secondsAgo of [1, lateSeconds + 1]) await insert('south', seen(secondsAgo));
  await insert('south', refused());
  await denyDevice(store.ctx, { uuid: await insert('north', seen(0)) });
  const uuid = randomUUID();
  await store.insertPendingEnrolment(uuid, makeKey());
  await store.insertPendingEnrolment(uuid, makeKey());
});
afterAll(() => store.close());

test('each device that is not denied counts as online, late, offline or never seen, at the limits as online and late', async () => {
  expect(await summarizeFleet(store.ctx)).toEqual({
    online: 3,
    late: 2,
    offline: 1,
    neverSeen: 1,
    denied: 1,
    refusedKeys: 1,
    pendingEnrolments: 1,
  });
});

test('who sees a group alone is told of its devices alone, and of nothing that is in no group', async () => {
  const scopes = scopeSet(['devices:read']);
  const grants = [{ scopes, groups: new Set(['north']) }];
  const credential = { kind: 'session', tokenId: 's' } as const;
  const principal = { kind: 'user', userId: 'u', username: 'ada', scopes, grants, credential };
  const ctx = { ...store.ctx, principal: principal as Context['principal'] };
  expect(await summarizeFleet(ctx)).toEqual({
    online: 2,
    late: 2,
    offline: 0,
    neverSeen: 0,
    denied: 1,
    refusedKeys: 0,
    pendingEnrolments: null,
  });
});
