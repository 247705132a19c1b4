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
  untilTaken(count: number): Promise<void>;
  /** The last moment at which the token was taken. */
  stop(): Promise<number>;
}

const watch = (ask: Ask, token: string): Watch => {
  let taken = 0;
  let lastAt = 0;
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      if ((await ask(token)) === 400) {
        taken += 1;
        lastAt = performance.now();
      }
      await after(askingPauseMs);
    }
  })();
  return {
    untilTaken: async (count) => {
      while (taken < count) await after(5);
    },
    stop: async () => {
      isOver = true;
      await asking;
      return lastAt;
    },
  };
};

test('one that is revoked is taken by no gateway and no admin API any more', async () => {
  const made = await admin.call('POST', '/v1/enrolment-tokens', { name: 'rack', 'max-uses': 100 });
  const { id, token } = made.body as { id: string; token: string };
  const asks = [
    ...gateways.map(askGateway),
    ...[product.ready.adminUrl, other.url].map((url) => askAdmin(url)),
  ];
  const watches = asks.map((ask) => watch(ask, token));
  try {
    await Promise.all(watches.map((one) => one.untilTaken(3)));
    const sentAt = performance.now();
    const { status } = await admin.call('DELETE', `/v1/enrolment-tokens/${id}`);
    expect(status).toBe(204);
    await after(promisedMs);
    for (const ask of asks) expect(await ask(token)).toBe(401);
    const lastAts = await Promise.all(watches.map((one) => one.stop()));
    const lastMs = Math.max(...lastAts) - sentAt;
    process.stderr.write(
      `an enrolment token was taken for the last time ${lastMs.toFixed(1)} ms after its end was asked for, on two gateways and two admin APIs\n`,
    );
    expect(lastMs).toBeLessThan(promisedMs);
  } finally {
    await Promise.all(watches.map((one) => one.stop()));
  }
}, 60_000);
