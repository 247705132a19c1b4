/** Whatever strangers and broken devices do with connections, others are served, and it all ends in its time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { isSoak, type TestPki } from '@moorgate/testing';
import {
  type Abuse,
  type AbuseOutcome,
  type Abuser,
  type Behaviour,
  type Identity,
  startAbuser,
} from './support/abuse.ts';
import { gatewayDatabaseUrl } from './support/database.ts';
import { askGateway } from './support/device.ts';
import { installPki, issueDevice } from './support/fleet.ts';
import {
  type GatewayProcess,
  type GatewayProcessOptions,
  startGatewayProcess,
} from './support/gateway-process.ts';
import { startGoodDevice } from './support/good-device.ts';
import { inWords } from './support/latencies.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const counts = isSoak()
  ? { eachKind: 500, requestFloods: 60, strangers: 20_000, idle: 5_000 }
  : { eachKind: 50, requestFloods: 10, strangers: 1_000, idle: 1_000 };

/** Shorter than those of an installation, so that their ends can be waited for. */
const limitsMs = {
  handshake: 2_000,
  proxyHeader: 1_000,
  head: 2_000,
  request: 3_000,
  stall: 3_000,
  rest: isSoak() ? 30_000 : 12_000,
};
/** What may pass between the end of a time and the close: the next look of the server, and a machine that is busy. */
const slackMs = 5_000;
/** A connection is kept a second longer than the gateway announces. */
const restBufferMs = 1_000;
/** A good device may wait so long for an answer while all this goes on. */
const patienceMs = 3_000;
const bytesPerConnectionMax = 60 * 1_024;
/** What the heaps of two workers may hold of garbage at any moment, however many connections there are. */
const garbageBytesMax = 32 * 1_048_576;
/** A minute after the last connection has closed, memory is back within a fifth of what it was. */
const back = { within: 1.2, waitMs: isSoak() ? 60_000 : 15_000 };
/** Longer than a worker takes to notice that it could give memory back. */
const settleMs = 7_000;

let folder: string;
let databaseUrl: string;
let pki: TestPki;
let product: Product;
let gateway: GatewayProcess;
let fresh: GatewayProcess | undefined;
let abuser: Abuser;
let port: number;
let identities: readonly Identity[];
const start = (
  more: Pick<GatewayProcessOptions, 'testFolder'>,
  limits = limitsMs,
): Promise<GatewayProcess> =>
  startGatewayProcess({
    databaseUrl,
    certsFolder: join(product.ready.dataDir, 'certs'),
    env: {
      MOORGATE_GATEWAY_PROXY_ADDR: '127.0.0.1:0',
      MOORGATE_GATEWAY_PROXY_HEADER_TIMEOUT_MS: String(limitsMs.proxyHeader),
      MOORGATE_GATEWAY_HANDSHAKE_TIMEOUT_MS: String(limits.handshake),
      MOORGATE_GATEWAY_HEADERS_TIMEOUT_MS: String(limitsMs.head),
      MOORGATE_GATEWAY_REQUEST_TIMEOUT_MS: String(limitsMs.request),
      MOORGATE_GATEWAY_STALL_TIMEOUT_MS: String(limitsMs.stall),
      MOORGATE_GATEWAY_KEEP_ALIVE_TIMEOUT_MS: String(limitsMs.rest),
    },
    ...more,
  });

beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  pki = await installPki(dataDir);
  product = await startProduct(dataDir, { workers: 1 });
  databaseUrl = await gatewayDatabaseUrl(product);
  gateway = await start({ testFolder: join(folder, 'test') });
  port = Number(new URL(gateway.url).port);
  abuser = startAbuser();
  identities = identitiesOf(counts.idle / 10);
}, 120_000);
afterAll(async () => {
  await abuser?.stop();
  await fresh?.stop();
  await gateway?.stop();
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

const identitiesOf = (count: number, ca?: 'self'): Identity[] =>
  Array.from({ length: count }, () => {
    const { certPem: cert, keyPem: key } = pki.issueDevice(ca === undefined ? {} : { ca });
    return { cert, key };
  });

const print = (line: string): void => void process.stderr.write(`abuse: ${line}\n`);

/** Runs `work` while a good device asks, and fails if that is not served in good time. */
const besidesGoodDevice = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
  const { files } = issueDevice(pki);
  expect((await askGateway(gateway.url, files, '/device')).status).toBe(200);
  const good = startGoodDevice(port, files);
  const result = await work();
  const { requests, connections, troubles } = await good.stop();
  print(
    `${title}: requests of a good device ${inWords(requests)}; with a handshake ${inWords(connections)}`,
  );
  expect(troubles).toEqual([]);
  expect(requests.max).toBeLessThan(patienceMs);
  expect(connections.max).toBeLessThan(patienceMs);
  return result;
};

interface Expected {
  readonly behaviour: Behaviour;
  /** When the gateway closes such a connection, in milliseconds. */
  readonly limitMs: number;
  /** The status of the only answer; null where there is none. Whatever comes first unless said. */
  readonly status?: number | null;
  readonly isProxied?: boolean;
}

const countOf = ({ behaviour }: Expected): number =>
  behaviour === 'request-flood' ? counts.requestFloods : counts.eachKind;

const open = (kind: Expected): Abuse =>
  abuser.open({
    behaviour: kind.behaviour,
    count: countOf(kind),
    port: kind.isProxied === true ? gateway.proxyPort! : port,
    identities,
  });

const expectInTime = (kind: Expected, ends: readonly AbuseOutcome[]): void => {
  const { behaviour, limitMs, status } = kind;
  const longest = Math.max(...ends.map(({ lastedMs }) => lastedMs));
  print(
    `${ends.length} × ${behaviour}: the last one closed after ${longest.toFixed(0)} ms, limit ${limitMs} ms`,
  );
  expect(ends).toHaveLength(countOf(kind));
  expect(longest).toBeLessThan(limitMs + slackMs);
  if (status === undefined) return;
  const statuses = new Set(ends.map((one) => one.status));
  expect([behaviour, ...statuses]).toEqual([behaviour, status]);
};

test.each<[string, readonly Expected[]]>([
  [
    'beneath HTTP',
    [
      { behaviour: 'half-open', limitMs: limitsMs.handshake, status: null },
      { behaviour: 'stalled-handshake', limitMs: limitsMs.handshake, status: null },
      { behaviour: 'bad-proxy-header', limitMs: 0, status: null, isProxied: true },
      {
        behaviour: 'late-proxy-header',
        limitMs: limitsMs.proxyHeader,
        status: null,
        isProxied: true,
      },
    ],
  ],
  [
    'within HTTP',
    [
      { behaviour: 'slow-head', limitMs: limitsMs.head, status: 408 },
      { behaviour: 'slow-body', limitMs: limitsMs.request, status: 408 },
      { behaviour: 'oversize-head', limitMs: 0, status: 431 },
      { behaviour: 'stalled-download', limitMs: limitsMs.stall, status: null },
      { behaviour: 'request-flood', limitMs: 0 },
    ],
  ],
])(
  'misuse %s: every such connection is closed in its time, and others are served',
  async (title, kinds) => {
    const ends = await besidesGoodDevice(title, () =>
      Promise.all(kinds.map((kind) => open(kind).over)),
    );
    for (const [index, kind] of kinds.entries()) expectInTime(kind, ends[index]!);
  },
  60_000,
);

test('a flood of certificates of strangers is refused, and others are served', async () => {
  const strangers = identitiesOf(64, 'self');
  const startedMs = performance.now();
  const ends = await besidesGoodDevice(
    'flood',
    () =>
      abuser.open({
        behaviour: 'asking',
        count: counts.strangers,
        port,
        identities: strangers,
        isOneAfterTheOther: true,
        localAddress: '127.0.0.9',
      }).over,
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  print(
    `${ends.length} strangers in ${seconds.toFixed(1)} s, ${(ends.length / seconds).toFixed(0)} a second`,
  );
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([403]));
}, 180_000);

const residentBytes = (of: GatewayProcess): number => {
  const pids = [of.process.pid!, ...of.workers];
  const kib = pids.map((pid) =>
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
  );
  return kib.reduce((sum, one) => sum + one, 0) * 1_024;
};

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

/** Waits, so long at most, for the memory to come down to `bytes`, and returns what it is then. */
const settle = async (of: GatewayProcess, bytes: number, waitMs: number): Promise<number> => {
  const deadlineMs = performance.now() + waitMs;
  while (residentBytes(of) > bytes && performance.now() < deadlineMs) await after(250);
  return residentBytes(of);
};

test('connections at rest take little memory, are closed in their time, and leave nothing behind', async () => {
  // Thousands of handshakes are not what is tested here, and may wait for their turn on a busy machine.
  const measured = (fresh = await start({}, { ...limitsMs, handshake: 30_000 }));
  const freshPort = Number(new URL(measured.url).port);
  const open = (behaviour: Behaviour): Abuse =>
    abuser.open({
      behaviour,
      count: counts.idle,
      port: freshPort,
      identities,
      isOneAfterTheOther: behaviour === 'asking',
    });
  // What a process sets up once is there before it is measured; no more than 32 connections are open meanwhile.
  await open('asking').over;
  await after(settleMs);
  const base = residentBytes(measured);
  const idle = open('idle');
  await idle.begun;
  await after(settleMs);
  const full = residentBytes(measured);
  const ends = await idle.over;
  const longest = Math.max(...ends.map(({ lastedMs }) => lastedMs));
  const left = await settle(measured, base * back.within, back.waitMs);
  print(
    `${counts.idle} at rest: base ${mebibytes(base)}, with them ${mebibytes(full)}, ` +
      `${((full - base) / counts.idle / 1_024).toFixed(1)} KiB each, back to ${mebibytes(left)}; ` +
      `the last one closed after ${longest.toFixed(0)} ms, limit ${limitsMs.rest + restBufferMs} ms`,
  );
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set([200]));
  expect(full - base).toBeLessThan(counts.idle * bytesPerConnectionMax + garbageBytesMax);
  expect(longest).toBeLessThan(limitsMs.rest + restBufferMs + slackMs);
  expect(left).toBeLessThan(base * back.within);
}, 240_000);
