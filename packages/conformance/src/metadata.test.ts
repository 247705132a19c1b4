/** Metadata from outside: devices accept what they are given, whatever operators do and whoever is killed. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, isSoak, seededRandom, tarArchive } from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { createToken } from './support/fleet.ts';
import { killPart } from './support/kill-part.ts';
import { runCommand } from './support/product.ts';
import { openProductGround, type ProductGround } from './support/product-ground.ts';
import { createUpdateAgent, type UpdateAgent } from './support/update-agent.ts';
import { upload } from './support/update-client.ts';

const random = seededRandom(announceSeed('metadata'));
const scopes = ['updates:read', 'updates:read-update', 'devices:read', 'devices:read-update'];

let ground: ProductGround;
let token: string;
let admin: AdminClient;
beforeAll(async () => {
  ground = await openProductGround({ workers: 1 });
  token = await createToken(ground.product, scopes);
  admin = adminClient(ground.product.ready.adminUrl, token);
}, 120_000);
afterAll(() => ground.close(), 60_000);

const addUpdate = async (name: string, tag = 'main'): Promise<void> => {
  const content = Buffer.from(name);
  const entry = { name: `apps/apps/app/${'a'.repeat(64)}/content`, content };
  const { status } = await upload(ground.product.ready.adminUrl, {
    path: `/v1/updates/${tag}/${name}?hardware-id=intel-corei7-64&name=lmp`,
    token,
    pieces: [tarArchive([entry])],
  });
  expect(status).toBe(201);
};

let lastRollout = 0;

/** Asks for the assignment until it is acknowledged: the admin API may be gone for a moment. */
const rollOut = async (uuid: string, name: string, tag = 'main'): Promise<void> => {
  for (;;) {
    lastRollout += 1;
    const path = `/v1/updates/${tag}/${name}/rollouts/r${lastRollout}`;
    const answer = await admin.call('PUT', path, { uuids: [uuid] }).catch(() => null);
    if (answer?.status === 202) return;
    if (answer !== null && answer.status !== 503)
      throw new Error(`the rollout was answered ${answer.status}`);
    await delay(50);
  }
};

/** A device that has been seen, with what it trusts. */
const enrol = async (tags: string): Promise<{ uuid: string; agent: UpdateAgent }> => {
  const uuid = randomUUID();
  const files = await ground.createDevice(uuid);
  const agent = createUpdateAgent(ground.product.ready.gatewayUrl, files, tags);
  await expect(agent.refresh()).rejects.toThrow('there is no root');
  return { uuid, agent };
};

/**
 * What a device meets once and not again at its next poll: nothing is assigned yet, or it is assigned anew, and signed
 * anew, between two files.
 */
const passing = ['there is no root', 'snapshot is another file', 'targets is another file'];

const unlessPassing = (error: unknown): null => {
  if (error instanceof Error && passing.includes(error.message)) return null;
  throw error;
};

/** Refreshes until the target is this one; whatever is found before must be good as well. */
const untilTarget = async (agent: UpdateAgent, target: string): Promise<number> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await agent.refresh().catch(unlessPassing);
    if (found?.targets[0] === target) return found.version;
    await delay(25);
  }
  throw new Error(`${target} was not assigned`);
};

test('a device follows from one update to the next and back, and through a rotation of every key, without a refusal', async () => {
  await addUpdate('one');
  await addUpdate('two');
  const { uuid, agent } = await enrol('main');
  await rollOut(uuid, 'one');
  const versions = [await untilTarget(agent, 'lmp-1')];
  await rollOut(uuid, 'two');
  versions.push(await untilTarget(agent, 'lmp-2'));
  await rollOut(uuid, 'one');
  versions.push(await untilTarget(agent, 'lmp-1'));
  expect(versions).toEqual([...versions].sort((one, other) => one - other));
  expect(new Set(versions).size).toBe(3);

  const { dataDir } = ground.product.ready;
  const rotated = await runCommand(['tuf', 'rotate-root', '--every-key', '--data-dir', dataDir], {
    env: ground.product.env,
  });
  expect(rotated.stdout).toContain('root of version 2');
  expect(await agent.refresh()).toMatchObject({ root: 2, targets: ['lmp-1'] });
}, 120_000);

/** The targets of an update; the admin API may be gone for a moment. */
const readTargets = async (name: string): Promise<object> => {
  for (;;) {
    const path = `/v1/updates/main/${name}/tuf`;
    const answer = await admin.call('GET', path).catch(() => null);
    if (answer?.status === 200) {
      const files = answer.body as Record<string, { signed: { targets: object } }>;
      return files['targets.json']!.signed.targets;
    }
    await delay(50);
  }
};

test('a killed admin API leaves metadata that devices accept, and versions that only grow', async () => {
  await addUpdate('red');
  await addUpdate('blue');
  const { uuid, agent } = await enrol('main');
  await rollOut(uuid, 'red');
  for (let kills = isSoak() ? 50 : 4; kills > 0; kills -= 1) {
    const moving = (async () => {
      for (const name of ['blue', 'red', 'blue']) await rollOut(uuid, name);
    })();
    await delay(random.below(60));
    killPart(ground.product, 'admin API', random);
    await moving;
    const [target] = Object.keys(await readTargets('blue'));
    await untilTarget(agent, target!);
  }
}, 180_000);
