/** A gateway that loses PostgreSQL, in every way there is: it serves nobody on a guess, and goes on by itself afterwards. */
import {
  createCuttableProxy,
  type CuttableProxy,
  type OwnPostgres,
  startOwnPostgres,
} from '@moorgate/testing';
import { issueDevice, type TestDevice } from './support/fleet.ts';
import { type Asked, followService } from './support/follow-service.ts';
import { type GatewayGround, openGatewayGround } from './support/gateway-ground.ts';
import type { KeptConnection } from './support/kept-connection.ts';
import { existsProcess } from './support/processes.ts';

const leaseMs = 400;
const leaseMarginMs = 50;
/** Without a lease for so long a gateway cuts the answers that are in progress. */
const cutAfterMs = leaseMs + 1_000;
/** What timers, a commit and an answer take beside, on a busy machine. */
const slackMs = 600;
/** Who cannot be told that a change is in force is told that after this time. */
const unconfirmedAfterMs = 1_000;

let postgres: OwnPostgres;
let proxy: CuttableProxy;
let ground: GatewayGround;

const throughProxy = (databaseUrl: string): string => {
  const url = new URL(databaseUrl);
  url.search = '';
  url.host = `127.0.0.1:${String(proxy.port)}`;
  return url.href;
};

beforeAll(async () => {
  postgres = await startOwnPostgres();
  proxy = await createCuttableProxy({ path: postgres.socketPath });
  ground = await openGatewayGround({
    env: { DATABASE_URL: postgres.url },
    reachDatabase: throughProxy,
  });
}, 120_000);
afterEach(async () => {
  proxy.resume();
  await postgres.wake();
  ground.closeConnections();
});
afterAll(async () => {
  await ground?.close();
  await proxy?.close();
  await postgres?.close();
}, 60_000);

const isServed = ({ outcome }: Asked): boolean =>
  outcome.kind === 'answered' && outcome.status === 200;
const isTurnedAway = ({ outcome }: Asked): boolean =>
  outcome.kind === 'answered' && outcome.status === 503;

/** After an outage one worker may be back before the other. */
const connectDevice = async (): Promise<{ device: TestDevice; connection: KeptConnection }> => {
  const device = issueDevice(ground.pki);
  const connection = ground.connect(device);
  const watch = followService(connection, '/device');
  await watch.until(isServed);
  await watch.stop();
  return { device, connection };
};

/** How many requests a handler was started for between two moments of `performance.now()`. */
const countStarted = async (fromMs: number, toMs: number): Promise<number> =>
  (await ground.gateway.readStamps()).filter(
    ({ startedMs }) => startedMs > fromMs && startedMs < toMs,
  ).length;

const processIds = (): readonly number[] => [
  ground.gateway.process.pid!,
  ...ground.gateway.workers,
];

/** The ways in which a store can be lost, and how it comes back. */
const outages: readonly [string, { begin(): Promise<void>; end(): Promise<void> }][] = [
  ['PostgreSQL is suspended', { begin: () => postgres.suspend(), end: () => postgres.wake() }],
  ['PostgreSQL is killed', { begin: () => postgres.kill(), end: () => postgres.start() }],
  ['the network resets', { begin: () => done(proxy.cut), end: () => done(proxy.resume) }],
  ['the network is silent', { begin: () => done(proxy.freeze), end: () => done(proxy.resume) }],
];
const done = (work: () => void): Promise<void> => Promise.resolve(work());

test.each(outages)(
  'when %s nobody is served after one lease, 503 says when to come back, and service resumes in the same processes',
  async (_how, outage) => {
    const { connection } = await connectDevice();
    const newcomer = ground.connect(issueDevice(ground.pki));
    const watch = followService(connection, '/device');
    await watch.until(isServed);

    await outage.begin();
    const lostMs = performance.now();
    const refused = await watch.until(isTurnedAway);
    await watch.until(({ askedMs }) => askedMs > lostMs + 3 * leaseMs);
    const late = await newcomer.ask('/device');
    const endsMs = performance.now();
    expect(late).toMatchObject({ kind: 'answered', status: 503 });
    for (const outcome of [refused.outcome, late])
      expect(Number(outcome.kind === 'answered' && outcome.retryAfter)).toBeGreaterThan(0);
    expect(await countStarted(lostMs + leaseMs, endsMs)).toBe(0);

    await outage.end();
    await watch.until(isServed);
    await watch.stop();
    expect(processIds().filter(existsProcess)).toEqual(processIds());
  },
  60_000,
);

const cuts = [
  ['resets', () => proxy.cut()],
  ['is silent', () => proxy.freeze()],
] as const;

test.each(cuts)(
  'a denial while the network of a gateway %s is answered in time, cuts the download there, and holds afterwards',
  async (_how, lose) => {
    const { device, connection } = await connectDevice();
    const other = await connectDevice();
    const running = await ground.connect(device).download('/test/stream?pauseMs=200');
    expect(running.status).toBe(200);

    lose();
    const lostMs = performance.now();
    const { status, body } = await ground.admin.call('DELETE', `/v1/devices/${device.uuid}`);
    const tookMs = performance.now() - lostMs;
    const answeredMs = performance.now();
    if (status !== 204)
      expect([status, body]).toMatchObject([503, { code: 'committed_unconfirmed' }]);
    const boundMs = status === 204 ? leaseMs + leaseMarginMs : unconfirmedAfterMs;
    expect(tookMs).toBeLessThan(boundMs + slackMs);
    expect(running.isClosed() || answeredMs < lostMs + cutAfterMs + slackMs).toBe(true);
    expect((await running.closedMs) - lostMs).toBeLessThan(cutAfterMs + slackMs);

    const offlineAnswer = await connection.ask('/device');
    expect(offlineAnswer).not.toMatchObject({ status: 200 });
    proxy.resume();
    const watch = followService(other.connection, '/device');
    await watch.until(isServed);
    await watch.stop();
    expect(await connection.ask('/device')).toMatchObject({ status: 403 });
    const stamps = await ground.stampsOf(device);
    expect(stamps.filter(({ startedMs }) => startedMs > answeredMs)).toEqual([]);
    expect(processIds().filter(existsProcess)).toEqual(processIds());
  },
  60_000,
);
