/** Compose files that fail on one host at any stage, and whose process dies: every host has all services that it had. */
import type { EngineMishap, TestContainer, TestEngine } from '@moorgate/testing';
import type { OperationLine } from './operations/follow-operation.ts';
import { readHistory } from './reads/list-applications.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import {
  composeGround,
  fileOf,
  isOf,
  runs,
  shown,
  snapshot,
  wellFate,
  widerFile,
} from './test-support/compose-ground.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

const { addHosts, deploy } = composeGround(() => ground);

const labels = (lines: readonly OperationLine[]): string[] =>
  lines.filter(({ status }) => status === 'Starting').map(({ message }) => message);

/** What is wrong with the second version, and what is said of it. */
const fates: readonly (readonly [string, (one: TestContainer) => void, string])[] = [
  [
    'a service becomes unhealthy',
    (one) => isOf(one, 'db') && (one.health = 'unhealthy'),
    'db is unhealthy',
  ],
  [
    'a service stays on its way',
    (one) => isOf(one, 'db') && (one.health = 'starting'),
    'db did not become healthy in time',
  ],
  [
    'a service has no health check',
    (one) => isOf(one, 'db') && (one.health = null),
    'db has no health check',
  ],
  [
    'a service ends',
    (one) => isOf(one, 'db') && (one.isRunning = false),
    'db does not run any more',
  ],
  ['a job ends badly', (one) => isOf(one, 'job') && (one.exitCode = 3), 'job ended with 3'],
  [
    'a job does not end',
    (one) => isOf(one, 'job') && (one.isRunning = true),
    'job did not end in time',
  ],
];

test.each(fates)(
  'when %s on one host, every host gets all services back',
  async (_what, fate, words) => {
    const { owner, engines, name, update } = await deploy(3);
    const before = snapshot(engines);
    engines[1]!.onStart((one) => {
      wellFate(one);
      if (one.body['Image'] === 'busybox:2') fate(one);
    });
    const change = { compose: fileOf('2'), health: { DeadlineSeconds: 1 } };
    const { lines, operation } = await update(change);
    expect(operation).toMatchObject({ status: 'failed' });
    expect(operation.outcome).toContain(`${name}_${words}`);
    expect(labels(lines).slice(-2)).toEqual(['Starting application', 'Rolling back']);
    expect(snapshot(engines)).toEqual(before);
    const [newest] = await readHistory(owner, name, 1);
    expect(newest).toMatchObject({ status: 'failed', isBad: true });
    await expect(update(change)).rejects.toMatchObject({ code: 'deployment_bad' });
  },
);

/** One request of each stage, and of the second service where there are several. */
const stages: Readonly<Record<string, RegExp>> = {
  pull: /^POST images\/create/,
  'create a network': /^POST networks\/create/,
  'create the second service': /^POST containers\/create\?name=.*_db_tmp/,
  connect: /^POST networks\/.*\/connect/,
  stop: /^POST containers\/[0-9a-f]{64}\/stop/,
  'set aside': /^POST containers\/[0-9a-f]{64}\/rename\?name=.*_db_old$/,
  'set up': /^POST containers\/[0-9a-f]{64}\/rename\?name=.*_db$/,
};

const mishaps: Readonly<Record<string, EngineMishap>> = {
  'is refused': (_call, response) => {
    response.writeHead(500).end('{"message":"boom"}');
    return true;
  },
  'is cut off after its effect': (_call, response, carryOut) => {
    const { socket } = response;
    const cut = () => socket?.destroy();
    const unheard = Object.assign(Object.create(response) as typeof response, {
      writeHead: () => ({ end: cut }),
      write: () => true,
      end: cut,
    });
    carryOut(unheard);
    return true;
  },
};

const once = (engine: TestEngine, pattern: RegExp, mishap: EngineMishap): (() => boolean) => {
  let isSpent = false;
  engine.interfere((call, response, carryOut) => {
    if (isSpent || !pattern.test(`${call.method} ${call.target}`)) return false;
    isSpent = true;
    return mishap(call, response, carryOut);
  });
  return () => isSpent;
};

test.each(Object.keys(stages).flatMap((stage) => Object.keys(mishaps).map((one) => [stage, one])))(
  'every host has all services and networks that it had when the request to %s %s',
  async (stage, mishap) => {
    const { engines, update } = await deploy(2);
    engines[0]!.containers.get(
      [...engines[0]!.containers.keys()].find((one) => one.endsWith('_web'))!,
    )!.isRunning = false;
    const before = snapshot(engines);
    const isSpent = once(engines[1]!, stages[stage!]!, mishaps[mishap!]!);
    const { operation } = await update({ compose: widerFile });
    expect(isSpent()).toBe(true);
    expect(operation).toMatchObject({ status: 'failed' });
    expect(snapshot(engines)).toEqual(before);
  },
  60_000,
);

test('a first deployment that fails leaves nothing but its volumes, and the next one uses them', async () => {
  const { owner, engines, addresses, name } = await addHosts(1);
  const [engine] = engines;
  engine!.images.add('busybox:1');
  engine!.onStart((one) => isOf(one, 'job') && (one.exitCode = 1) && (one.isRunning = false));
  const request = {
    ...{ name, compose: fileOf(), instances: addresses, start: true, forcePull: false },
  };
  const failed = await createApplication(owner, ground.requests, request);
  await ground.run(owner, failed.operationId);
  expect(shown(engine!)).toEqual([]);
  expect(engine!.networks.size).toBe(0);
  const [volume] = engine!.volumes.values();
  engine!.onStart(wellFate);
  const again = await createApplication(owner, ground.requests, request);
  await ground.run(owner, again.operationId);
  expect(shown(engine!)).toEqual(runs(name, '1'));
  expect([...engine!.volumes.values()]).toEqual([volume]);
});

/** Of the 21 changes that one host sees of the update: odd ones are not made any more, even ones are not heard of. */
const moments = [1, 2, 3, 4, 5, 6, 8, 11, 13, 16, 17, 19];

test.each(moments)(
  'an update of a file is taken up when its process ends at change %i of a host, and comes through',
  async (at) => {
    const { owner, engines, name, end } = await deploy(2);
    const dying = ground.openRunner();
    let ending: Promise<void> | null = null;
    let seen = 0;
    engines[1]!.interfere((call, response, carryOut) => {
      if (call.method === 'GET') return false;
      seen += 1;
      if (seen !== at + 1) return false;
      if (at % 2 === 0) carryOut(response);
      ending = dying.close();
      return true;
    });
    const { operationId } = await updateApplication(owner, ground.requests, {
      ...{ application: name, compose: widerFile, add: [], remove: [], restart: true },
    });
    await dying.takeUp();
    while (dying.count() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await (ending as Promise<void> | null);
    expect(seen).toBeGreaterThan(at);
    engines[1]!.interfere(null);
    const { operation } = await end(operationId);
    expect(operation).toMatchObject({ status: 'succeeded' });
    for (const engine of engines) {
      expect(shown(engine)).toEqual(runs(name, '2'));
      expect(engine.networks.size).toBe(3);
      expect(engine.containers.get(`${name}_web`)!.connected.size).toBe(2);
    }
  },
  60_000,
);
