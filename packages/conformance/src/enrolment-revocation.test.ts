/** Enrolment tokens, which gateways know too, against two gateways and two admin APIs: dead within a second. */
import { readFile } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import { join } from 'node:path';
import { adminClient, type AdminClient } from './support/admin.ts';
import { type AdminProcess, startAdminProcess } from './support/admin-process.ts';
import { gatewayDatabaseUrl } from './support/database.ts';
import { callGateway } from './support/est-client.ts';
import { createToken } from './support/fleet.ts';
import { type GatewayProcess, startGatewayProcess } from './support/gateway-process.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';
import { register, registeringDevice } from './support/registering.ts';

const promisedMs = 1_000;

/** Whoever is refused too often has to wait. */
const askingPauseMs = 50;

let folder: string;
let product: Product;
let other: AdminProcess;
let gateways: readonly GatewayProcess[] = [];
let ca: string;
let admin: AdminClient;

beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  product = await startProduct(dataDir, { workers: 1 });
  const databaseUrl = await gatewayDatabaseUrl(product);
  const certsFolder = join(dataDir, 'certs');
  const env = { MOORGATE_GATEWAY_KEYS_DIR: join(dataDir, 'keys', 'gateway') };
  ca = await readFile(join(certsFolder, 'root.crt'), 'utf8');
  const start = (): Promise<GatewayProcess> =>
    startGatewayProcess({ databaseUrl, certsFolder, workers: 1, env });
  [other, ...gateways] = await Promise.all([startAdminProcess(product), start(), start()]);
  const token = await createToken(product, ['devices:create', 'devices:delete']);
  admin = adminClient(product.ready.adminUrl, token);
}, 120_000);
afterAll(async () => {
  await Promise.all([other?.stop(), ...gateways.map((gateway) => gateway.stop())]);
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

/** Nothing of this takes longer unless something is wrong. */
const patienceMs = 15_000;

/** Settles as the promise does, or fails with the sentence when that takes too long. */
const inTime = async <T>(promise: Promise<T>, otherwise: () => string): Promise<T> => {
  const given = new AbortController();
  const { signal } = given;
  const late = after(patienceMs, undefined, { signal }).then(() => {
    throw new Error(otherwise());
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    given.abort();
    await late.catch(() => undefined);
  }
};

/** Asks with the token for what is refused for its body, 400, once the token is found to be good; answers the status. */
type Ask = (token: string) => Promise<number>;

const askGateway =
  ({ url }: GatewayProcess): Ask =>
  async (token) => {
    const { status } = await callGateway(
      url,
      { ca },
      {
        method: 'POST',
        path: '/.well-known/est/simpleenroll',
        mediaType: 'application/pkcs10',
        headers: { 'osf-token': token },
        body: 'bm90aGluZw==',
      },
    );
    return status;
  };

const askAdmin =
  (adminUrl: string): Ask =>
  async (token) => {
    const device = { ...registeringDevice(), body: { nothing: true } };
    const { status } = await register(`${adminUrl}/v1/devices`, { 'osf-token': token }, device);
    return status;
  };

interface Watch {
  /** Resolves when the token was taken so many times; fails when that takes too long, or when nobody answers. */
  untilTaken(count: number): Promise<void>;
  /** The last moment at which the token was taken. */
  stop(): Promise<number>;
}

const watch = (name: string, ask: Ask, token: string): Watch => {
  const takenAt: number[] = [];
  let last: number | null = null;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      last = await inTime(ask(token), () => `${name} does not answer`);
      if (last === 400) takenAt.push(performance.now());
      await after(askingPauseMs);
    }
  })();
  // Whoever waits for it is told; until then it is nobody’s.
  asking.catch(() => undefined);
  const untilTaken = async (count: number): Promise<void> => {
    while (!isOver && takenAt.length < count) await after(5);
  };
  return {
    untilTaken: (count) =>
      inTime(
        Promise.race([untilTaken(count), asking]),
        () => `${name} did not take the token, and answered ${String(last)} at last`,
      ),
    stop: async () => {
      isOver = true;
      await asking;
      return takenAt.at(-1) ?? 0;
    },
  };
};

test('one that is revoked is taken by no gateway and no admin API any more', async () => {
  const made = await admin.call('POST', '/v1/enrolment-tokens', { name: 'rack', 'max-uses': 100 });
  const { id, token } = made.body as { id: string; token: string };
  const asks: Readonly<Record<string, Ask>> = {
    'the first gateway': askGateway(gateways[0]!),
    'the second gateway': askGateway(gateways[1]!),
    'the first admin API': askAdmin(product.ready.adminUrl),
    'the second admin API': askAdmin(other.url),
  };
  const watches = Object.entries(asks).map(([name, ask]) => watch(name, ask, token));
  try {
    await Promise.all(watches.map((one) => one.untilTaken(3)));
    const sentAt = performance.now();
    const { status } = await admin.call('DELETE', `/v1/enrolment-tokens/${id}`);
    expect(status).toBe(204);
    await after(promisedMs);
    const statuses = await Promise.all(
      Object.entries(asks).map(async ([name, ask]) => [name, await ask(token)]),
    );
    expect(statuses).toEqual(Object.keys(asks).map((name) => [name, 401]));
    const lastAts = await Promise.all(watches.map((one) => one.stop()));
    const lastMs = Math.max(...lastAts) - sentAt;
    process.stderr.write(
      `an enrolment token was taken for the last time ${lastMs.toFixed(1)} ms after its end was asked for, on two gateways and two admin APIs\n`,
    );
    expect(lastMs).toBeLessThan(promisedMs);
  } finally {
    await Promise.allSettled(watches.map((one) => one.stop()));
  }
}, 60_000);
