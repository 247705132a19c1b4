import { randomUUID } from 'node:crypto';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const newUpdate = async (): Promise<string> => {
  const name = randomUUID();
  const uploaded = { uploaded_at: new Date(), uploaded_by: 'somebody' };
  await ground.db
    .insertInto('updates')
    .values({ id: randomUUID(), factory: 'acme', tag: 'main', name, ...uploaded })
    .execute();
  return name;
};

const newDevice = async (group: string): Promise<string> => {
  const uuid = await ground.addDevice({ group });
  await ground.db
    .updateTable('device_check_ins')
    .set({ tag: 'main' })
    .where('device_uuid', '=', uuid)
    .execute();
  return uuid;
};

const shown = async (...words: string[]): Promise<Record<string, unknown>> => {
  const { stdout } = await ground.run(['updates', 'show-rollout', ...words, '-o', 'json']);
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('gives an update to a group, says why a device has it, and takes it away again', async () => {
  const update = await newUpdate();
  const uuid = await newDevice('north');
  const names = ['main', update, 'first'];
  const made = await ground.run([
    'updates',
    'create-rollout',
    ...names,
    '--groups',
    'north, south',
  ]);
  expect(made).toMatchObject({ code: 0, stdout: 'first is under way.\n' });
  while ((await shown(...names))['committed'] !== true);
  expect(await shown(...names)).toMatchObject({ groups: ['north', 'south'], state: 'open' });
  const list = await ground.run(['updates', 'list-rollouts', 'main', update, '-o', 'json']);
  expect(JSON.parse(list.stdout)).toEqual(['first']);
  const devices = await ground.run(['updates', 'rollout-devices', ...names]);
  expect(devices.stdout).toMatch(new RegExp(`^${uuid} +assigned `, 'm'));
  const why = await ground.run(['devices', 'why', uuid, '--tag', 'main']);
  expect(why.stdout).toMatch(new RegExp(`^update: +main/${update}$`, 'm'));
  expect(why.stdout).toMatch(/^reason: +assigned$/m);

  expect(await ground.run(['devices', 'unassign', uuid])).toMatchObject({ code: 0 });
  expect((await ground.run(['devices', 'why', uuid])).stdout).toMatch(/^reason: +unassigned$/m);
  expect(await ground.run(['updates', 'close-rollout', ...names])).toMatchObject({ code: 0 });
  const unassign = ['updates', 'unassign', ...names];
  expect((await ground.run(unassign, { answers: ['n'] })).code).toBe(1);
  expect((await ground.run(unassign, { answers: ['y'] })).code).toBe(0);
  expect((await ground.run(['updates', 'delete-rollout', ...names, '--yes'])).code).toBe(0);
  expect((await ground.run(['updates', 'show-rollout', ...names])).code).toBe(5);
});

test('asks for somebody to give the update to', async () => {
  const { code, stderr } = await ground.run(['updates', 'create-rollout', 'main', 'any', 'first']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('--uuids or --groups')]);
});
