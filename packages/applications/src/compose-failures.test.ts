/** Compose files that fail on one host at any stage, and whose process dies: every host has all services that it had. */
import type { EngineMishap, TestContainer } from '@moorgate/testing';
import { readHistory } from './reads/list-applications.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import {
  type ComposeGround,
  fileOf,
  isOf,
  labelsOf,
  openComposeGround,
  runs,
  shown,
  snapshot,
  wellFate,
  widerFile,
} from './test-support/compose-ground.ts';
import { answers, atChange, cutAfter, spoilOnce } from './test-support/engine-mishaps.ts';

let ground: ComposeGround;
beforeAll(async () => {
  ground = await openComposeGround();
});
afterAll(() => ground.close());

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
    const { owner, engines, name, update } = await ground.deploy(3);
    const before = snapshot(engines);
    engines[1]!.onStart((one) => {
      wellFate(one);
      if (one.body['Image'] === 'busybox:2') fate(one);
    });
    const change = { compose: fileOf('2'), health: { DeadlineSeconds: 1 } };
    const { lines, operation } = await update(change);
    expect(operation).toMatchObject({ status: 'failed' });
    expect(operation.outcome).toContain(`${name}_${words}`);
    expect(labelsOf(lines).slice(-2)).toEqual(['Starting application', 'Rolling back']);
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
  'is refused': answers(500, 'boom'),
  'is cut off after its effect': cutAfter,
};

test.each(Object.keys(stages).flatMap((stage) => Object.keys(mishaps).map((one) => [stage, one])))(
  'every host has all services and networks that it had when the request to %s %s',
  async (stage, mishap) => {
    const { engines, update } = await ground.deploy(2);
    engines[0]!.containers.get(
      [...engines[0]!.containers.keys()].find((one) => one.endsWith('_web'))!,
    )!.isRunning = false;
    const before = snapshot(engines);
    const isSpent = spoilOnce(engines[1]!, stages[stage!]!, mishaps[mishap!]!);
    const { operation } = await update({ compose: widerFile });
    expect(isSpent()).toBe(true);
    expect(operation).toMatchObject({ status: 'failed' });
    expect(snapshot(engines)).toEqual(before);
  },
  60_000,
);

test('a first deployment that fails leaves nothing but its volumes, and the next one uses them', async () => {
  const { owner, engines, addresses, name } = await ground.addHosts(1);
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
    const { owner, engines, name, end } = await ground.deploy(2);
    const dying = ground.openRunner();
    let isDead = false;
    atChange(engines[1]!, { at, isCarriedOut: at % 2 === 0 }, () => {
      isDead = true;
      void dying.close();
    });
    const { operationId } = await updateApplication(owner, ground.requests, {
      ...{ application: name, compose: widerFile, add: [], remove: [], restart: true },
    });
    await dying.takeUp();
    await dying.untilIdle();
    expect(isDead).toBe(true);
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
