/** Nothing acknowledged is lost, whichever part of the product is killed and whenever. */
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import {
  announceSeed,
  isSoak,
  runStatement,
  type SeededRandom,
  seededRandom,
} from '@moorgate/testing';
import { adminClient } from './support/admin.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import {
  deviceChanges,
  type DurableDevice,
  type Installation,
  makeChange,
  newDevice,
  readBack,
} from './support/durable-device.ts';
import {
  type DurableToken,
  issueToken,
  readTokenBack,
  revokeToken,
} from './support/durable-token.ts';
import { createToken, installPki } from './support/fleet.ts';
import { killPart, parts } from './support/kill-part.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const rounds = isSoak() ? 500 : 50;
const clientsCount = 4;
/** A part is killed at some moment of the first fifth of a second in which changes are made. */
const killWithinMs = 200;
/** Most of a round is the restart of what was killed; on a host that is busy with other things it takes long. */
const roundMsMax = 10_000;
const logLinesShown = 100;

let folder: string;
let product: Product;
let to: Installation;
beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const pki = await installPki(dataDir);
  product = await startProduct(dataDir, { workers: 2 });
  const scopes = ['devices:read', 'devices:create', 'devices:delete', 'tokens:create'];
  const admin = adminClient(product.ready.adminUrl, await createToken(product, scopes));
  to = { admin, gatewayUrl: product.ready.gatewayUrl, pki };
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

/** Somebody who makes one change after another, to devices and tokens of its own, and remembers what was acknowledged. */
interface Client {
  readonly random: SeededRandom;
  readonly devices: DurableDevice[];
  readonly tokens: DurableToken[];
  /** What was changed in this round. */
  readonly touched: Set<DurableDevice | DurableToken>;
}

const newClient = (seed: number): Client => ({
  random: seededRandom(seed),
  devices: [],
  tokens: [],
  touched: new Set(),
});

const changeSomeDevice = async ({ random, devices, touched }: Client): Promise<void> => {
  const change = random.pick(deviceChanges);
  const suitable = devices.filter((one) => one.doubt === null && change.applies(one));
  if (suitable.length === 0) devices.push(newDevice(to.pki));
  const device = suitable.length === 0 ? devices.at(-1)! : random.pick(suitable);
  touched.add(device);
  await makeChange(to, device, suitable.length === 0 ? deviceChanges[0]! : change);
};

const changeSomeToken = async ({ random, tokens, touched }: Client): Promise<void> => {
  const active = tokens.filter(({ state }) => state === 'active');
  if (active.length > 0 && random.below(2) === 0) {
    const token = random.pick(active);
    touched.add(token);
    await revokeToken(to.admin, token);
    return;
  }
  const token = await issueToken(to.admin, product.ready.adminUrl);
  if (token === null) return;
  tokens.push(token);
  touched.add(token);
};

const readAnyBack = (one: DurableDevice | DurableToken): Promise<void> =>
  'client' in one ? readTokenBack(one) : readBack(to, one);

const readTouchedBack = async ({ touched }: Client): Promise<void> => {
  for (const one of touched) await readAnyBack(one);
  touched.clear();
};

/** Changes are made until a part has been killed; then everything that was acknowledged is read back. */
const playRound = async (clients: readonly Client[], random: SeededRandom): Promise<string> => {
  const part = random.pick(parts);
  const killAfterMs = random.below(killWithinMs);
  let isOver = false;
  const making = clients.map(async (client) => {
    while (!isOver)
      await (client.random.below(4) === 0 ? changeSomeToken(client) : changeSomeDevice(client));
  });
  await after(killAfterMs);
  killPart(product, part, random);
  isOver = true;
  await Promise.all(making);
  await Promise.all(clients.map(readTouchedBack));
  return part;
};

/** What the audit has of each device, by its UUID and the action. */
const readAudit = async (): Promise<Map<string, number>> => {
  const rows = await runStatement<{ target: string; action: string; count: number }>(
    await ownerDatabaseUrl(product),
    `select target_id as target, action, count(*)::int as count from audit_records
     where target_kind = 'device' group by 1, 2`,
  );
  return new Map(rows.map(({ target, action, count }) => [`${target} ${action}`, count]));
};

test(
  `in ${rounds} rounds, in each of which a part of the product is killed, nothing that was acknowledged is lost`,
  async () => {
    const seed = announceSeed('durability');
    const random = seededRandom(seed);
    const clients = Array.from({ length: clientsCount }, (_, index) => newClient(seed + 1 + index));
    const kills = new Map<string, number>();
    for (let round = 1; round <= rounds; round++) {
      const part = await playRound(clients, random).catch((error: unknown) => {
        const log = product.log().trimEnd().split('\n').slice(-logLinesShown).join('\n');
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}\n${log}`, { cause: error });
      });
      kills.set(part, (kills.get(part) ?? 0) + 1);
    }
    const devices = clients.flatMap((client) => client.devices);
    for (const one of [...devices, ...clients.flatMap(({ tokens }) => tokens)])
      await readAnyBack(one);

    const audit = await readAudit();
    const acknowledged = new Map<string, number>();
    for (const { uuid, audited } of devices) {
      for (const [action, count] of audited) {
        expect(audit.get(`${uuid} ${action}`) ?? 0).toBeGreaterThanOrEqual(count);
        acknowledged.set(action, (acknowledged.get(action) ?? 0) + count);
      }
    }
    process.stderr.write(
      `durability: killed ${JSON.stringify(Object.fromEntries(kills))}; acknowledged ${JSON.stringify(Object.fromEntries(acknowledged))}\n`,
    );
    for (const { action } of deviceChanges) expect(acknowledged.get(action)).toBeGreaterThan(0);
    expect(await product.stop()).toBe(0);
  },
  rounds * roundMsMax,
);
