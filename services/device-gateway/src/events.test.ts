import { randomUUID } from 'node:crypto';
import { denyDevice } from '@moorgate/devices';
import type { TestLeaf } from '@moorgate/testing';
import { type Answer, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

const newDevice = async (updateId: string | null = null): Promise<TestLeaf> => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  const { db } = running;
  await db
    .updateTable('devices')
    .set({ update_id: updateId })
    .where('uuid', '=', leaf.uuid)
    .execute();
  return leaf;
};

const newUpdate = async (): Promise<string> => {
  const id = randomUUID();
  const row = { id, factory: 'acme', tag: 'main', name: id, uploaded_at: new Date() };
  await running.db
    .insertInto('updates')
    .values({ ...row, uploaded_by: 'x' })
    .execute();
  return id;
};

const eventOf = (changes: Readonly<Record<string, unknown>> = {}) => ({
  id: randomUUID(),
  deviceTime: '2026-11-22T10:00:00Z',
  event: { correlationId: '42-a', ecu: 'e1', success: true, targetName: 'lmp-42', version: '42' },
  eventType: { id: 'EcuInstallationCompleted', version: 0 },
  ...changes,
});

const post = (leaf: TestLeaf, body: unknown, type = 'application/json'): Promise<Answer> =>
  callGateway(running, {
    leaf,
    method: 'POST',
    path: '/events',
    headers: { 'content-type': type },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  });

const rowsOf = (leaf: TestLeaf) =>
  running.db
    .selectFrom('device_events')
    .select([
      'event_id',
      'correlation_id',
      'device_time',
      'type_id',
      'success',
      'details',
      'update_id',
      'position',
    ])
    .where('device_uuid', '=', leaf.uuid)
    .orderBy('sequence')
    .execute();

test('200 with an empty body, after the events are kept in their order', async () => {
  const leaf = await newDevice();
  const sent = ['EcuDownloadStarted', 'EcuDownloadCompleted'].map((id) =>
    eventOf({ eventType: { id, version: 2 } }),
  );
  const answer = await post(leaf, sent);
  expect([answer.status, answer.text]).toEqual([200, '']);
  const rows = await rowsOf(leaf);
  expect(rows.map((row) => row.event_id)).toEqual(sent.map(({ id }) => id));
  expect(rows[0]).toMatchObject({
    correlation_id: '42-a',
    device_time: '2026-11-22T10:00:00Z',
    type_id: 'EcuDownloadStarted',
    success: true,
    update_id: null,
  });
});

test('200 for an empty array, and for a body of any media type', async () => {
  const leaf = await newDevice();
  expect((await post(leaf, [])).status).toBe(200);
  expect((await post(leaf, [eventOf()], 'text/plain')).status).toBe(200);
  expect(await rowsOf(leaf)).toHaveLength(1);
});

test('an event that comes twice, in one batch or in two, is kept once', async () => {
  const leaf = await newDevice();
  const twice = eventOf();
  await post(leaf, [twice, twice]);
  expect((await post(leaf, [twice, eventOf()])).status).toBe(200);
  expect(await rowsOf(leaf)).toHaveLength(2);
});

test('200 for a batch with bad events: what cannot be told apart is left out, everything else is kept', async () => {
  const leaf = await newDevice();
  const answer = await post(leaf, [
    null,
    7,
    'text',
    [],
    {},
    eventOf({ id: '' }),
    eventOf({ id: 7 }),
    eventOf({ id: 'x'.repeat(201) }),
    eventOf({ event: { correlationId: '' } }),
    eventOf({ event: { correlationId: '../a' } }),
    eventOf({ event: null }),
    eventOf({ id: 'late', deviceTime: 'yesterday' }),
    eventOf({ id: 'bare', event: { correlationId: 'c' }, eventType: undefined }),
    eventOf({ id: 'nul\0', event: { correlationId: 'c', details: '\0\ud800', success: 'yes' } }),
  ]);
  expect(answer.status).toBe(200);
  const rows = await rowsOf(leaf);
  expect(rows.map((row) => row.event_id)).toEqual(['late', 'bare', 'nul\uFFFD']);
  expect(rows[0]?.device_time).toBe(running.clock.now().toISOString());
  expect(rows[2]).toMatchObject({ details: '\uFFFD\uFFFD', success: null });
});

test('200 for a batch of more than a mebibyte', async () => {
  const leaf = await newDevice();
  const details = 'x'.repeat(2_048);
  const batch = Array.from({ length: 600 }, () =>
    eventOf({ event: { correlationId: 'big', details } }),
  );
  expect((await post(leaf, batch)).status).toBe(200);
  expect(await rowsOf(leaf)).toHaveLength(600);
});

test('400 for what is no JSON, no array, or nothing', async () => {
  const leaf = await newDevice();
  for (const body of ['{', '', '{}', 'null', '"text"'])
    expect([(await post(leaf, body)).status, body]).toEqual([400, body]);
});

test('events get lines in the log of the update that the device is assigned to', async () => {
  const update = await newUpdate();
  const [one, other] = [await newDevice(update), await newDevice(update)];
  await post(one, [eventOf(), eventOf()]);
  await post(other, [eventOf()]);
  const rows = [...(await rowsOf(one)), ...(await rowsOf(other))];
  expect(rows.map((row) => [row.update_id, row.position])).toEqual([
    [update, 1],
    [update, 2],
    [update, 3],
  ]);
});

test('events of an update that is deleted lose their place in its log and stay', async () => {
  const update = await newUpdate();
  const leaf = await newDevice(update);
  await post(leaf, [eventOf()]);
  await running.db
    .updateTable('devices')
    .set({ update_id: null })
    .where('uuid', '=', leaf.uuid)
    .execute();
  await running.db.deleteFrom('updates').where('id', '=', update).execute();
  expect(await rowsOf(leaf)).toMatchObject([{ update_id: null }]);
});

test('positions follow each other without a gap, whoever sends at the same time', async () => {
  const update = await newUpdate();
  const devices = await Promise.all(Array.from({ length: 8 }, () => newDevice(update)));
  await Promise.all(
    devices.flatMap((leaf) => [post(leaf, [eventOf(), eventOf()]), post(leaf, [eventOf()])]),
  );
  const { rows } = await running.pool.query<{ position: number }>(
    'select position from device_events where update_id = $1 order by position',
    [update],
  );
  expect(rows.map((row) => row.position)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
});

test('a device that somebody has locked keeps nobody else waiting, and is written when it is free', async () => {
  const [locked, free] = [await newDevice(), await newDevice()];
  const client = await running.pool.connect();
  await client.query('begin');
  await client.query('select from devices where uuid = $1 for update', [locked.uuid]);
  const waiting = post(locked, [eventOf()]);
  expect((await post(free, [eventOf()])).status).toBe(200);
  expect(await rowsOf(locked)).toEqual([]);
  await client.query('commit');
  client.release();
  expect((await waiting).status).toBe(200);
  expect(await rowsOf(locked)).toHaveLength(1);
});

test('503 with a time to wait when somebody keeps the device locked', async () => {
  const leaf = await newDevice();
  const client = await running.pool.connect();
  await client.query('begin');
  await client.query('select from devices where uuid = $1 for update', [leaf.uuid]);
  const answer = await post(leaf, [eventOf()]);
  await client.query('rollback');
  client.release();
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
});

test('a denial destroys the events, and takes the lines from the log', async () => {
  const update = await newUpdate();
  const leaf = await newDevice(update);
  await post(leaf, [eventOf()]);
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  expect(await rowsOf(leaf)).toEqual([]);
  expect((await post(leaf, [eventOf()])).status).toBe(403);
});

test('what devices report of the updates that they are assigned to is counted by step and outcome', async () => {
  const steps = ['metadata', 'preparation', 'download', 'installation'];
  const counts = (outcome: string): Promise<number[]> =>
    Promise.all(
      steps.map((step) =>
        running.gateway.metrics.valueOf('moorgate_gateway_update_outcomes_total', {
          step,
          outcome,
        }),
      ),
    );
  const of = (id: string, success: boolean | null) => ({
    ...eventOf({ eventType: { id, version: 0 } }),
    event: { ...eventOf().event, success },
  });
  const [failed, succeeded] = [await counts('failed'), await counts('succeeded')];
  const [assigned, free] = [await newDevice(await newUpdate()), await newDevice()];
  for (const leaf of [assigned, free])
    await post(leaf, [
      of('EcuDownloadStarted', null),
      of('EcuDownloadCompleted', true),
      of('EcuInstallationCompleted', false),
      of('EcuInstallationCompleted', null),
      of('CertRotationCompleted', false),
      of('UpdateInitCompleted', false),
      of('MetadataUpdateCompleted', false),
    ]);
  const grownBy = (before: number[], growth: number[]): number[] =>
    before.map((count, index) => count + growth[index]!);
  expect(await counts('failed')).toEqual(grownBy(failed, [1, 1, 0, 1]));
  expect(await counts('succeeded')).toEqual(grownBy(succeeded, [0, 0, 1, 0]));
});
