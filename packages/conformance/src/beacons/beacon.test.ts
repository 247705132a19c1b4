/** The beacon that comes with Moorgate, in front of a real engine. */
import { once } from 'node:events';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestPki, debianPackage, declareWith, isSoak } from '@moorgate/testing';
import { adminClient } from '../support/admin.ts';
import {
  type BeaconClient,
  beaconClient,
  type BeaconProcess,
  startBeaconProcess,
} from '../support/beacon-process.ts';
import {
  type ContainerEngine,
  startContainerEngine,
} from '../support/containers/container-engine.ts';
import { importFolder, makeRoot } from '../support/containers/root-filesystems.ts';
import { createToken } from '../support/fleet.ts';
import { openProductGround } from '../support/product-ground.ts';

const engine = await startContainerEngine();
afterAll(() => (engine.isThere ? engine.stop() : undefined), 60_000);

const token = 'the-token-of-a-beacon-in-a-test';
const mebibyte = 1_048_576;
const streamedBytes = (isSoak() ? 1_024 : 192) * mebibyte;
const memoryGrowthMax = 96 * mebibyte;
const pki = createTestPki({ factory: 'acme' });

const makeShell = async (with_: ContainerEngine): Promise<void> => {
  const busybox = await debianPackage({
    name: 'busybox-static',
    program: 'busybox',
    probe: ['true'],
  });
  if (!busybox.isThere) throw new Error(busybox.reason);
  const root = await makeRoot(with_, 'shell');
  await mkdir(join(root, 'bin'));
  await cp(busybox.program, join(root, 'bin/busybox'));
  await importFolder(with_, root, { name: 'shell' });
};

declareWith(engine, describe)('with an engine', () => {
  if (!engine.isThere) return;
  const held: Socket[] = [];
  let silent: Server;
  let beacon: BeaconProcess;
  let client: BeaconClient;
  let hangingPort: number;

  beforeAll(async () => {
    await makeShell(engine);
    // An engine that takes whatever is asked, and says nothing.
    silent = createServer((socket) => void held.push(socket.resume().on('error', () => undefined)));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    hangingPort = (silent.address() as AddressInfo).port;
    const at = (name: string): string => join(engine.folder, name);
    await writeFile(at('tls.pem'), pki.server.certPem);
    await writeFile(at('tls.key'), pki.server.keyPem);
    await writeFile(at('root.crt'), pki.root.certPem);
    await writeFile(at('token'), `${token}\n`, { mode: 0o600 });
    // prettier-ignore
    beacon = await startBeaconProcess([
      '--listen', '127.0.0.1:0', '--tls-cert', at('tls.pem'), '--tls-key', at('tls.key'),
      '--token-file', at('token'), '--engine', `here=unix:${at('docker.sock')}`,
      '--engine', `tcp://127.0.0.1:${hangingPort}`,
    ]);
    client = beaconClient(beacon.url, { token, ca: pki.root.certPem });
  }, 240_000);
  afterAll(async () => {
    for (const socket of held) socket.destroy();
    silent?.close();
    await beacon?.stop();
  }, 60_000);

  const call = (path: string): string => `/d/here:0/v1.41/${path}`;
  const create = async (body: object): Promise<string> => {
    const made = await client.ask('POST', call('containers/create'), {
      Image: 'shell',
      HostConfig: { NetworkMode: 'none', AutoRemove: true },
      ...body,
    });
    expect(made).toMatchObject({ status: 201 });
    return (JSON.parse(made.text) as { Id: string }).Id;
  };
  const start = async (id: string): Promise<void> => {
    expect((await client.ask('POST', call(`containers/${id}/start`))).status).toBe(204);
  };

  test('it says what the engine speaks, and that another one does not answer', async () => {
    const { text: answer } = await client.ask('GET', '/vms');
    expect(JSON.parse(answer)).toEqual([
      { name: 'here', address: 'here', port: '0', version: 'v1.41', canAccessDocker: true },
      {
        name: `127.0.0.1:${hangingPort}`,
        address: '127.0.0.1',
        port: String(hangingPort),
        version: 'v1',
        canAccessDocker: false,
      },
    ]);
  });

  test('a container is made, attached to, and given input whose end it sees', async () => {
    const id = await create({
      Cmd: ['/bin/busybox', 'sh', '-c', '/bin/busybox cat; echo done'],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
    });
    const attached = await client.upgrade(
      call(`containers/${id}/attach?stream=1&stdin=1&stdout=1`),
    );
    await start(id);
    attached.end('what it reads\n');
    const output = await text(attached);
    expect(output).toContain('what it reads\n');
    expect(output).toContain('done\n');
  }, 60_000);

  test('something is executed in a container, its request with a body', async () => {
    const id = await create({ Cmd: ['/bin/busybox', 'sleep', '600'] });
    await start(id);
    const made = await client.ask('POST', call(`containers/${id}/exec`), {
      Cmd: ['/bin/busybox', 'sh', '-c', 'echo executed'],
      AttachStdout: true,
    });
    expect(made).toMatchObject({ status: 201 });
    const { Id: exec } = JSON.parse(made.text) as { Id: string };
    const output = await client.upgrade(call(`exec/${exec}/start`), { Detach: false, Tty: false });
    expect(await text(output)).toContain('executed\n');
    expect((await client.ask('DELETE', call(`containers/${id}?force=true`))).status).toBe(204);
  }, 60_000);

  test('what a container writes comes through whole, in the same memory however much it is', async () => {
    const count = String(streamedBytes / mebibyte);
    const id = await create({
      Cmd: ['/bin/busybox', 'dd', 'if=/dev/zero', 'bs=1048576', `count=${count}`],
      Tty: true,
      AttachStdout: true,
    });
    const attached = await client.upgrade(call(`containers/${id}/attach?stream=1&stdout=1`));
    await start(id);
    const before = await beacon.memory();
    let bytes = 0;
    let most = before;
    let next = 0;
    for await (const chunk of attached as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes < next) continue;
      next = bytes + 16 * mebibyte;
      most = Math.max(most, await beacon.memory());
    }
    // At its end the program tells how much it was.
    expect(bytes).toBeGreaterThanOrEqual(streamedBytes);
    expect(bytes).toBeLessThan(streamedBytes + 4_096);
    expect(most - before).toBeLessThan(memoryGrowthMax);
  }, 600_000);

  test('an engine that hangs delays nobody else', async () => {
    const waiting = Array.from({ length: 50 }, () =>
      client.begin('GET', `/d/127.0.0.1:${hangingPort}/info`),
    );
    for (const asked of waiting) asked.on('error', () => undefined).end();
    const settled = Promise.race(waiting.map((asked) => once(asked, 'response')));
    expect((await client.ask('GET', call('info'))).status).toBe(200);
    expect((await client.ask('GET', '/vms')).status).toBe(200);
    for (const asked of waiting) asked.destroy();
    await expect(settled).rejects.toThrow('socket hang up');
  }, 60_000);

  test('the admin API registers it over HTTPS, and knows what it reaches', async () => {
    const ground = await openProductGround({
      workers: 1,
      env: { MOORGATE_BEACON_CAS: join(engine.folder, 'root.crt') },
    });
    try {
      const { product } = ground;
      const secret = await createToken(product, ['beacons:create', 'beacons:use']);
      const admin = adminClient(product.ready.adminUrl, secret);
      const created = await admin.call('POST', '/api/v0.2/beacons/create', {
        Address: beacon.url,
        Token: token,
        Alias: 'mine',
      });
      expect([created.status, created.body]).toEqual([200, null]);
      const { body: beacons } = await admin.call('GET', '/api/v0.2/beacons/list');
      expect(beacons).toEqual([{ Alias: 'mine', Address: beacon.url }]);
      const { body } = await admin.call('GET', '/api/v0.2/beacons/list/mine');
      expect(body).toContainEqual({
        Alias: 'mine.here',
        InstanceAddress: 'here:0/v1.41',
        Name: 'here',
        CanAccessDocker: true,
        BeaconAddress: beacon.url,
      });
    } finally {
      await ground.close();
    }
  }, 120_000);

  test('it ends cleanly when it is told to, and says nothing of the token', async () => {
    expect(await beacon.stop()).toBe(0);
    expect(beacon.log()).not.toContain(token);
  }, 30_000);
});
