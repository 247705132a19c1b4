import { randomUUID } from 'node:crypto';
import { listAuditRecordsByTarget } from '@moorgate/db';
import { denyDevice } from '@moorgate/devices';
import supertest from 'supertest';
import { insertOwnedBeacon } from '../../../../test-support/insert-beacon.ts';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { insertTunnel } from '../../../../test-support/insert-tunnel.ts';
import { startTestApp, type TestApp } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['beacons:read', 'beacons:delete']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (method: 'get' | 'delete', path: string) =>
  supertest(app.server)[method](path).set('Authorization', `Bearer ${token}`);

interface Beacon {
  readonly id: string;
  readonly connection: unknown;
}

/** The ids of the beacons of a page. */
const idsOf = (body: unknown): string[] => (body as readonly Beacon[]).map(({ id }) => id);

test('an administrator sees every beacon, page by page, without its token', async () => {
  const owner = await app.addUser();
  const ids = [];
  for (let count = 0; count < 3; count += 1) {
    app.clock.advance(1_000);
    ids.push(await insertOwnedBeacon(app, owner));
  }
  const first = await call('get', '/v1/beacons?limit=2');
  expect(idsOf(first.body)).toEqual(ids.slice(0, 2));
  expect(Object.keys(first.body[0] as object)).toEqual([
    'id',
    'address',
    'created-at',
    'created-by',
    'refreshed-at',
    'connection',
  ]);
  const next = /<([^>]+)>; rel="next"/.exec(first.headers['link']!)![1]!;
  const second = await call('get', next);
  expect(idsOf(second.body)).toEqual(ids.slice(2));
});

test('one beacon shows its instances and who may use it', async () => {
  const owner = await app.addUser();
  const id = await insertOwnedBeacon(app, owner);
  const { status, body, text } = await call('get', `/v1/beacons/${id}`);
  expect(status).toBe(200);
  expect(text).not.toContain('secret');
  expect(body).toMatchObject({
    id,
    alias: null,
    connection: null,
    instances: [{ name: 'boot2docker', 'can-access-docker': true, 'is-stale': false }],
    permissions: [{ username: owner, level: 2 }],
  });
});

test('a beacon that connects from its side shows since when it is connected, and that its device is denied', async () => {
  const owner = await app.addUser();
  const device = await insertDevice(app.db);
  const id = await insertOwnedBeacon(app, owner, `tunnel://${device}`);
  const connection = async (): Promise<unknown> => {
    const { body } = await call('get', `/v1/beacons/${id}`);
    const list = (await call('get', '/v1/beacons?limit=1000')).body as readonly Beacon[];
    expect(list.find((one) => one.id === id)?.connection).toEqual(body.connection);
    return body.connection;
  };
  const not = { device, 'connected-at': 0, 'is-denied': false };
  expect(await connection()).toEqual(not);
  await insertTunnel(app, device, 60);
  const connectedAt = Math.floor(app.clock.now().getTime() / 1_000);
  expect(await connection()).toEqual({ ...not, 'connected-at': connectedAt });
  await insertTunnel(app, device, -1);
  expect(await connection()).toEqual(not);
  await denyDevice(app.operator, { uuid: device });
  expect(await connection()).toEqual({ ...not, 'is-denied': true });
});

test('deleting one takes all of it, is recorded, and is 404 the second time', async () => {
  const owner = await app.addUser();
  const id = await insertOwnedBeacon(app, owner);
  expect((await call('delete', `/v1/beacons/${id}`)).status).toBe(204);
  const [record] = await listAuditRecordsByTarget(app.db, { kind: 'beacon', id });
  expect(record).toMatchObject({ action: 'beacon.deleted', before: { levels: { [owner]: 2 } } });
  for (const method of ['get', 'delete'] as const)
    expect((await call(method, `/v1/beacons/${id}`)).body.code).toBe('beacon_not_found');
  expect((await call('get', `/v1/beacons/${randomUUID()}`)).status).toBe(404);
});
