/** A host that nobody can connect to: its beacon keeps a tunnel to the gateway, and ends with its device. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { type BeaconProcess, startBeaconProcess } from '../support/beacon-process.ts';
import { startContainerEngine } from '../support/containers/container-engine.ts';
import { createToken } from '../support/fleet.ts';
import {
  makeFolder,
  removeFolder,
  runCommand,
  startProduct,
  type Product,
} from '../support/product.ts';
import { until } from '../runner/builds-ground.ts';

const engine = await startContainerEngine();
afterAll(() => (engine.isThere ? engine.stop() : undefined), 60_000);

const token = 'the-token-of-a-beacon-in-a-test';
const uuid = randomUUID();
const address = `tunnel://${uuid}`;

declareWith(engine, describe)('with an engine', () => {
  if (!engine.isThere) return;
  let folder: string;
  let product: Product;
  let admin: AdminClient;
  let beacon: BeaconProcess;

  const startBeacon = async (): Promise<void> => {
    // prettier-ignore
    beacon = await startBeaconProcess([
      '--device-dir', join(folder, 'device'), '--token-file', join(folder, 'token'),
      '--engine', `unix:${join(engine.folder, 'docker.sock')}`,
    ]);
  };
  beforeAll(async () => {
    folder = await makeFolder();
    const dataDir = join(folder, 'data');
    product = await startProduct(dataDir, { workers: 2 });
    const made = await runCommand(
      ['device', 'create', '--data-dir', dataDir, '--uuid', uuid, '--out', join(folder, 'device')],
      { env: product.env },
    );
    expect([made.code, made.stderr]).toEqual([0, '']);
    await writeFile(join(folder, 'token'), token, { mode: 0o600 });
    const scopes = [
      'beacons:create',
      'beacons:use',
      'beacons:manage',
      'devices:read-update',
      'devices:delete',
    ];
    admin = adminClient(product.ready.adminUrl, await createToken(product, scopes));
    await startBeacon();
  }, 240_000);
  afterAll(async () => {
    await beacon?.stop();
    await product?.stop();
    await removeFolder(folder);
  }, 60_000);

  const refresh = async (): Promise<number> =>
    (await admin.call('PUT', '/api/v0.2/beacons/refresh/behind')).status;
  const answers = (): Promise<void> =>
    until('the host cannot be reached', async () => (await refresh()) === 200);

  test('it is registered by the UUID of its device, and its engine is reached through the tunnel', async () => {
    const wanted = { Address: address, Token: token, Alias: 'behind' };
    await until(`it is not registered:\n${beacon.log()}`, async () => {
      const { status } = await admin.call('POST', '/api/v0.2/beacons/create', wanted);
      return status === 200;
    });
    const { body } = await admin.call('GET', '/api/v0.2/beacons/list/behind');
    expect(body).toMatchObject([
      { InstanceAddress: `${uuid}:0/v1.41`, CanAccessDocker: true, BeaconAddress: address },
    ]);
  }, 120_000);

  test('it comes back after a worker of the gateway was killed', async () => {
    const { gatewayWorker1, gatewayWorker2 } = product.ready.pids;
    for (const pid of [gatewayWorker1, gatewayWorker2]) process.kill(pid!, 'SIGKILL');
    await answers();
  }, 120_000);

  test('it comes back after its beacon was killed', async () => {
    await beacon.stop('SIGKILL');
    await until('it is missed', async () => (await refresh()) !== 200);
    await startBeacon();
    await answers();
  }, 120_000);

  test('a denial of its device ends it, and the end of the denial brings it back', async () => {
    expect((await admin.call('DELETE', `/devices/${uuid}`)).status).toBe(204);
    expect(await refresh()).not.toBe(200);
    await until('it is refused', () => Promise.resolve(beacon.log().includes('device_denied')));
    expect((await admin.call('DELETE', `/denied-devices/${uuid}`)).status).toBe(204);
    await answers();
  }, 120_000);
});
