import { randomUUID } from 'node:crypto';
import { listAuditRecordsByTarget } from '@moorgate/db';
import supertest from 'supertest';
import { insertOwnedBeacon } from '../../../../test-support/insert-beacon.ts';
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

/** The ids of the beacons of a page. */
const idsOf = (body: unknown): string[] =>
  (body as readonly { readonly id: string }[]).map(({ id }) => id);

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
    instances: [{ name: 'boot2docker', 'can-access-docker': true, 'is-stale': false }],
    permissions: [{ username: owner, level: 2 }],
  });
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
