import { deactivateUser, issueTokenFor, revokeToken } from '@moorgate/auth';
import { createRollout } from '@moorgate/delivery';
import { denyDevice } from '@moorgate/devices';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportEvents } from '../../../../test-support/report-examples.ts';
import { advance } from '../../../../test-support/rollout-examples.ts';
import { idsOf, openTail, type Tail } from '../../../../test-support/tail-client.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';
import { insertUpdate } from '../../../../test-support/update-examples.ts';

let app: TestApp;
let token: string;
const open = new Set<Tail>();
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['updates:read']);
});
afterAll(() => app.close());
afterEach(() => {
  for (const tail of open) tail.close();
  open.clear();
  expect(app.check.violations).toEqual([]);
});

const follow = async (
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tail> => {
  const tail = await openTail(`${app.origin}/v1${path}`, { 'OSF-TOKEN': token, ...headers });
  open.add(tail);
  return tail;
};

const update = async () => {
  const { id, tag, update: name } = await insertUpdate(app);
  return { id, tag: tag!, name: name!, path: `/updates/${tag!}/${name!}` };
};
const assigned = async (updateId: string): Promise<string> => {
  const uuid = await insertDevice(app.db, {});
  const { db } = app;
  await db.updateTable('devices').set({ update_id: updateId }).where('uuid', '=', uuid).execute();
  return uuid;
};
const report = (uuid: string, ...ids: readonly string[]): Promise<void> =>
  reportEvents(
    app,
    uuid,
    ids.map((id) => ({ id })),
  );
const hasLines = (count: number) => (text: string) => idsOf(text).length >= count;

test('200: what there is from the beginning, then what comes, each line once and in its order', async () => {
  const { id, path } = await update();
  const [one, other] = [await assigned(id), await assigned(id)];
  await report(one, '1', '2');
  const tail = await follow(`${path}/tail`);
  expect([tail.status, tail.headers['content-type'], tail.headers['cache-control']]).toEqual([
    200,
    'text/event-stream',
    'no-cache',
  ]);
  expect(tail.headers['x-accel-buffering']).toBe('no');
  await tail.until(hasLines(2));
  await report(other, '1');
  const text = await tail.until(hasLines(3));
  expect(idsOf(text)).toEqual([1, 2, 3]);
  const data = { uuid: other, correlationId: 'c-1', 'target-name': 'lmp-42' };
  const line = { ...data, status: 'Download started', deviceTime: '2026-03-01T11:00:00Z' };
  expect(text).toContain(`event: log\nid: 3\ndata: ${JSON.stringify(line)}\n\n`);
});

test('Last-Event-ID goes on behind a line; what is no number is ignored', async () => {
  const { id, path } = await update();
  await report(await assigned(id), '1', '2', '3');
  const behind = await follow(`${path}/tail`, { 'Last-Event-ID': '2' });
  expect(idsOf(await behind.until(hasLines(1)))).toEqual([3]);
  const ignored = await follow(`${path}/tail`, { 'Last-Event-ID': 'last' });
  expect(idsOf(await ignored.until(hasLines(3)))).toEqual([1, 2, 3]);
});

test('more lines than one reading has are all there, before and after the listener came', async () => {
  const { id, path } = await update();
  const uuid = await assigned(id);
  const some = (from: number): string[] => Array.from({ length: 1_200 }, (_, at) => `${from + at}`);
  await report(uuid, ...some(0));
  const tail = await follow(`${path}/tail`);
  await tail.until(hasLines(1_200));
  await report(uuid, ...some(1_200));
  const ids = idsOf(await tail.until(hasLines(2_400)));
  expect(ids).toEqual(Array.from({ length: 2_400 }, (_, at) => at + 1));
});

test('many listeners of one log get the same lines', async () => {
  const { id, path } = await update();
  const uuid = await assigned(id);
  const tails = await Promise.all(Array.from({ length: 100 }, () => follow(`${path}/tail`)));
  await report(uuid, '1', '2', '3');
  const texts = await Promise.all(tails.map((tail) => tail.until(hasLines(3))));
  expect(new Set(texts.map((text) => idsOf(text).join()))).toEqual(new Set(['1,2,3']));
});

test('lines of a device that is denied are gone, and the others keep their ids', async () => {
  const { id, path } = await update();
  const [gone, stays] = [await assigned(id), await assigned(id)];
  await report(gone, '1');
  await report(stays, '1');
  await denyDevice(app.operator, { uuid: gone });
  const tail = await follow(`${path}/tail`);
  expect(idsOf(await tail.until(hasLines(1)))).toEqual([2]);
  await report(stays, '2');
  expect(idsOf(await tail.until(hasLines(2)))).toEqual([2, 3]);
});

test('an update that there is not: one frame that says so, and the end', async () => {
  const tail = await follow('/updates/main/nothing/tail', { 'Last-Event-ID': '7' });
  expect(await tail.ended).toBe(
    'event: error\nid: 7\nretry: 1000\ndata: No rollout logs for this update yet.\n\n',
  );
});

test('the tail of a rollout has the lines of its devices alone; 404 for one that there is not', async () => {
  const { id, tag, name, path } = await update();
  const [inside, outside] = [await assigned(id), await assigned(id)];
  const request = { tag, name, rollout: 'first', uuids: [inside], groups: [] };
  await createRollout(app.operator, { factory: testFactory }, { ...request, update: name });
  await advance(app);
  await app.db
    .insertInto('rollout_devices')
    .columns(['rollout_id', 'device_uuid', 'assigned_at'])
    .expression((eb) =>
      eb
        .selectFrom('rollouts')
        .select((one) => ['id', one.val(inside).as('uuid'), one.val(app.clock.now()).as('at')])
        .where('update_id', '=', id),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await report(outside, '1');
  await report(inside, '1');
  const tail = await follow(`${path}/rollouts/first/tail`);
  expect(idsOf(await tail.until(hasLines(1)))).toEqual([2]);
  await report(outside, '2');
  await report(inside, '2');
  expect(idsOf(await tail.until(hasLines(2)))).toEqual([2, 4]);
  expect((await follow(`${path}/rollouts/second/tail`)).status).toBe(404);
});

const tokenOf = async (): Promise<{ username: string; id: string; text: string }> => {
  const username = await app.addUser(['updates:read']);
  const request = { username, name: 'tail', scopes: ['updates:read'] as const };
  const issued = await issueTokenFor(app.operator, app.keys, request);
  return { username, id: issued.id, text: issued.token };
};

test('a tail ends when its token is revoked, and shows nothing that comes after that', async () => {
  const { id, path } = await update();
  const uuid = await assigned(id);
  const { id: tokenId, text } = await tokenOf();
  const tail = await follow(`${path}/tail`, { 'OSF-TOKEN': text });
  await report(uuid, '1');
  await tail.until(hasLines(1));
  await revokeToken(app.operator, tokenId);
  await report(uuid, '2');
  expect(idsOf(await tail.ended)).toEqual([1]);
});

test('a tail without lines ends when the person is deactivated', async () => {
  const { path } = await update();
  const { username, text } = await tokenOf();
  const tail = await follow(`${path}/tail`, { 'OSF-TOKEN': text });
  await deactivateUser(app.operator, username);
  expect(idsOf(await tail.ended)).toEqual([]);
});
