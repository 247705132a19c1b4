/** Metadata from outside: devices accept what they are given, whatever operators do and whoever is killed. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, isSoak, runStatement, seededRandom, tarArchive } from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import { createToken } from './support/fleet.ts';
import { holdTable } from './support/hold-transaction.ts';
import { killOnceThere, killPart } from './support/kill-part.ts';
import { commandLine, environment, runCommand } from './support/product.ts';
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

/** What a device meets until an update is assigned to it; that of another one, or signed anew, meanwhile, it accepts. */
const unlessPassing = (error: unknown): null => {
  if (error instanceof Error && error.message === 'there is no root') return null;
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

type Signed = Readonly<Record<string, { readonly signed: SignedMetadata }>>;
interface SignedMetadata {
  readonly version: number;
  readonly expires: string;
  readonly meta: Readonly<Record<string, { readonly version: number }>>;
  readonly targets: object;
}

/** The metadata of an update; the admin API may be gone for a moment. */
const readFiles = async (name: string): Promise<Signed> => {
  for (;;) {
    const path = `/v1/updates/main/${name}/tuf`;
    const answer = await admin.call('GET', path).catch(() => null);
    if (answer?.status === 200) return answer.body as Signed;
    await delay(50);
  }
};
const targetOf = async (name: string): Promise<string> =>
  Object.keys((await readFiles(name))['targets.json']!.signed.targets)[0]!;

test('a killed admin API leaves metadata that devices accept, and versions that only grow', async () => {
  await addUpdate('red');
  await addUpdate('blue');
  const { uuid, agent } = await enrol('main');
  await rollOut(uuid, 'red');
  // Whoever is killed again and again is started again after ten seconds each time.
  for (let kills = isSoak() ? 50 : 4; kills > 0; kills -= 1) {
    const moving = (async () => {
      for (const name of ['blue', 'red', 'blue']) await rollOut(uuid, name);
    })();
    await delay(random.below(60));
    killPart(ground.product, 'admin API', random);
    await moving;
    await untilTarget(agent, await targetOf('blue'));
  }
}, 1_200_000);

describe('of many updates', () => {
  const names = Array.from({ length: isSoak() ? 300 : 30 }, (_, index) => `many-${index}`);
  const watched = [names[0]!, names[names.length / 2]!, names.at(-1)!];
  /** Each with the target that it is given. */
  const agents = new Map<UpdateAgent, string>();
  const run = async <T extends object>(statement: string): Promise<T[]> =>
    runStatement<T>(await ownerDatabaseUrl(ground.product), statement);
  const countDue = async (): Promise<number> => {
    const due = `select count(*)::int as due from update_signings where expires_at < now() + interval '3 days'`;
    return (await run<{ due: number }>(due))[0]!.due;
  };
  /** As if time had passed: everything is to be signed again when an admin API begins. */
  const makeDue = async (): Promise<void> => {
    for (const table of ['update_signings', 'update_metadata'])
      await run(`update ${table} set expires_at = now() + interval '1 day'`);
  };
  const untilDue = async (dueMax: number): Promise<number> => {
    for (;;) {
      const due = await countDue();
      if (due <= dueMax) return due;
    }
  };
  /** Every device accepts what it is given, and what it is given is its update. */
  const refreshAll = async (): Promise<void> => {
    for (const [agent, target] of agents) await untilTarget(agent, target);
  };
  const expectWhole = async (): Promise<void> => {
    for (const name of names) {
      const files = await readFiles(name);
      const [targets, snapshot, timestamp] = ['targets', 'snapshot', 'timestamp'].map(
        (role) => files[`${role}.json`]!.signed,
      );
      const named = [snapshot!.meta['targets.json'], timestamp!.meta['snapshot.json']];
      expect(named).toMatchObject([{ version: targets!.version }, { version: snapshot!.version }]);
    }
  };

  beforeAll(async () => {
    for (const name of names) await addUpdate(name);
    for (const name of watched) {
      const { uuid, agent } = await enrol('main');
      await rollOut(uuid, name);
      agents.set(agent, await targetOf(name));
    }
    await refreshAll();
  }, 120_000);

  test('a renewal that is killed in its midst goes on where it was, and devices accept what they find meanwhile', async () => {
    await makeDue();
    killPart(ground.product, 'admin API', random);
    let due = names.length;
    for (let kills = isSoak() ? 20 : 2; kills > 0 && due > 1; kills -= 1) {
      due = await untilDue(due - 1 - random.below(Math.ceil(due / 2)));
      await killOnceThere(ground.product, 'admin API', random);
      await refreshAll();
    }
    await untilDue(0);
    await refreshAll();
    await expectWhole();
  }, 600_000);

  test('a rotation of every key that is killed in its midst was not made, and the next one is', async () => {
    const { dataDir } = ground.product.ready;
    const rotation = ['tuf', 'rotate-root', '--every-key', '--data-dir', dataDir];
    const env = { ...ground.product.env };
    const ownerUrl = await ownerDatabaseUrl(ground.product);
    const [agent] = agents.keys();
    const { root } = await agent!.refresh();
    // The new root and its keys are written by then, and what they have to sign is not.
    const held = await holdTable(ownerUrl, 'update_metadata');
    const child = spawn(commandLine, rotation, {
      ...{ env: environment(env), detached: true, stdio: 'ignore' },
    });
    const ended = once(child, 'exit');
    const waiting = `select 1 from pg_locks where relation = 'update_metadata'::regclass and not granted`;
    while ((await run(waiting)).length === 0) await delay(20);
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
    await held.end();
    await refreshAll();
    expect((await agent!.refresh()).root).toBe(root);

    expect((await runCommand(rotation, { env })).code).toBe(0);
    await refreshAll();
    expect((await agent!.refresh()).root).toBe(root + 1);
    await expectWhole();
  }, 120_000);
});
