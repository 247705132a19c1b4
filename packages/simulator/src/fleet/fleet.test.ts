import type { Credentials } from '../credentials/credentials.ts';
import { issueCredentials } from '../credentials/issue-credentials.ts';
import { type GatewayProcess, startGatewayProcess } from '../test-support/start-gateway-process.ts';
import { agents } from './agents.ts';
import { ConnectionLost } from './answer-reader.ts';
import type { FleetEvent } from './fleet-event.ts';
import { createFleet, type Fleet, type FleetOptions } from './fleet.ts';
import { type Misbehaviour, misbehaviourNames } from './misbehaviours/names.ts';
import { monotonicMs } from './monotonic-clock.ts';

const size = 16;
const soon = { intervalMs: 20 };

let gateway: GatewayProcess;
let credentials: Credentials;
const fleets: Fleet[] = [];

beforeAll(async () => {
  gateway = await startGatewayProcess();
  credentials = await issueCredentials(gateway.issuer, { count: size });
}, 60_000);

afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.stop();
});

afterAll(() => gateway.stop());

const startFleet = (changes: Partial<FleetOptions> = {}): Fleet => {
  const fleet = createFleet({
    credentials,
    issuer: gateway.issuer,
    gateways: [gateway.address],
    ...changes,
  });
  fleets.push(fleet);
  return fleet;
};

/** Resolves with the first event that is the one. */
const untilEvent = async (
  fleet: Fleet,
  isIt: (event: FleetEvent) => boolean,
): Promise<FleetEvent> => {
  for await (const event of fleet.events()) if (isIt(event)) return event;
  throw new Error('the fleet has stopped');
};

/** A device of this place, which no other test may take. */
const take = (fleet: Fleet, index: number) => fleet.devices[index]!;

test('a device that is told to ask connects, asks as its agent does, and closes as its agent does', async () => {
  const fleet = startFleet();
  const events: FleetEvent[] = [];
  fleet.onEvent((event) => events.push(event));
  const before = monotonicMs();
  const [fioconfig, fioup, aktualizrLite] = fleet.devices;
  expect((await fioconfig!.ask()).status).toBe(204);
  expect(JSON.parse((await fioup!.ask()).body.toString())).toMatchObject({
    uuid: fioup!.uuid,
    tag: 'main',
  });
  await aktualizrLite!.ask();
  const second = JSON.parse((await aktualizrLite!.ask()).body.toString()) as object;
  expect(second).toMatchObject({ docker_apps: 'shellhttpd,fluentbit', tag: 'main' });
  expect(fleet.devices.slice(0, 3).map((device) => device.isConnected())).toEqual([
    false,
    false,
    true,
  ]);

  const own = events.filter(({ index }) => index === 2);
  expect(own.map(({ kind }) => kind)).toEqual([
    ...['connected', 'sent', 'answered', 'received'],
    ...['sent', 'answered', 'received'],
  ]);
  expect(own.map(({ uuid, link }) => [uuid, link])).toEqual(
    own.map(() => [aktualizrLite!.uuid, 3]),
  );
  const times = [before, ...own.map(({ at }) => at), monotonicMs()];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('devices poll by themselves until they are stopped, each from an address of its own', async () => {
  const fleet = startFleet({ keepsConnections: true });
  for (const device of fleet.devices) device.poll(soon);
  const polls = new Map<string, number>();
  for await (const event of fleet.events()) {
    if (event.kind === 'received') polls.set(event.uuid, (polls.get(event.uuid) ?? 0) + 1);
    if (polls.size === size && [...polls.values()].every((count) => count >= 3)) break;
  }
  expect(fleet.summary().connected).toBe(size);
  await fleet.stop();
  const summary = fleet.summary();
  expect(summary).toMatchObject({
    connected: 0,
    failures: {},
    connections: { closedByGateway: 0 },
  });
  expect(summary.connections.opened).toBe(size);
  expect(summary.requests.answered).toBeGreaterThanOrEqual(size * 3);
  expect(Object.keys(summary.answers)).toEqual(['200', '204']);
  expect(summary.answerMs!.p50).toBeLessThanOrEqual(summary.answerMs!.p99);
});

test('a device whose gateway is not there is told so, and tries again when it is time', async () => {
  const fleet = startFleet({
    gateways: [{ ...gateway.address, port: 1 }],
    agentOf: () => ({ ...agents.fioup, retryWaitsMs: [10, 10] }),
  });
  const device = take(fleet, 0);
  await expect(device.ask()).rejects.toThrow(ConnectionLost);
  device.poll(soon);
  let failures = 0;
  await untilEvent(fleet, ({ kind }) => kind === 'failed' && ++failures === 4);
  await fleet.stop();
  expect(fleet.summary().failures).toHaveProperty('ECONNREFUSED');
});

test('a gateway with another name in its certificate is not spoken to', async () => {
  const address = { ...gateway.address, serverName: 'elsewhere.example' };
  const fleet = startFleet({ gateways: [address] });
  await expect(take(fleet, 0).ask()).rejects.toThrow('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(fleet.summary().requests.sent).toBe(0);
});

test('the end of its connections is told to a denied device, with the time', async () => {
  const fleet = startFleet({ keepsConnections: true });
  const device = take(fleet, size - 1);
  await device.ask();
  const closing = untilEvent(fleet, ({ kind }) => kind === 'closed');
  const deniedAt = monotonicMs();
  await gateway.deny(device.uuid);
  const closed = await closing;
  expect(closed).toMatchObject({ uuid: device.uuid, by: 'gateway', unanswered: 0 });
  expect(closed.at).toBeGreaterThan(deniedAt);
  expect(device.isConnected()).toBe(false);
  expect((await device.ask()).code).toBe('device_denied');
  expect(fleet.summary().answers).toHaveProperty('403 device_denied', 1);
});

describe('a device that misbehaves', () => {
  /** What tells that the gateway has put up with it as it should. */
  const ends: Readonly<Record<Misbehaviour, (event: FleetEvent) => boolean>> = {
    'half-open': ({ kind }) => kind === 'closed',
    garbage: ({ kind }) => kind === 'closed',
    'stalled-handshake': ({ kind }) => kind === 'closed',
    'no-certificate': (event) => event.kind === 'answered' && event.code === 'certificate_required',
    'foreign-ca': (event) => event.kind === 'answered' && event.code === 'certificate_untrusted',
    'wrong-key': (event) => event.kind === 'answered' && event.code === 'device_key_mismatch',
    'slow-headers': ({ kind }) => kind === 'closed',
    'slow-body': ({ kind }) => kind === 'answered',
    'oversize-head': (event) => event.kind === 'answered' && event.status === 431,
    'never-reading': (event) => event.kind === 'connected',
    'reconnect-storm': (event) => event.kind === 'connected' && event.link > 20,
  };

  test.each(misbehaviourNames)('by %s ends as it must, and harms nobody', async (kind) => {
    const fleet = startFleet();
    take(fleet, 2).misbehave(kind, soon);
    const end = await untilEvent(fleet, ends[kind]);
    expect(end).toMatchObject({ index: 2, role: kind });
    expect((await take(fleet, 3).ask()).status).toBeLessThan(300);
    await fleet.stop();
    expect(fleet.summary(kind).connections.opened).toBeGreaterThan(0);
    expect(fleet.summary('well-behaved').connections.opened).toBe(1);
    expect(fleet.summary().connected).toBe(0);
  });

  test('goes on until it is stopped, and behaves again when it is told to', async () => {
    const fleet = startFleet();
    const device = take(fleet, 4);
    device.misbehave('garbage', soon);
    expect(() => device.poll(soon)).toThrow('it has to be stopped before');
    await untilEvent(fleet, ({ kind, link }) => kind === 'closed' && link === 3);
    await device.stop();
    expect(device.role()).toBe('well-behaved');
    expect((await device.ask()).status).toBe(200);
  });
});
