import { randomUUID } from 'node:crypto';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
let uuid: string;
const update = 'followed';
const updateId = randomUUID();

/** A device that has an update and reported two events of it. */
beforeAll(async () => {
  ground = await startApiGround();
  uuid = await ground.addDevice();
  const uploaded = { uploaded_at: new Date(), uploaded_by: 'somebody' };
  await ground.db
    .insertInto('updates')
    .values({ id: updateId, factory: 'acme', tag: 'main', name: update, ...uploaded })
    .execute();
  const event = {
    device_uuid: uuid,
    correlation_id: 'c-1',
    device_time: '2026-03-01T12:00:00Z',
    type_version: 0,
    target_name: 'lmp-42',
    version: '42',
    update_id: updateId,
  };
  await ground.db
    .insertInto('device_events')
    .values([
      { ...event, event_id: '1', type_id: 'EcuDownloadStarted', position: 1 },
      { ...event, event_id: '2', type_id: 'EcuInstallationCompleted', success: false, position: 2 },
    ])
    .execute();
  await ground.db
    .updateTable('update_logs')
    .set({ last_position: 2 })
    .where('update_id', '=', updateId)
    .execute();
});
afterAll(() => ground.close());

test('devices updates lists what a device reported, and the events of one', async () => {
  const list = await ground.run(['devices', 'updates', uuid, '-o', 'json']);
  expect(JSON.parse(list.stdout)).toEqual([{ id: 'c-1' }]);
  const events = await ground.run(['devices', 'updates', uuid, 'c-1']);
  expect(events.stdout).toMatch(/EcuInstallationCompleted +lmp-42 +Installation completed; failed/);
  expect((await ground.run(['devices', 'updates', uuid, 'nothing'])).code).toBe(5);
});

test('updates tail shows each line until Ctrl-C, and begins behind a position', async () => {
  const follow = (words: readonly string[], last: string) =>
    ground.run(['updates', 'tail', 'main', update, '-o', 'json', ...words], {
      isEnough: (text) => text.includes(last),
    });
  const all = await follow([], 'failed');
  expect(all).toMatchObject({ code: 0, stderr: '' });
  const lines = all.stdout.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { position: number }).position)).toEqual([1, 2]);
  const rest = await follow(['--after', '1'], 'failed');
  expect(rest.stdout.trim().split('\n')).toEqual([lines[1]]);
});

test('updates tail fails for an update and a rollout that there are not', async () => {
  expect((await ground.run(['updates', 'tail', 'main', 'nothing'])).code).toBe(5);
  const rollout = ['updates', 'tail', 'main', update, '--rollout', 'nothing'];
  expect((await ground.run(rollout)).code).toBe(5);
});
