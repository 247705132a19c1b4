/** What this dialect does otherwise than its originals and no test of a single endpoint is about. */
import { randomUUID } from 'node:crypto';
import { denyDevice } from '@moorgate/devices';
import { tarArchive } from '@moorgate/testing';
import supertest from 'supertest';
import { insertDevice } from '../../test-support/insert-device.ts';
import { reportEvents } from '../../test-support/report-examples.ts';
import { advance } from '../../test-support/rollout-examples.ts';
import { idsOf, openTail } from '../../test-support/tail-client.ts';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';
import { insertUpdate } from '../../test-support/update-examples.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  token = await app.tokenWith(['devices:read-update', 'updates:read-update']);
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

type Method = 'get' | 'post' | 'put' | 'patch';
const call = (method: Method, path: string): supertest.Test =>
  supertest(app.server)[method](`/v1${path}`).set('OSF-TOKEN', token);

/** Where rollouts of an update of a tag of its own are, and the tag. */
const newUpdate = async (): Promise<{ readonly tag: string; readonly path: string }> => {
  const { tag, update } = await insertUpdate(app);
  return { tag: tag!, path: `/updates/${tag!}/${update!}/rollouts` };
};

test('the name of a denied device is free for another one', async () => {
  const uuid = await insertDevice(app.db, { labels: { name: 'wanted' } });
  const other = await insertDevice(app.db);
  const rename = (): supertest.Test =>
    call('patch', `/devices/${other}/labels`).send({ upserts: { name: 'wanted' } });
  expect((await rename()).status).toBe(409);
  await denyDevice(app.operator, { uuid });
  expect((await rename()).status).toBe(200);
});

test('an upload takes no Idempotency-Key: its name is taken after the first', async () => {
  const digest = 'a'.repeat(64);
  const name = `apps/apps/web/${digest}/compose.yml`;
  const archive = tarArchive([{ name, content: 'services: {}' }]);
  const upload = (): supertest.Test =>
    call('post', '/updates/main/once?hardware-id=x').set('Content-Type', 'application/x-tar');
  const keyed = await upload().set('Idempotency-Key', 'k').send(archive);
  expect([keyed.status, keyed.body.code]).toEqual([400, 'idempotency_key_unsupported']);
  const statuses = [(await upload().send(archive)).status, (await upload().send(archive)).status];
  expect(statuses).toEqual([201, 409]);
});

test('a rollout of more than 10,000 devices shows the first of them, how many there are, and all page by page', async () => {
  const { tag, path } = await newUpdate();
  const uuid = await insertDevice(app.db, { checkIn: { last_seen_at: app.clock.now(), tag } });
  expect((await call('put', `${path}/wide`).send({ uuids: [uuid], groups: [] })).status).toBe(202);
  await advance(app);
  const rollouts = app.db.selectFrom('rollouts').select('id').where('name', '=', 'wide');
  const { id: rollout_id } = await rollouts.executeTakeFirstOrThrow();
  const at = app.clock.now();
  const uuids = Array.from({ length: 10_000 }, () => randomUUID());
  const devices = uuids.map((one) => ({ uuid: one, factory: testFactory, created_at: at }));
  await app.db.insertInto('devices').values(devices).execute();
  const taken = uuids.map((device_uuid) => ({ rollout_id, device_uuid, assigned_at: at }));
  await app.db.insertInto('rollout_devices').values(taken).execute();
  const { body } = await call('get', `${path}/wide`);
  expect([body['effective-uuids'].length, body['effective-count']]).toEqual([10_000, 10_001]);
  const seen = new Set<string>();
  let next: string | undefined = `/v1${path}/wide/devices?limit=1000`;
  while (next !== undefined) {
    const page: supertest.Response = await supertest(app.server).get(next).set('OSF-TOKEN', token);
    for (const device of page.body as readonly { uuid: string }[]) seen.add(device.uuid);
    next = /^<([^>]+)>; rel="next"$/.exec(page.headers['link'] ?? '')?.[1];
  }
  expect(seen.size).toBe(10_001);
}, 60_000);

test('the tail of a rollout that is not committed yet waits for the first line', async () => {
  const { tag, path } = await newUpdate();
  const uuid = await insertDevice(app.db, { checkIn: { last_seen_at: app.clock.now(), tag } });
  expect((await call('put', `${path}/slow`).send({ uuids: [uuid], groups: [] })).status).toBe(202);
  const tail = await openTail(`${app.origin}/v1${path}/slow/tail`, { 'OSF-TOKEN': token });
  try {
    expect(tail.status).toBe(200);
    await advance(app);
    await reportEvents(app, uuid, [{ id: '1' }]);
    expect(idsOf(await tail.until((text) => idsOf(text).length > 0))).toHaveLength(1);
  } finally {
    tail.close();
  }
});
