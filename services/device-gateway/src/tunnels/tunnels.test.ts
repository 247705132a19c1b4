/** Beacons that connect from their side: what reaches them, and what ends it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTunnelDialer, type DialTunnel, type DialTunnelOptions } from '@moorgate/beacons';
import { askForUpgrade, frameConnection } from '@moorgate/http';
import { denyDevice, undenyDevice } from '@moorgate/devices';
import { createTestPki, type TestCertificate } from '@moorgate/testing';
import { callGateway } from '../test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from '../test-support/start-test-gateway.ts';
import {
  bringStream,
  connectControl,
  type ControlConnection,
} from '../test-support/test-beacon-side.ts';

/** As an admin API that has nothing to show to gateways on other hosts. */
const askOnThisHost: DialTunnelOptions['askForUpgrade'] = async ({ to, ...question }) => {
  if (!('socketPath' in to)) throw new Error('not on this host');
  return askForUpgrade({ to, ...question });
};

let folder: string;
let running: TestGateway;
let dial: DialTunnel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-tunnels-'));
  running = await startTestGateway({
    tunnelFolder: folder,
    tunnelStreamsPerBeaconMax: 4,
    connectionsPerDeviceMax: 2,
  });
  dial = createTunnelDialer({ ...running, askForUpgrade: askOnThisHost });
});
afterAll(async () => {
  await running.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;

interface Beacon {
  readonly leaf: TestCertificate;
  readonly uuid: string;
  readonly control: ControlConnection;
}

const startBeacon = async (): Promise<Beacon> => {
  const leaf = running.pki.issueDevice();
  return { leaf, uuid: leaf.uuid, control: await connectControl(running, leaf) };
};

/** Both ends of a stream that the admin side asked for. */
const openStream = async ({ leaf, uuid, control }: Beacon): Promise<readonly [Duplex, Duplex]> => {
  const asked = dial(uuid, never);
  const line = await control.next();
  const brought = await bringStream(running, leaf, line?.id ?? '');
  if (!('stream' in brought)) throw new Error(`refused: ${String(brought.code)}`);
  return [await asked, brought.stream];
};

test('what the admin side sends reaches the beacon, and the other way around, as it is', async () => {
  const [admin, beacon] = await openStream(await startBeacon());
  admin.write('\u0000raw');
  expect(String(((await once(beacon, 'data')) as [Buffer])[0])).toBe('\u0000raw');
  const answered = text(admin);
  beacon.end('answer');
  expect(await answered).toBe('answer');
  admin.destroy();
  await until(() => (beacon.destroyed ? true : null));
});

test('a denial ends the control connection and every stream, and the admin side is told why', async () => {
  const beacon = await startBeacon();
  const streams = [...(await openStream(beacon)), ...(await openStream(beacon))];
  const ended = streams.map((stream) => {
    stream.on('error', () => undefined).resume();
    return new Promise<void>((resolve) => stream.once('close', () => resolve()));
  });
  await denyDevice(running.ctx, { uuid: beacon.uuid });
  await Promise.all([...ended, beacon.control.ended]);
  await expect(dial(beacon.uuid, never)).rejects.toMatchObject({ code: 'beacon_denied' });

  await undenyDevice(running.ctx, beacon.uuid);
  await expect(dial(beacon.uuid, never)).rejects.toMatchObject({ code: 'beacon_not_connected' });
  const again = { ...beacon, control: await connectControl(running, beacon.leaf) };
  const [admin] = await openStream(again);
  admin.destroy();
});

/** Connections to the private channel that are open, on its side. */
const countChannelConnections = async (): Promise<number> => {
  const connected = '03';
  const sockets = (await readFile('/proc/net/unix', 'utf8')).split('\n');
  return sockets.filter((line) => line.includes(folder) && line.split(' ')[5] === connected).length;
};

const metric = (name: string): Promise<number> =>
  running.gateway.metrics.valueOf(`moorgate_gateway_${name}`, {});

test.each([
  ['beacon', 1],
  ['admin side', 0],
])(
  'when the %s has said all that it had to say, a denial cuts the rest within a second, and leaves no connection behind',
  async (_who, at) => {
    const opened = await metric('open_connections');
    const beacon = await startBeacon();
    const sides = await openStream(beacon);
    expect(await countChannelConnections()).toBeGreaterThan(0);
    const gone = Promise.all(
      sides.map(
        (side) =>
          new Promise<number>((resolve) => side.once('close', () => resolve(performance.now()))),
      ),
    );
    const framed = sides.map((side) => frameConnection(side).on('error', () => undefined));
    const [silent, talking] = [framed[at]!, framed[1 - at]!];
    const left = new Promise<void>((resolve) => talking.once('close', () => resolve()));
    silent.end('all of it');
    expect(await text(talking)).toBe('all of it');
    talking.write('a part');
    expect(String(((await once(silent, 'data')) as [Buffer])[0])).toBe('a part');
    const rest = text(silent);
    rest.catch(() => undefined);
    await denyDevice(running.ctx, { uuid: beacon.uuid });
    const deniedMs = performance.now();
    for (const closedMs of await gone) expect(closedMs - deniedMs).toBeLessThan(1_000);
    await expect(rest).rejects.toMatchObject({ code: 'ECONNRESET' });
    // Nobody is there any more, which holds nobody up who still has something to say.
    talking.end('the rest');
    await Promise.all([left, beacon.control.ended]);
    await until(async () => {
      const open = [await metric('beacon_streams'), await countChannelConnections()];
      const isClosed = (await metric('open_connections')) <= opened;
      return open.every((count) => count === 0) && isClosed ? true : null;
    });
  },
);

test('a stream is brought once, and by the device that was asked for it', async () => {
  const [one, other] = [await startBeacon(), await startBeacon()];
  const asked = dial(one.uuid, never);
  const { id = '' } = (await one.control.next()) ?? {};
  for (const leaf of [other.leaf, undefined])
    expect(await bringStream(running, leaf, id)).not.toHaveProperty('stream');
  expect(await bringStream(running, one.leaf, randomUUID())).toMatchObject({ status: 404 });
  expect(await bringStream(running, one.leaf, id)).toHaveProperty('stream');
  expect(await bringStream(running, one.leaf, id)).toMatchObject({ status: 404 });
  (await asked).destroy();
});

test('a newer control connection takes the place of the older one', async () => {
  const beacon = await startBeacon();
  const newer = { ...beacon, control: await connectControl(running, beacon.leaf) };
  expect(await beacon.control.next()).toBeNull();
  const [admin] = await openStream(newer);
  admin.destroy();
});

test('streams have a limit of their own, and take no place of other connections', async () => {
  const beacon = await startBeacon();
  const opened: Duplex[] = [];
  for (let number = 0; number < 4; number += 1) opened.push(...(await openStream(beacon)));
  await expect(dial(beacon.uuid, never)).rejects.toMatchObject({ code: 'service_unavailable' });
  expect((await callGateway(running, { leaf: beacon.leaf })).status).toBe(200);
  expect(opened.every((stream) => !stream.destroyed)).toBe(true);
  opened[0]!.destroy();
  await until(() => (opened[1]!.destroyed ? true : null));
  (await openStream(beacon))[0].destroy();
});

test('a beacon that has gone is not connected, wherever the admin side looks', async () => {
  const beacon = await startBeacon();
  beacon.control.close();
  const gone = async (): Promise<true | null> => {
    const { rows } = await running.pool.query('select from beacon_tunnels where device_uuid = $1', [
      beacon.uuid,
    ]);
    return rows.length === 0 ? true : null;
  };
  await until(gone);
  await expect(dial(beacon.uuid, never)).rejects.toMatchObject({ code: 'beacon_not_connected' });
  await expect(dial(randomUUID(), never)).rejects.toMatchObject({ code: 'beacon_not_connected' });
});

test('whoever asks for a stream and leaves is waited for no longer', async () => {
  const beacon = await startBeacon();
  const leaving = new AbortController();
  const asked = dial(beacon.uuid, leaving.signal);
  const { id = '' } = (await beacon.control.next()) ?? {};
  leaving.abort(new Error('left'));
  await expect(asked).rejects.toThrow('left');
  const brought = await bringStream(running, beacon.leaf, id);
  if ('stream' in brought) await until(() => (brought.stream.destroyed ? true : null));
  else expect(brought.status).toBe(404);
  (await openStream(beacon))[0].destroy();
});

test('the tunnel of a beacon is where it connected last, at whichever gateway', async () => {
  const beacon = await startBeacon();
  const another = await running.startAnother();
  const there = { port: another.port, pki: running.pki };
  const control = await connectControl(there, beacon.leaf);
  const asked = dial(beacon.uuid, never);
  const { id = '' } = (await control.next()) ?? {};
  expect(await bringStream(there, beacon.leaf, id)).toHaveProperty('stream');
  (await asked).destroy();
  await another.close();
  await expect(dial(beacon.uuid, never)).rejects.toMatchObject({ code: 'beacon_not_connected' });
});

test('a stream is brought to any worker, and ends with the device there as well', async () => {
  const beacon = await startBeacon();
  const another = await running.startAnother();
  const there = { port: another.port, pki: running.pki };
  const asked = dial(beacon.uuid, never);
  const { id = '' } = (await beacon.control.next()) ?? {};
  const stranger = await startBeacon();
  expect(await bringStream(there, stranger.leaf, id)).toMatchObject({ status: 404 });
  const brought = await bringStream(there, beacon.leaf, id);
  if (!('stream' in brought)) throw new Error(`refused: ${String(brought.code)}`);
  const admin = await asked;
  admin.write('over two workers');
  expect(String(((await once(brought.stream, 'data')) as [Buffer])[0])).toBe('over two workers');
  const ended = new Promise<void>((resolve) =>
    admin.on('error', () => undefined).once('close', () => resolve()),
  );
  admin.resume();
  await denyDevice(running.ctx, { uuid: beacon.uuid });
  await ended;
  await another.close();
});

test('whoever has no certificate of a device opens no tunnel', async () => {
  const refused = await callGateway(running, { method: 'POST', path: '/beacon/control' });
  expect(refused.status).toBe(403);
});

describe('an admin API on another host', () => {
  /** What it shows, and which CA it knows gateways by. */
  const askAs =
    (shown: TestCertificate): DialTunnelOptions['askForUpgrade'] =>
    async ({ to, ...question }) => {
      if ('socketPath' in to) throw new Error('the gateway did not say how it is reached');
      const pair = { key: Buffer.from(shown.keyPem), cert: Buffer.from(shown.certPem) };
      const ca = Buffer.from(running.pki.root.certPem);
      return askForUpgrade({ to: { url: to.url, pair, ca }, ...question });
    };

  const startListening = async (tunnelPeers: readonly string[]) => {
    const tunnelCasFile = join(folder, 'root.crt');
    await writeFile(tunnelCasFile, running.pki.root.certPem);
    return running.startAnother({
      tunnelAddress: '127.0.0.1:0',
      tunnelHost: 'localhost',
      tunnelCasFile,
      tunnelPeers: [...tunnelPeers],
    });
  };

  test('reaches beacons over mutual TLS, at whichever worker they are', async () => {
    const gateway = await startListening(['localhost']);
    const { server } = running.pki;
    const dialFrom = createTunnelDialer({ ...running, askForUpgrade: askAs(server) });
    const there = { port: gateway.port, pki: running.pki };
    const leaf = running.pki.issueDevice();
    const control = await connectControl(there, leaf);
    const openFromThere = async (line: Promise<{ readonly id?: string } | null>) => {
      const asked = dialFrom(leaf.uuid, never);
      const brought = await bringStream(there, leaf, (await line)?.id ?? '');
      if (!('stream' in brought)) throw new Error(`refused: ${String(brought.code)}`);
      return [await asked, brought.stream] as const;
    };
    const [admin, beacon] = await openFromThere(control.next());
    admin.write('from afar');
    expect(String(((await once(beacon, 'data')) as [Buffer])[0])).toBe('from afar');
    admin.destroy();

    // The port is that of all workers of a gateway: the control connection may be at another one.
    const { rows } = await running.pool.query<{ url: string }>(
      'select url from beacon_tunnels where device_uuid = $1',
      [leaf.uuid],
    );
    const elsewhere = await connectControl(running, leaf);
    await running.pool.query('update beacon_tunnels set url = $2 where device_uuid = $1', [
      leaf.uuid,
      rows[0]?.url,
    ]);
    const [further, end] = await openFromThere(elsewhere.next());
    end.write('back');
    expect(String(((await once(further, 'data')) as [Buffer])[0])).toBe('back');
    const ended = new Promise<void>((resolve) => further.once('close', () => resolve()));
    further.on('error', () => undefined).resume();
    await denyDevice(running.ctx, { uuid: leaf.uuid });
    await ended;
    await gateway.close();
  });

  test('is refused with another certificate than that of an admin API, and shows its own to nobody else', async () => {
    const gateway = await startListening(['admin.example']);
    const leaf = running.pki.issueDevice();
    await connectControl({ port: gateway.port, pki: running.pki }, leaf);
    for (const shown of [running.pki.server, leaf, createTestPki({ factory: 'other' }).server]) {
      const dialFrom = createTunnelDialer({ ...running, askForUpgrade: askAs(shown) });
      await expect(dialFrom(leaf.uuid, never)).rejects.toMatchObject({
        code: 'beacon_not_connected',
      });
    }
    await expect(dial(leaf.uuid, never)).rejects.toMatchObject({ code: 'beacon_not_connected' });
    await gateway.close();
  });

  test('is not listened for with half of the settings', async () => {
    for (const missing of ['tunnelHost', 'tunnelCasFile', 'tunnelFolder'] as const)
      await expect(
        running.startAnother({
          tunnelAddress: '127.0.0.1:0',
          tunnelHost: 'localhost',
          tunnelCasFile: join(folder, 'root.crt'),
          tunnelPeers: ['localhost'],
          [missing]: undefined,
        }),
      ).rejects.toThrow(/^MOORGATE_GATEWAY_TUNNEL_ADDR needs MOORGATE_GATEWAY_TUNNEL_/);
  });
});
