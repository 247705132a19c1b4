/** Rollouts from outside: what was answered with 202 is done, whoever is killed before it was. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, runStatement, seededRandom, tarArchive } from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import type { DeviceFiles } from './support/device.ts';
import { insistOn, read } from './support/exchange.ts';
import { createToken } from './support/fleet.ts';
import { holdTable } from './support/hold-transaction.ts';
import { killPart, type Part } from './support/kill-part.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';
import { targetQuery, upload } from './support/update-client.ts';

const random = seededRandom(announceSeed('interrupted rollouts'));
const scopes = ['updates:read', 'updates:read-update', 'devices:read', 'devices:read-update'];
const name = 'one';
const content = 'the only file';

let ground: ProductGround;
let admin: AdminClient;
let ownerUrl: string;
beforeAll(async () => {
  ground = await openProductGround({ workers: 1 });
  const { adminUrl } = ground.product.ready;
  const token = await createToken(ground.product, scopes);
  admin = adminClient(adminUrl, token);
  ownerUrl = await ownerDatabaseUrl(ground.product);
  const pieces = [tarArchive([{ name: 'ostree_repo/config', content }])];
  const path = `/v1/updates/main/${name}?${targetQuery}`;
  expect(await upload(adminUrl, { path, token, pieces })).toMatchObject({ status: 201 });
}, 120_000);
afterAll(() => ground.close(), 60_000);

const enrol = async (): Promise<{ readonly uuid: string; readonly files: DeviceFiles }> => {
  const uuid = randomUUID();
  const files = await ground.createDevice(uuid);
  await insistOn(ground.product.ready.gatewayUrl, files, '/device', ({ status }) => status === 200);
  // What it follows is written down after its answer.
  for (let tag: unknown = null; tag !== 'main';)
    ({ tag } = (await read(() => admin.call('GET', `/v1/devices/${uuid}`))).body as {
      tag?: string;
    });
  return { uuid, files };
};
interface Rollout {
  readonly committed: boolean;
  readonly 'effective-uuids': readonly string[];
}
const readRollout = async (path: string): Promise<Rollout> =>
  (await read(() => admin.call('GET', path))).body as Rollout;
const untilCommitted = async (path: string): Promise<Rollout> => {
  for (;;) {
    const rollout = await readRollout(path);
    if (rollout.committed) return rollout;
    await delay(20);
  }
};
const countCommits = async (rollout: string): Promise<number> => {
  const statement = `select count(*)::int as count from audit_records
    where action = 'rollout.committed' and target_id like '%' || $1`;
  return (await runStatement<{ count: number }>(ownerUrl, statement, [rollout]))[0]!.count;
};

test.each<Part>(['admin API', 'PostgreSQL', 'gateway'])(
  'a rollout is committed, once and for the devices that it names, when the %s is killed between its 202 and its commit',
  async (part) => {
    const { uuid, files } = await enrol();
    const rollout = `after-${randomUUID()}`;
    const path = `/v1/updates/main/${name}/rollouts/${rollout}`;
    // What the commit needs, and the answer does not.
    const held = await holdTable(ownerUrl, 'rollout_devices');
    expect((await admin.call('PUT', path, { uuids: [uuid] })).status).toBe(202);
    expect(await readRollout(path)).toMatchObject({ committed: false, 'effective-uuids': [] });
    killPart(ground.product, part, random);
    if (part === 'PostgreSQL') while (!held.isOver()) await delay(20);
    await held.end();

    expect(await untilCommitted(path)).toMatchObject({ 'effective-uuids': [uuid] });
    expect(await countCommits(rollout)).toBe(1);
    const { gatewayUrl } = ground.product.ready;
    const isGiven = ({ status }: { status: number }): boolean => status === 200;
    const given = await insistOn(gatewayUrl, files, '/ostree/config', isGiven);
    expect([given.status, given.body]).toEqual([200, content]);
  },
  60_000,
);
