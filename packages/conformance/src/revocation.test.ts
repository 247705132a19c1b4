/** Denied means out: on every gateway, whatever else goes on. */
import { setTimeout as after } from 'node:timers/promises';
import {
  createFleet,
  fillFleet,
  issueCredentials,
  loopbackAddress,
  monotonicMs,
  type SimulatedDevice,
} from '@moorgate/simulator';
import {
  announceSeed,
  createCuttableProxy,
  type CuttableProxy,
  isSoak,
  runStatement,
  seededRandom,
} from '@moorgate/testing';
import { type Crowd, gatherCrowd } from './support/crowd.ts';
import { gatewayDatabaseUrl } from './support/database.ts';
import type { GatewayProcess, Stamp } from './support/gateway-process.ts';
import {
  closingTimes,
  type Evidence,
  judgeDenials,
  nothingFound,
} from './support/judge-denials.ts';
import { holdTransaction } from './support/hold-transaction.ts';
import {
  askForRegistry,
  beginBlob,
  type LargeUpdate,
  putLargeUpdate,
} from './support/large-update.ts';
import { inWords, summarise } from './support/latencies.ts';
import { keepLinkLog, type LinkLog } from './support/link-log.ts';
import { listSockets } from './support/open-sockets.ts';
import { type Denial, graceMs } from './support/operators.ts';
import {
  addressOf,
  openRevocationGround,
  type RevocationGround,
} from './support/revocation-ground.ts';

const counts = isSoak()
  ? { devices: 1_000, denials: 100, pollMs: 1_000, listed: 100_000 }
  : { devices: 200, denials: 20, pollMs: 250, listed: 10_000 };

/** Of the tests here, so many deny devices of the crowd, which is as large as it has to be in the last of them. */
const denyingTests = 4;

/** Less than a connection may rest. */
const restMs = 20_000;

const limitMs = isSoak() ? 900_000 : 120_000;

const chance = seededRandom(announceSeed('revocation'));
const random = (): number => chance.below(2 ** 31) / 2 ** 31;

/** Each fleet of a test connects from addresses of its own. */
const addresses =
  (fleet: number) =>
  (index: number): string =>
    loopbackAddress(fleet * 100_000 + index);
const addressOfCrowd = addresses(0);
const addressOfDownloader = addresses(1);
const addressOfHasty = addresses(2);
const addressOfAppClient = addresses(3);

let ground: RevocationGround;
let crowd: Crowd;
const denied = new Set<string>();
const deferred: (() => Promise<unknown>)[] = [];

/** Ends, when the test is over, what it began. */
const defer = (...ends: (() => Promise<unknown>)[]): void => void deferred.push(...ends);

beforeAll(async () => {
  ground = await openRevocationGround();
  crowd = await gatherCrowd(ground, {
    devices: counts.devices + denyingTests * counts.denials,
    gateways: ground.gateways.map(addressOf),
    addressOf: addressOfCrowd,
    random,
  });
  // Every other one rests on its connection, so that it has to be closed and does not only end with the next request.
  for (const device of crowd.fleet.devices)
    device.poll({ intervalMs: device.index % 2 === 0 ? counts.pollMs : restMs });
}, limitMs);

afterAll(async () => {
  await crowd?.fleet.stop();
  await ground?.close();
}, 60_000);

afterEach(async () => {
  for (const end of deferred.splice(0)) await end();
}, 90_000);

const present = (): SimulatedDevice[] =>
  crowd.fleet.devices.filter(({ uuid }) => !denied.has(uuid));

/** So many of them, at random. */
const choose = (devices: readonly SimulatedDevice[], count: number): SimulatedDevice[] => {
  const left = [...devices];
  return Array.from({ length: count }, () => left.splice(chance.below(left.length), 1)[0]!);
};

const longestPauseMs = 60;

/** One after the other, at random moments, once each device has had the time to ask. */
const denyAll = async (
  devices: readonly SimulatedDevice[],
  addressOfDevice: (index: number) => string = addressOfCrowd,
): Promise<Denial[]> => {
  await after(counts.pollMs * 2);
  const denials: Denial[] = [];
  for (const { uuid, index } of devices) {
    await after(chance.below(longestPauseMs));
    denied.add(uuid);
    denials.push(await ground.operator.deny(uuid, addressOfDevice(index)));
  }
  return denials;
};

/** Those of which the kernel had sockets at the answer and a second later. */
const findSocketsLeft = async (denials: readonly Denial[]): Promise<Set<string>> => {
  const left = new Set<string>();
  for (const { uuid } of denials) if ((await ground.operator.socketsLeft(uuid)) > 0) left.add(uuid);
  return left;
};

const readStamps = async (): Promise<Stamp[]> => {
  const each = await Promise.all(ground.everyGateway().map((gateway) => gateway.readStamps()));
  return each.flat();
};

/** What a test has seen beside the crowd. */
interface Seen extends Pick<Evidence, 'since' | 'denials'> {
  readonly logs?: readonly LinkLog[];
  /** Denials that need not have been confirmed. */
  readonly unconfirmed?: readonly Denial[];
}

/** Prints how long closing took, and expects that nothing is found that must not be. */
const expectAllOut = async (
  what: string,
  { since, denials, logs = [], unconfirmed = [] }: Seen,
): Promise<void> => {
  await after(graceMs);
  // Whether the others are served is told by the log.
  await Promise.all(present().map((device) => device.ask().catch(() => undefined)));
  const evidence: Evidence = {
    since,
    denials,
    withSocketsLeft: await findSocketsLeft(denials),
    logs: [crowd.log, ...logs],
    stamps: await readStamps(),
    others: present().map(({ uuid }) => uuid),
  };
  const times = summarise(closingTimes(evidence));
  process.stderr.write(`revocation, ${what}: from request to closed socket ${inWords(times)}\n`);
  expect(judgeDenials(evidence)).toEqual({ ...nothingFound, unconfirmed });
  await Promise.all(
    crowd.fleet.devices.filter(({ uuid }) => denied.has(uuid)).map((device) => device.stop()),
  );
};

test(
  'a denied device is out when the answer comes, and nobody else notices',
  async () => {
    const since = monotonicMs();
    const denials = await denyAll(choose(present(), counts.denials));
    await expectAllOut('undisturbed', { since, denials });
  },
  limitMs,
);

test(
  'so it is while the connections that listen for changes are killed again and again',
  async () => {
    const since = monotonicMs();
    const killing = new AbortController();
    let killed = 0;
    const killListeners = async (): Promise<void> => {
      while (!killing.signal.aborted) {
        const rows = await runStatement(
          ground.ownerUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%(listen)'`,
        );
        killed += rows.length;
        await after(100);
      }
    };
    const killer = killListeners();
    defer(() => {
      killing.abort();
      return killer;
    });
    const denials = await denyAll(choose(present(), counts.denials));
    killing.abort();
    await killer;
    expect(killed).toBeGreaterThan(5);
    await expectAllOut('listeners killed', { since, denials });
  },
  limitMs,
);

test(
  'so it is while two administrators list everything in a loop',
  async () => {
    await fillFleet(ground.ownerUrl, counts.listed);
    const since = monotonicMs();
    const readers = [ground.startReader(), ground.startReader()];
    defer(...readers.map((reader) => reader.stop));
    for (const reader of readers) reader.page();
    const denials = await denyAll(choose(present(), counts.denials));
    await expectAllOut('lists read', { since, denials });
    for (const reader of readers) expect(reader.paged()).toBeGreaterThan(5_000);
  },
  limitMs,
);

/** A transaction of a writer that takes its time: a minute at least in the soak, else until everything has been seen. */
const heldMsMin = isSoak() ? 60_000 : 0;

test(
  'so it is while somebody else holds a transaction open',
  async () => {
    const since = monotonicMs();
    const [bystander, ...others] = present();
    const transaction = holdTransaction(ground.ownerUrl, bystander!.uuid, heldMsMin);
    defer(transaction.end);
    const denials = await denyAll(choose(others, counts.denials));
    expect(transaction.isOver()).toBe(false);
    await expectAllOut('transaction held', { since, denials });
  },
  limitMs,
);

/** In octets per second, by the place of a device: with the first one there is always something to send, with the last never. */
const readingSpeeds = [4_000_000, 500_000, 20_000, 0];

/** At the first speed it takes longer than all denials. */
const largeBytes = 96 * 1_048_576;

let large: LargeUpdate | null = null;
const largeUpdate = async (): Promise<LargeUpdate> =>
  (large ??= await putLargeUpdate(ground, largeBytes));

const untilStreaming = async (devices: readonly SimulatedDevice[]): Promise<void> => {
  const uuids = new Set(devices.map(({ uuid }) => uuid));
  const isStream = ({ uuid, operation }: Stamp): boolean =>
    operation === 'getRepositoryFile' && uuids.has(uuid ?? '');
  while ((await readStamps()).filter(isStream).length < uuids.size) await after(50);
};

/** The log of those who read fast: the others learn of the end of a connection when they come to it. */
const ofFastReaders = (log: LinkLog, devices: readonly SimulatedDevice[]): LinkLog => {
  const slow = new Set(
    devices.filter(({ index }) => index % readingSpeeds.length > 0).map(({ uuid }) => uuid),
  );
  return { ...log, links: log.links.filter(({ uuid }) => !slow.has(uuid)) };
};

const countSockets = async (
  devices: readonly SimulatedDevice[],
  addressOfDevice: (index: number) => string,
): Promise<number[]> => {
  const lists = await Promise.all(devices.map(({ index }) => listSockets(addressOfDevice(index))));
  return lists.map(({ length }) => length);
};

/** Devices of a fleet of their own, each with the large update. */
const gatherAssigned = async (count: number, addressOfDevice: (index: number) => string) => {
  const update = await largeUpdate();
  const credentials = await issueCredentials(ground.issuer, { count });
  const [first, ...more] = ground.gateways.map(addressOf);
  const gateways = [first!, ...more] as const;
  const fleet = createFleet({
    credentials,
    gateways,
    addressOf: addressOfDevice,
    // Of each device there is to be the download and nothing else.
    keepsConnections: false,
  });
  defer(fleet.stop);
  for (const device of fleet.devices) await device.ask();
  await update.assign(fleet.devices.map(({ uuid }) => uuid));
  return { update, credentials, gateways, fleet };
};

test(
  'a download is gone within a second, however slowly it is read',
  async () => {
    const sparedCount = readingSpeeds.length;
    const { fleet, update } = await gatherAssigned(
      counts.denials + sparedCount,
      addressOfDownloader,
    );
    const log = keepLinkLog(fleet);
    const since = monotonicMs();
    for (const device of fleet.devices)
      void device
        .download(update.filePath, readingSpeeds[device.index % readingSpeeds.length])
        .catch(() => undefined);
    await untilStreaming(fleet.devices);
    const spared = fleet.devices.slice(0, sparedCount);
    const victims = fleet.devices.slice(sparedCount);
    expect(await countSockets(fleet.devices, addressOfDownloader)).toEqual(
      fleet.devices.map(() => 2),
    );

    const denials = await denyAll(victims, addressOfDownloader);
    const logs = [ofFastReaders(log, fleet.devices)];
    await expectAllOut('downloads running', { since, denials, logs });
    expect(await findSocketsLeft(denials)).toEqual(new Set());
    expect(await countSockets(spared, addressOfDownloader)).toEqual(spared.map(() => 2));
  },
  limitMs,
);

test(
  'so is a download without a certificate, whose token came from another gateway than the one that it goes to',
  async () => {
    const sparedCount = 4;
    const { fleet, update, credentials, gateways } = await gatherAssigned(
      counts.denials + sparedCount,
      addressOfAppClient,
    );
    const since = monotonicMs();
    const begun = await Promise.all(
      fleet.devices.map(async ({ index }) => {
        const at = (turn: number) => ({
          gateway: gateways[(index + turn) % gateways.length]!,
          credentials,
          index,
          address: addressOfAppClient(index),
        });
        const registry = await askForRegistry(at(0));
        const socket = await beginBlob(at(1), registry, update.blobPath);
        defer(() => Promise.resolve(socket.destroy()));
        return { registry, again: at(0) };
      }),
    );
    const spared = fleet.devices.slice(0, sparedCount);
    const denials = await denyAll(fleet.devices.slice(sparedCount), addressOfAppClient);
    await expectAllOut('apps fetched', { since, denials });
    expect(await findSocketsLeft(denials)).toEqual(new Set());
    expect(await countSockets(spared, addressOfAppClient)).toEqual(spared.map(() => 2));
    for (const { registry, again } of begun.slice(sparedCount))
      await expect(beginBlob(again, registry, update.blobPath)).rejects.toThrow('401');
  },
  limitMs,
);

/** How long every question to PostgreSQL takes, for a gateway that is far away from it. */
const distanceMs = 40;

const startDistantGateway = async (): Promise<{
  readonly proxy: CuttableProxy;
  readonly gateway: GatewayProcess;
}> => {
  const url = new URL(await gatewayDatabaseUrl(ground.product));
  const folder = url.searchParams.get('host') ?? '';
  const port = url.searchParams.get('port') ?? '';
  const proxy = await createCuttableProxy({ path: `${folder}/.s.PGSQL.${port}` });
  proxy.delay(distanceMs / 2);
  url.search = '';
  url.host = `127.0.0.1:${proxy.port}`;
  return { proxy, gateway: await ground.startGateway('far-away', url.href) };
};

test(
  'so it is when the denial crosses handshakes whose lookups take their time',
  async () => {
    const { proxy, gateway } = await startDistantGateway();
    const hasty = await gatherCrowd(ground, {
      devices: counts.denials,
      gateways: [addressOf(gateway)],
      addressOf: addressOfHasty,
      random,
    });
    defer(() => hasty.fleet.stop(), gateway.stop, proxy.close);
    const since = monotonicMs();
    await Promise.all(hasty.fleet.devices.map((device) => device.stop()));
    for (const device of hasty.fleet.devices)
      device.misbehave('reconnect-storm', { intervalMs: longestPauseMs });
    const denials = await denyAll(choose(hasty.fleet.devices, counts.denials), addressOfHasty);
    // A gateway so far away may be too late to say so; then the answer says that.
    const unconfirmed = denials.filter(({ status }) => status === 503);
    expect(unconfirmed.length).toBeLessThan(denials.length / 2);
    await expectAllOut('handshakes crossed', { since, denials, logs: [hasty.log], unconfirmed });
    expect(Object.keys(hasty.fleet.summary('reconnect-storm').answers)).toContain(
      '403 device_denied',
    );
  },
  limitMs,
);
