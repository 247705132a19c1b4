import { randomUUID } from 'node:crypto';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const insertTest = async (uuid: string): Promise<string> => {
  const id = randomUUID();
  const at = new Date('2026-02-01T00:00:00Z');
  const row = {
    device_uuid: uuid,
    id,
    name: 'smoke',
    target_name: 'lmp-7',
    status: 'PASSED',
  } as const;
  const end = { details: 'make', results: null, created_at: at, completed_at: at };
  await ground.db
    .insertInto('device_tests')
    .values({ ...row, ...end })
    .execute();
  return id;
};

test('lists and shows the tests of a device', async () => {
  const uuid = await ground.addDevice();
  const id = await insertTest(uuid);
  const list = await ground.run(['devices', 'tests', 'list', uuid, '--utc']);
  expect(list.stdout).toMatch(new RegExp(`^smoke +PASSED +${id} `, 'm'));
  const { stdout } = await ground.run(['devices', 'tests', 'show', uuid, id]);
  expect(stdout).toMatch(/^details: +make$/m);
  expect((await ground.run(['devices', 'tests', 'show', uuid, randomUUID()])).code).toBe(5);
  expect((await ground.run(['devices', 'tests', 'download', uuid, id, 'nothing'])).code).toBe(5);
});

test('starts an action that the device offers, and shows how far it is', async () => {
  const uuid = await ground.addDevice();
  const refused = await ground.run(['devices', 'actions', 'start', uuid, 'diag']);
  expect(refused.code).toBe(6);
  await ground.run(['configs', 'set', '-d', uuid, 'fio-remote-actions=diag,reboot']);
  const offered = await ground.run(['devices', 'actions', 'offered', uuid, '-o', 'json']);
  expect(JSON.parse(offered.stdout)).toEqual(['diag', 'reboot']);
  const started = await ground.run(['devices', 'actions', 'start', uuid, 'diag', '-o', 'json']);
  expect(JSON.parse(started.stdout)).toMatchObject({
    name: 'diag',
    state: 'pending',
    capture: true,
  });
  const list = await ground.run(['devices', 'actions', 'list', uuid]);
  expect(list.stdout).toMatch(/^diag +pending +\S+ /m);
});
