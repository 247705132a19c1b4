/** What an agent that keeps a configuration finds: nothing, all of it, what changed, and what was taken away. */
import type { TestDevice } from '../support/fleet.ts';
import { type AgentsGround, openAgentsGround } from '../support/agents-ground.ts';
import type { DeviceAnswer } from '../support/device.ts';

let ground: AgentsGround;
beforeAll(async () => {
  ground = await openAgentsGround(['devices:read-update', 'updates:read-update']);
}, 120_000);
afterAll(() => ground?.close(), 60_000);

/** As the agent asks that has what it was last given. */
const checkIn = (device: TestDevice, last?: DeviceAnswer): Promise<DeviceAnswer> =>
  ground.ask(device, '/config', {
    headers: last === undefined ? {} : { 'if-modified-since': String(last.headers['date']) },
  });
const filesOf = ({ body }: DeviceAnswer): Record<string, { Value: string }> =>
  JSON.parse(body) as Record<string, { Value: string }>;
const put = async (layer: string, files: Record<string, string>): Promise<void> => {
  const entries = Object.entries(files).map(([name, Value]) => [
    name,
    { Value, Unencrypted: true },
  ]);
  const body = { Files: Object.fromEntries(entries) as object };
  expect((await ground.admin.call('PUT', `/v1/configs/${layer}`, body)).status).toBe(204);
};

test('a device without a configuration is answered 204; with one 200, and 304 until it changes', async () => {
  const device = await ground.enrol();
  const nothing = await checkIn(device);
  expect([nothing.status, nothing.body]).toEqual([204, '']);
  await put(`device/${device.uuid}`, { motd: 'hello' });
  const given = await checkIn(device);
  expect([given.status, given.headers['content-type'], filesOf(given)]).toEqual([
    200,
    'application/json',
    { motd: { Value: 'hello', Unencrypted: true } },
  ]);
  const again = await checkIn(device, given);
  expect([again.status, again.body]).toEqual([304, '']);
});

test('layers are merged, settings of the update agent key by key, and what is removed is gone', async () => {
  const device = await ground.enrol();
  const labels = { upserts: { group: 'press' } };
  const patched = await ground.admin.call('PATCH', `/v1/devices/${device.uuid}/labels`, labels);
  expect(patched.status).toBe(200);
  const settings = 'z-50-fioctl.toml';
  await put('group/press', {
    a: 'group',
    b: 'group',
    [settings]: '[pacman]\ntags = "main"\nkept = "1"\n',
  });
  await put(`device/${device.uuid}`, { b: 'device', [settings]: '[pacman]\ntags = "devel"\n' });
  const merged = await checkIn(device);
  expect(filesOf(merged)).toMatchObject({ a: { Value: 'group' }, b: { Value: 'device' } });
  expect(filesOf(merged)[settings]?.Value).toBe('[pacman]\nkept = "1"\ntags = "devel"\n');

  await put(`device/${device.uuid}`, {});
  const less = await checkIn(device, merged);
  expect(less.status).toBe(200);
  expect(filesOf(less)['b']).toMatchObject({ Value: 'group' });
  await put('group/press', {});
  const none = await checkIn(device, less);
  expect([none.status, none.body]).toEqual([200, '{}']);
});

test('two changes within one second are both delivered', async () => {
  const device = await ground.enrol();
  let last: DeviceAnswer | undefined;
  for (const value of ['1', '2', '3', '4']) {
    await put(`device/${device.uuid}`, { value });
    const given: DeviceAnswer = await checkIn(device, last);
    expect([given.status, given.body === '' ? null : filesOf(given)['value']?.Value]).toEqual([
      200,
      value,
    ]);
    last = given;
  }
  expect((await checkIn(device, last)).status).toBe(304);
});
