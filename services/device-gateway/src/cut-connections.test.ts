/** Changes cut what is open: connections at rest, downloads, and requests that came with a token of a device. */
import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { denyDevice, purgeDevice, retireDeviceCa, undenyDevice } from '@moorgate/devices';
import type { TestCertificate } from '@moorgate/testing';
import { askOn, openConnection } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';
import { endpointsWith, streamForToken, type TokenRequest } from './test-support/test-endpoints.ts';

let running: TestGateway;
/** What becomes of requests with a token of these devices; others go on. */
const tokens = new Map<string, (() => Promise<boolean>)[]>();
const began: TokenRequest[] = [];
beforeAll(async () => {
  const mayGoOn = (uuid: string): Promise<boolean> =>
    tokens.get(uuid)?.shift()?.() ?? Promise.resolve(true);
  const endpoints = endpointsWith(streamForToken(mayGoOn, (request) => began.push(request)));
  running = await startTestGateway({}, undefined, { endpoints });
});
afterAll(() => running.close());

const metric = (name: string, labels: Record<string, string> = {}): Promise<number> =>
  running.gateway.metrics.valueOf(`moorgate_gateway_${name}`, labels);

/** When the connection is closed, in milliseconds of this process. */
const closing = (socket: TLSSocket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve(performance.now())).resume();
  });

const rest = async (leaf: TestCertificate): Promise<TLSSocket> => {
  const socket = await openConnection(running, { leaf });
  expect((await askOn(socket)).status).toBe(200);
  return socket;
};

const download = async (path: string, leaf?: TestCertificate): Promise<TLSSocket> => {
  const socket = await openConnection(running, { leaf });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [first] = await new Promise<Buffer[]>((resolve) => {
    socket.once('data', (...chunk: Buffer[]) => resolve(chunk));
  });
  expect(first?.toString('latin1')).toMatch(/^HTTP\/1\.1 200 /);
  return socket;
};

/** Asked by another connection: the ones in question are not to be woken by a request. */
const isOpen = async (socket: TLSSocket): Promise<boolean> => {
  await running.untilFollowed();
  await new Promise((resolve) => setTimeout(resolve, 100));
  return !socket.destroyed && !socket.readableEnded;
};

describe('a CA that is retired', () => {
  test('closes the connections of its devices within a second, downloads included, and no others', async () => {
    const ca = running.pki.createCa({ commonName: 'leaving' });
    const id = await running.trust(ca);
    const leaf = running.pki.issueDevice({ ca });
    const closed = [await rest(leaf), await download('/trickle', leaf)];
    const other = running.pki.issueDevice();
    const kept = [await rest(other), await download('/trickle', other)];
    for (const socket of kept) socket.resume();
    const before = await metric('connections_closed_total', { reason: 'device_ca_retired' });

    const closings = closed.map(closing);
    await retireDeviceCa(running.ctx, id);
    const retiredMs = performance.now();
    for (const closedMs of await Promise.all(closings))
      expect(closedMs - retiredMs).toBeLessThan(1_000);
    expect(await metric('connections_closed_total', { reason: 'device_ca_retired' })).toBe(
      before + 2,
    );
    for (const socket of kept) {
      expect(await isOpen(socket)).toBe(true);
      socket.destroy();
    }
  });

  test('leaves the devices alone for which another CA of its name and key vouches', async () => {
    const ca = running.pki.createCa({ commonName: 'renewed' });
    const id = await running.trust(ca);
    await running.trust(running.pki.createCa({ commonName: 'renewed', keys: ca.keys }));
    const socket = await rest(running.pki.issueDevice({ ca }));
    await retireDeviceCa(running.ctx, id);
    expect(await isOpen(socket)).toBe(true);
    expect((await askOn(socket)).status).toBe(200);
    socket.destroy();
  });
});

test('another change of the CAs closes nothing', async () => {
  const socket = await rest(running.pki.issueDevice());
  await running.trust(running.pki.createCa({ commonName: 'joining' }));
  expect(await isOpen(socket)).toBe(true);
  expect((await askOn(socket)).status).toBe(200);
  socket.destroy();
});

const measuredRevocations = async (): Promise<number> => {
  const text = await running.gateway.metrics.text();
  return Number(/^moorgate_gateway_revocation_seconds_count (\d+)$/m.exec(text)?.[1] ?? 0);
};

test('a denial cuts a running download, and is measured', async () => {
  const leaf = running.pki.issueDevice();
  const before = await measuredRevocations();
  const closed = closing(await download('/zeros', leaf));
  await denyDevice(running.ctx, { uuid: leaf.uuid });
  const deniedMs = performance.now();
  expect((await closed) - deniedMs).toBeLessThan(1_000);
  await until(async () => ((await measuredRevocations()) === before + 1 ? true : null));
});

describe('a request with a token of a device', () => {
  const path = (uuid: string): string => `/of-device/${uuid}`;
  const known = async (): Promise<string> => {
    const leaf = running.pki.issueDevice();
    (await rest(leaf)).destroy();
    return leaf.uuid;
  };

  test('is cut when the device is denied, on an anonymous connection and on that of another device', async () => {
    const uuid = await known();
    const sockets = [
      await download(path(uuid)),
      await download(path(uuid), running.pki.issueDevice()),
    ];
    const others = [await download(path(await known())), await download(path(await known()))];
    const no = (): Promise<boolean> => Promise.resolve(false);
    tokens.set(uuid, [no, no]);
    const reason = 'request_not_allowed_any_more';
    const before = await metric('connections_closed_total', { reason });
    const closings = sockets.map(closing);
    await denyDevice(running.ctx, { uuid });
    const deniedMs = performance.now();
    for (const closedMs of await Promise.all(closings))
      expect(closedMs - deniedMs).toBeLessThan(1_000);
    expect(await metric('connections_closed_total', { reason })).toBe(before + 2);
    for (const socket of others) {
      expect(await isOpen(socket.resume())).toBe(true);
      socket.destroy();
    }
  });

  test('is asked about again until the store decides', async () => {
    const uuid = await known();
    const socket = (await download(path(uuid))).resume();
    let tries = 0;
    const fail = (): Promise<boolean> => {
      tries += 1;
      return Promise.reject(new Error('the store does not answer'));
    };
    tokens.set(uuid, [fail, fail, () => Promise.resolve(false)]);
    const closed = closing(socket);
    await denyDevice(running.ctx, { uuid });
    await closed;
    expect(tries).toBe(2);
  });

  test('goes on when it may, and is forgotten when it is over', async () => {
    const uuid = await known();
    const socket = (await download(path(uuid))).resume();
    let asked = 0;
    tokens.set(
      uuid,
      Array(9).fill(() => Promise.resolve((asked += 1) > 0)),
    );
    await denyDevice(running.ctx, { uuid });
    expect(await isOpen(socket)).toBe(true);
    expect(asked).toBe(1);
    socket.destroy();
    await until(async () => ((await metric('open_connections')) === 0 ? true : null));
    await undenyDevice(running.ctx, uuid);
    await running.untilFollowed();
    expect(asked).toBe(1);
  });

  test('learns of each change of its device from the moment on at which it was put under it', async () => {
    const uuid = await known();
    const other = await known();
    await running.untilFollowed();
    const socket = (await download(path(uuid))).resume();
    const { hold } = began.find((request) => request.uuid === uuid)!;
    const sequence = await metric('feed_sequence');
    await denyDevice(running.ctx, { uuid: other });
    await running.untilFollowed();
    expect(hold.hasChangedSince(sequence)).toBe(false);
    await denyDevice(running.ctx, { uuid });
    await running.untilFollowed();
    expect(hold.hasChangedSince(sequence)).toBe(true);
    expect(hold.hasChangedSince(await metric('feed_sequence'))).toBe(false);
    await purgeDevice(running.ctx, uuid);
    await running.untilFollowed();
    expect(hold.hasChangedSince(sequence)).toBe(true);
    socket.destroy();
  });
});

test('a change of a device that is not connected cuts nothing', async () => {
  const socket = await rest(running.pki.issueDevice());
  await running.pool.query(`select append_change('device', $1)`, [randomUUID()]);
  expect(await isOpen(socket)).toBe(true);
  socket.destroy();
});
