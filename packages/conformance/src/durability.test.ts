/** Nothing acknowledged is lost, whichever part of the product is killed and whenever. */
import { readdir, stat } from 'node:fs/promises';
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
  type ClientGround,
  createDurableClient,
  durableChanges,
  type DurableClient,
} from './support/durable-client.ts';
import { read, verdictOn } from './support/exchange.ts';
import { createToken, installPki, issueDevice, type TestDevice } from './support/fleet.ts';
import { killPart, parts } from './support/kill-part.ts';
import { makeFolder, type Product, removeFolder, startProduct } from './support/product.ts';

const rounds = isSoak() ? 500 : 15;
const clientsCount = 6;
/** A part is killed at some moment of the first third of a second in which changes are made. */
const killWithinMs = 333;
/** Most of a round is the restart of what was killed; on a host that is busy with other things it takes long. */
const roundMsMax = 10_000;
const logLinesShown = 100;
/** What was interrupted is removed after twice as long. */
const receiveSeconds = 3;

const scopes = [
  ...['devices:read', 'devices:read-update', 'devices:create', 'devices:delete'],
  ...['updates:read', 'updates:read-update', 'updates:delete', 'tokens:create'],
];

let folder: string;
let product: Product;
let to: ClientGround;
/** Of nobody, to whom nothing happens. */
let bystander: TestDevice;
beforeAll(async () => {
  folder = await makeFolder();
  const dataDir = join(folder, 'data');
  const pki = await installPki(dataDir, { signs: true });
  product = await startProduct(dataDir, {
    workers: 2,
    env: {
      MOORGATE_RECEIVE_SECONDS: String(receiveSeconds),
      // All of them are kept, and nobody is told to wait.
      MOORGATE_TESTS_PER_DEVICE: '1000',
      MOORGATE_SIGNATURES_PER_MINUTE: '1000000',
    },
  });
  const { adminUrl, gatewayUrl } = product.ready;
  const token = await createToken(product, scopes);
  to = { admin: adminClient(adminUrl, token), adminUrl, gatewayUrl, pki, token };
  bystander = issueDevice(pki);
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

/** Changes are made until a part has been killed; then everything that was acknowledged is read back. */
const playRound = async (
  clients: readonly DurableClient[],
  random: SeededRandom,
): Promise<string> => {
  const part = random.pick(parts);
  const killAfterMs = random.below(killWithinMs);
  let isOver = false;
  const making = clients.map(async (client) => {
    while (!isOver) await client.change();
  });
  await after(killAfterMs);
  killPart(product, part, random);
  isOver = true;
  await Promise.all(making);
  await Promise.all(clients.map((client) => client.readTouchedBack()));
  // Where nothing that was changed had to do with what was killed, it may not have been started again yet.
  await read(() => to.admin.call('GET', '/v1/devices?limit=1'));
  await verdictOn(to.gatewayUrl, bystander.files);
  return part;
};

const query = async <T extends object>(statement: string): Promise<T[]> =>
  runStatement<T>(await ownerDatabaseUrl(product), statement);

/** What the audit has of each device, by its UUID and the action. */
const readAudit = async (): Promise<Map<string, number>> => {
  const rows = await query<{ target: string; action: string; count: number }>(
    `select target_id as target, action, count(*)::int as count from audit_records
     where target_kind = 'device' group by 1, 2`,
  );
  return new Map(rows.map(({ target, action, count }) => [`${target} ${action}`, count]));
};

/** What the audit calls changes that are not of a device. */
const auditedAs: Readonly<Record<string, string>> = {
  configuration: 'configuration.changed',
  rollout: 'rollout.created',
  upload: 'update.uploaded',
  'deletion of an update': 'update.deleted',
  'enrolment token': 'enrolment_token.created',
  'revocation of an enrolment token': 'enrolment_token.revoked',
};

/** How often the audit has each action. */
const countActions = async (): Promise<Map<string, number>> => {
  const rows = await query<{ action: string; count: number }>(
    'select action, count(*)::int as count from audit_records group by 1',
  );
  return new Map(rows.map(({ action, count }) => [action, count]));
};

/**
 * Content without a row, and rows whose content is not there, whole; empty once what was interrupted has been removed.
 * Each is an id with a number of bytes.
 */
const findOrphans = async (): Promise<string[]> => {
  const blobs = join(product.ready.dataDir, 'blobs');
  const files = (await readdir(join(blobs, 'files'))).map(
    async (id) => `${id} ${(await stat(join(blobs, 'files', id))).size}`,
  );
  const rows = await query<{ id: string; bytes: string }>(
    `select blob_id as id, bytes from contents union all select blob_id, bytes from test_artifacts`,
  );
  const found = new Set([
    ...(await Promise.all(files)),
    ...(await readdir(join(blobs, 'incoming'))),
  ]);
  const named = new Set(rows.map(({ id, bytes }) => `${id} ${bytes}`));
  return [...new Set([...found, ...named])].filter((one) => !found.has(one) || !named.has(one));
};

const untilTidy = async (): Promise<void> => {
  const endMs = performance.now() + 60_000;
  // A file may be removed between two looks at it.
  const look = (): Promise<string[] | null> => findOrphans().catch(() => null);
  while (performance.now() < endMs && (await look())?.length !== 0) await after(500);
  expect(await findOrphans()).toEqual([]);
};

/** Rollouts that nobody has committed, and registrations without the use of an enrolment token or the other way round. */
const countUnfinished = async (): Promise<number> => {
  const [row] = await query<{ pending: number; uses: number; registrations: number }>(
    `select (select count(*)::int from rollouts where committed_at is null) as pending,
       (select coalesce(sum(uses), 0)::int from enrolment_tokens) as uses,
       (select count(*)::int from audit_records where action = 'device.registered') as registrations`,
  );
  return row!.pending + Math.abs(row!.uses - row!.registrations);
};

/** Rows of what devices sent and were given, by the table, of devices that are denied. */
const countDestroyed = async (): Promise<Record<string, number>> => {
  const tables = ['configurations', 'device_events', 'device_tests', 'test_artifacts'];
  tables.push('rollout_devices', 'rollout_uuids');
  const counts = tables.map(
    (table) =>
      `(select count(*)::int from ${table} join devices on uuid = device_uuid where denied_at is not null) as ${table}`,
  );
  return (await query<Record<string, number>>(`select ${counts.join(', ')}`))[0]!;
};

const sumOf = (counts: Iterable<ReadonlyMap<string, number>>): Map<string, number> => {
  const sum = new Map<string, number>();
  for (const one of counts)
    for (const [name, count] of one) sum.set(name, (sum.get(name) ?? 0) + count);
  return sum;
};

test(
  `in ${rounds} rounds, in each of which a part of the product is killed, nothing that was acknowledged is lost`,
  async () => {
    const seed = announceSeed('durability');
    const random = seededRandom(seed);
    const clients = Array.from({ length: clientsCount }, (_, index) =>
      createDurableClient(to, seed + 1 + index),
    );
    const kills = new Map<string, number>();
    const acknowledged = (): Map<string, number> =>
      sumOf(clients.map((client) => client.acknowledged));
    const lacksSome = (): boolean => durableChanges.some((name) => !acknowledged().has(name));
    // Chance may leave one out for long.
    for (let round = 1; round <= rounds || lacksSome(); round++) {
      const part = await playRound(clients, random).catch((error: unknown) => {
        const log = product.log().trimEnd().split('\n').slice(-logLinesShown).join('\n');
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}\n${log}`, { cause: error });
      });
      kills.set(part, (kills.get(part) ?? 0) + 1);
    }
    await Promise.all(clients.map((client) => client.readAllBack()));

    const audit = await readAudit();
    const devices = clients.flatMap((client) => client.devices);
    for (const { uuid, audited } of devices)
      for (const [action, count] of audited)
        expect(audit.get(`${uuid} ${action}`) ?? 0).toBeGreaterThanOrEqual(count);

    const actions = await countActions();
    for (const [name, action] of Object.entries(auditedAs))
      expect(actions.get(action)).toBeGreaterThanOrEqual(acknowledged().get(name)!);

    const told = [kills, acknowledged()].map((one) => JSON.stringify(Object.fromEntries(one)));
    process.stderr.write(`durability: killed ${told[0]}; acknowledged ${told[1]}\n`);

    expect(new Set(Object.values(await countDestroyed()))).toEqual(new Set([0]));
    expect(await countUnfinished()).toBe(0);
    await untilTidy();
    expect(await product.stop()).toBe(0);
  },
  rounds * roundMsMax,
);
