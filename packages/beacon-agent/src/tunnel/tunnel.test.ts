import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestPki } from '@moorgate/testing';
import { openTestBeacon, type TestBeacon, testToken } from '../test-support/open-test-beacon.ts';
import { type ScriptedEngine, startScriptedEngine } from '../test-support/scripted-engine.ts';
import { type ScriptedGateway, startScriptedGateway } from '../test-support/scripted-gateway.ts';
import { until } from '../test-support/until.ts';
import { type DeviceFiles, findDeviceFiles, readDeviceUuid } from './device-files.ts';

const pki = createTestPki({ factory: 'acme' });
const device = pki.issueDevice();

let folder: string;
let files: DeviceFiles;
let engine: ScriptedEngine;
let gateway: ScriptedGateway;
let beacon: TestBeacon;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-tunnel-'));
  engine = await startScriptedEngine({ name: 'one' });
  gateway = await startScriptedGateway(pki);
  files = {
    gatewayUrl: gateway.url,
    certificateFile: join(folder, 'client.pem'),
    keyFile: join(folder, 'pkey.pem'),
    caFile: join(folder, 'root.crt'),
  };
  await writeFile(files.certificateFile, device.certPem);
  await writeFile(files.keyFile, device.keyPem);
  await writeFile(files.caFile, pki.root.certPem);
});
afterEach(async () => {
  await beacon.stop();
  await Promise.all([gateway.close(), engine.close()]);
  await rm(folder, { recursive: true });
});

const open = async (streamsMax = 4): Promise<void> => {
  beacon = await openTestBeacon({
    engines: [engine.engine],
    listener: null,
    gateway: { files, refusedRetrySeconds: 1, streamsMax },
  });
};
const isOpen = (): Promise<void> => until('the tunnel is open', () => gateway.isOpen());

test('it shows the certificate of the device, and answers through streams that the gateway asks for', async () => {
  await open();
  await isOpen();
  expect(gateway.controls).toEqual([{ commonName: device.uuid }]);
  const { status, text: vms } = await gateway.ask('/vms', testToken);
  expect([status, JSON.parse(vms)]).toMatchObject([200, [{ name: 'one', canAccessDocker: true }]]);
  engine.answerWith((_request, response) => void response.end('the engine'));
  expect(await gateway.ask('/d/one:0/info', testToken)).toEqual({
    status: 200,
    text: 'the engine',
  });
});

test('the token is needed there too', async () => {
  await open();
  await isOpen();
  expect(await gateway.ask('/vms', 'another-one-of-the-same')).toEqual({ status: 401, text: '' });
});

test('a stream becomes a raw connection where the engine agrees', async () => {
  engine.upgradeWith((_request, socket) => {
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    void text(socket).then((input) => socket.end(`it read ${input}`));
  });
  await open();
  await isOpen();
  const stream = await gateway.openStream();
  stream.end(
    [
      'POST /d/one:0/containers/app/attach HTTP/1.1',
      'Host: beacon',
      `Token: ${testToken}`,
      'Connection: Upgrade',
      'Upgrade: tcp',
      '',
      'raw',
    ].join('\r\n'),
  );
  expect(await text(stream)).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\nit read raw$/);
});

test('however many streams are wanted at once, few are on their way, and all come', async () => {
  await open(100);
  await isOpen();
  const streams = await Promise.all(Array.from({ length: 100 }, () => gateway.openStream()));
  expect(streams.length).toBe(100);
  // A gateway has room for sixteen connections of a device that are no streams yet.
  expect(gateway.dialledAtOnce()).toBeLessThanOrEqual(8);
});

test('a tunnel that is cut comes back, and its streams are over', async () => {
  engine.answerWith((_request, response) => void response.write('a line\n'));
  await open();
  await isOpen();
  const stream = await gateway.openStream();
  stream.write(`GET /d/one:0/events HTTP/1.1\r\nHost: beacon\r\nToken: ${testToken}\r\n\r\n`);
  await once(stream, 'readable');
  gateway.cutAll();
  await until('the engine is left', () => engine.connections() === 0);
  await until('it is back', () => gateway.controls.length === 2 && gateway.isOpen());
  expect(await gateway.ask('/which', testToken)).toEqual({ status: 200, text: '"local"' });
});

test('a refusal is logged with its code, and the gateway is asked again', async () => {
  gateway.refuseWith('device_denied');
  await open();
  await until('it is refused', () => beacon.log().includes('"code":"device_denied"'));
  gateway.refuseWith(null);
  await isOpen();
  expect(gateway.controls.length).toBeGreaterThan(1);
});

test('what is no wish of a gateway opens nothing', async () => {
  await open();
  await isOpen();
  gateway.say('{"event":"stream","id":"../../device"}\nno JSON\n{"event":"new"}\n');
  expect(await gateway.ask('/which', testToken)).toMatchObject({ status: 200 });
  expect(beacon.log()).not.toContain('a stream was not opened');
});

test('a stream that the gateway does not know any more is let go', async () => {
  await open();
  await isOpen();
  gateway.say('{"event":"stream","id":"0f3d6a5e-5d0a-4a3e-9a66-6f2f4a6a3f10"}\n');
  await until('it is told of', () => beacon.log().includes('a stream was not opened'));
  expect(await gateway.ask('/which', testToken)).toMatchObject({ status: 200 });
});

test('no more streams are opened than there may be', async () => {
  await open();
  await isOpen();
  const streams = await Promise.all(Array.from({ length: 4 }, () => gateway.openStream()));
  void gateway.openStream();
  await until('it is told of', () => beacon.log().includes('a stream is not opened'));
  for (const stream of streams) stream.destroy();
});

test('a gateway of another CA is shown nothing', async () => {
  await writeFile(files.caFile, createTestPki({ factory: 'other' }).root.certPem);
  await open();
  await until('it is told of', () => beacon.log().includes('it is tried again'));
  expect(gateway.controls).toEqual([]);
});

test('it ends with its streams when it is told to', async () => {
  await open();
  await isOpen();
  const stream = await gateway.openStream();
  const ended = new Promise((resolve) => stream.resume().once('close', resolve));
  await beacon.stop();
  await ended;
  await until('the control connection is over', () => !gateway.isOpen());
});

describe('the files of a device', () => {
  beforeEach(open);
  const read = async (...lines: string[]): Promise<DeviceFiles> => {
    await writeFile(join(folder, 'sota.toml'), lines.join('\n'));
    return findDeviceFiles(folder);
  };

  test('are found by its sota.toml', async () => {
    expect(
      await read(
        '[tls]',
        'server = "https://gateway.example:8443" # the gateway',
        'pkey_source = "file"',
        '[import]',
        "tls_cacert_path = '/var/sota/root.crt'",
        'tls_pkey_path = "/var/sota/\\u0070key.pem"',
      ),
    ).toEqual({
      gatewayUrl: 'https://gateway.example:8443',
      certificateFile: join(folder, 'client.pem'),
      keyFile: '/var/sota/pkey.pem',
      caFile: '/var/sota/root.crt',
    });
  });

  test('name a gateway, and a key that a beacon can use', async () => {
    await expect(read('[tls]')).rejects.toThrow('names no gateway');
    await expect(
      read('[tls]', 'server = "https://gateway.example"', 'pkey_source = "pkcs11"'),
    ).rejects.toThrow('a beacon needs it in a file');
  });

  test('say which device it is', () => {
    expect(readDeviceUuid(files)).toBe(device.uuid);
    expect(() => readDeviceUuid({ ...files, certificateFile: files.caFile })).toThrow(
      'is none of a device',
    );
    expect(() => readDeviceUuid({ ...files, certificateFile: files.keyFile })).toThrow(
      'is no certificate',
    );
  });
});
