import { randomUUID } from 'node:crypto';
import { denyDevice } from '@moorgate/devices';
import { addBeacon } from '../../test-support/add-beacon.ts';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
});
afterAll(() => ground.close());

const host = '10.0.0.1:2375/v1.41';
test('beacons and their hosts show whether a beacon is connected that connects from its side', async () => {
  const device = await ground.addDevice();
  const { id, username, env } = await addBeacon(ground, { address: `tunnel://${device}`, host });
  const read = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await ground.run(words, { env });
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };
  expect(await read('beacons', 'list')).toMatch(
    new RegExp(`^${id} +tunnel://${device} +not connected `, 'm'),
  );
  expect(await read('beacons', 'show', id)).toMatch(new RegExp(`^levels: +${username}: 2$`, 'm'));
  expect(await read('docker-hosts', 'list')).toMatch(
    new RegExp(`^${host} +- +tunnel://${device} +not connected +2 `, 'm'),
  );
  await denyDevice(ground.operator, { uuid: device });
  expect(await read('docker-hosts', 'show', host)).toMatch(/^connected: +denied$/m);
});

test('a beacon that is called at its address says nothing of that', async () => {
  const { id, env } = await addBeacon(ground, { address: 'beacon.example:5002', host });
  const { stdout } = await ground.run(['beacons', 'list', '-o', 'json'], { env });
  const beacons = JSON.parse(stdout) as readonly { readonly id: string }[];
  expect(beacons.find((one) => one.id === id)).toMatchObject({ connection: null });
  expect((await ground.run(['beacons', 'show', randomUUID()], { env })).code).toBe(5);
});
