/** Health checks and soak times: what does not prove healthy is rolled back, marked, and not deployed again without being told. */
import type { TestContainer, TestEngine } from '@moorgate/testing';
import type { Health } from './health.ts';
import { findOperation } from './operations/find-operation.ts';
import { readHistory } from './reads/list-applications.ts';
import { createApplication } from './requests/create-application.ts';
import { revertApplication } from './requests/revert-application.ts';
import { updateApplication, type UpdateRequest } from './requests/update-application.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

/** An application on two hosts, without a health check. */
const deploy = async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 2);
  names += 1;
  const name = `app-${names}`;
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(owner, operationId);
  const update = async (change: Partial<UpdateRequest>) => {
    const request = { application: name, add: [], remove: [], restart: true, ...change };
    const { operationId: id } = await updateApplication(owner, ground.requests, request);
    return { lines: await ground.run(owner, id), operation: await findOperation(owner, id) };
  };
  return { owner, engines, addresses, name, update };
};

const second = { Image: 'busybox:2' };

/** What happens to the container of the second version when it is looked at, so many looks after its start. */
type Fate = (container: TestContainer, looks: number) => void;

const befall = (engine: TestEngine, name: string, fate: Fate): void => {
  let looks = 0;
  engine.interfere((call) => {
    const container = engine.containers.get(name);
    if (container?.body['Image'] !== second.Image || !container.startedAt) return false;
    if (call.method === 'GET' && call.target === `containers/${name}/json`) {
      looks += 1;
      fate(container, looks);
    }
    return false;
  });
};

/** Each with the health that is asked for, what happens, and the words of the outcome. */
const fates: readonly (readonly [what: string, Health, Fate, outcome: string])[] = [
  [
    'whose health check says so',
    { Test: ['CMD', 'true'] },
    (container, looks) => {
      container.health = looks > 2 ? 'unhealthy' : 'starting';
    },
    'is unhealthy',
  ],
  [
    'that does not become healthy in time',
    { Test: ['CMD', 'true'], DeadlineSeconds: 1 },
    (container) => {
      container.health = 'starting';
    },
    'did not become healthy in time',
  ],
  [
    'that ends within the soak time',
    { SoakSeconds: 60 },
    (container, looks) => {
      container.isRunning = looks < 2;
    },
    'does not run any more',
  ],
  [
    'that its engine starts again within the soak time',
    { SoakSeconds: 1 },
    (container, looks) => {
      container.restarts = looks < 2 ? 0 : 1;
    },
    'was restarted',
  ],
  [
    'that somebody starts again within the soak time',
    { SoakSeconds: 1 },
    (container, looks) => {
      if (looks > 1) container.startedAt = '2026-03-01T13:00:00Z';
    },
    'was restarted',
  ],
];

test.each(fates)(
  'a deployment %s is rolled back on every host, and marked bad',
  async (_what, health, fate, outcome) => {
    const { owner, engines, addresses, name, update } = await deploy();
    const before = engines.map(({ containers }) => containers.get(name)!.id);
    befall(engines[1]!, name, fate);
    const { lines, operation } = await update({ command: second, health });
    expect(operation).toMatchObject({ status: 'failed' });
    expect(operation.outcome).toContain(outcome);
    const failed = lines.find(({ status }) => status === 'Error')!;
    expect([failed.instance, failed.endpoint]).toEqual([addresses[1], `containers/${name}/json`]);
    // The other host is not watched for a minute before this one has back what it ran.
    expect(lines.some(({ status }) => status === 'Warning')).toBe(health.SoakSeconds === 60);
    expect(lines.filter(({ message }) => message === 'Rolling back')).toMatchObject([
      { status: 'Starting', total: 2 },
      { status: 'Complete', total: 2 },
    ]);
    expect(engines.map(({ containers }) => [...containers.values()])).toMatchObject(
      before.map((id) => [{ id, name, isRunning: true }]),
    );
    const [newest, first] = await readHistory(owner, name, null);
    expect(newest).toMatchObject({ status: 'failed', isBad: true });
    expect(first).toMatchObject({ status: 'succeeded', isBad: false });
  },
);

test('a health check is given to the engine with the container, without what is ours', async () => {
  const { engines, name, update } = await deploy();
  const health = { Test: ['CMD', 'true'], Interval: 1_000_000_000, SoakSeconds: 0 };
  const { operation } = await update({ command: second, health });
  expect(operation).toMatchObject({ status: 'succeeded' });
  const { body } = engines[0]!.containers.get(name)!;
  expect(body['Healthcheck']).toEqual({ Test: ['CMD', 'true'], Interval: 1_000_000_000 });
});

test('a deployment that proves healthy stays, once its soak time is over', async () => {
  const { engines, name, update } = await deploy();
  for (const engine of engines)
    befall(engine, name, (container, looks) => {
      container.health = looks > 2 ? 'healthy' : 'starting';
    });
  const { lines, operation } = await update({
    ...{ command: second, health: { Test: ['CMD', 'true'], SoakSeconds: 1 } },
  });
  expect(operation).toMatchObject({ status: 'succeeded' });
  expect(lines.filter(({ status }) => status === 'Starting').at(-1)).toMatchObject({
    ...{ message: 'Checking health', method: 'GET', endpoint: `containers/${name}/json` },
  });
});

describe('what was marked bad', () => {
  const fail: Fate = (container) => {
    container.isRunning = false;
  };
  const deployBad = async () => {
    const deployed = await deploy();
    befall(deployed.engines[0]!, deployed.name, fail);
    const health = { SoakSeconds: 0 };
    await deployed.update({ command: second, health });
    deployed.engines[0]!.interfere(null);
    const [bad] = await readHistory(deployed.owner, deployed.name, 1);
    return { ...deployed, bad: bad!.id };
  };

  test('is not deployed again, neither as a command nor by its id, and nothing is sent', async () => {
    const { owner, engines, name, update, bad } = await deployBad();
    const before = engines.map(({ changes }) => changes.length);
    const refusal = { code: 'deployment_bad', details: { detail: `It was deployment ${bad}.` } };
    await expect(update({ command: second })).rejects.toMatchObject(refusal);
    await expect(update({ command: { ...second }, force: false })).rejects.toMatchObject(refusal);
    const request = { application: name, target: bad, forcePull: false };
    await expect(revertApplication(owner, ground.requests, request)).rejects.toMatchObject(refusal);
    expect(engines.map(({ changes }) => changes.length)).toEqual(before);
    const { operation } = await update({ command: { ...second, Cmd: ['other'] } });
    expect(operation).toMatchObject({ status: 'succeeded' });
  });

  test('is deployed when that is said, and no longer bad once it has proved healthy', async () => {
    const { owner, name, update, bad } = await deployBad();
    const forced = await update({ command: second, force: true, health: { SoakSeconds: 0 } });
    expect(forced.operation).toMatchObject({ status: 'succeeded' });
    const history = await readHistory(owner, name, null);
    expect(history.find(({ id }) => id === bad)).toMatchObject({ isBad: false });
    expect((await update({ command: second })).operation).toMatchObject({ status: 'succeeded' });
  });

  test('stays bad where it was forced without a health check', async () => {
    const { update } = await deployBad();
    expect((await update({ command: second, force: true })).operation).toMatchObject({
      status: 'succeeded',
    });
    await expect(update({ command: second })).rejects.toMatchObject({ code: 'deployment_bad' });
  });
});

test.each([
  ['no object', 'healthy', '/Health'],
  ['a list', ['CMD'], '/Health'],
  ['an unknown member', { Retry: 1 }, '/Health/Retry'],
  ['a test that is a text', { Test: 'true' }, '/Health/Test'],
  ['an empty test', { Test: [] }, '/Health/Test'],
  ['a soak time of more than an hour', { SoakSeconds: 3_601 }, '/Health/SoakSeconds'],
  ['a time below zero', { DeadlineSeconds: -1 }, '/Health/DeadlineSeconds'],
  ['half a retry', { Retries: 0.5 }, '/Health/Retries'],
])('health that is %s is refused', async (_what, health, pointer) => {
  const { update } = await deploy();
  await expect(update({ command: second, health })).rejects.toMatchObject({
    code: 'invalid_request',
    details: { issues: [{ pointer }] },
  });
});
