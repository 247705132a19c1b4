/** Operations on applications, on engines behind a beacon: what they say, and what hosts run afterwards. */
import { listApplications, readHistory } from './reads/list-applications.ts';
import { findOperation } from './operations/find-operation.ts';
import type { OperationLine } from './operations/follow-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { revertApplication } from './requests/revert-application.ts';
import { startApplication, stopApplication } from './requests/toggle-application.ts';
import { updateApplication } from './requests/update-application.ts';
import {
  type OperationGround,
  openOperationGround,
  type TestHosts,
} from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;
const newName = (): string => {
  names += 1;
  return `app-${names}`;
};

const labels = (lines: readonly OperationLine[]): string[] =>
  lines.filter(({ status }) => status === 'Starting').map(({ message }) => message);

const running = ({ engines }: TestHosts): (readonly string[])[] =>
  engines.map(({ containers }) =>
    [...containers.values()].map(
      ({ name, body, isRunning }) =>
        `${name} ${String(body['Image'])} ${isRunning ? 'up' : 'down'}`,
    ),
  );

/** An application that runs on so many hosts. */
const deploy = async (count: number) => {
  const owner = await ground.addUser();
  const hosts = await ground.addHosts(owner, count);
  const name = newName();
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: hosts.addresses },
    ...{ start: true, forcePull: false },
  });
  const lines = await ground.run(owner, operationId);
  return { owner, hosts, name, lines, operationId };
};

test('a new application is on every host, its maker owns it, and the stream says each step', async () => {
  const { owner, hosts, name, lines, operationId } = await deploy(3);
  expect(labels(lines)).toEqual([
    'Creating new container',
    'Deleting old containers',
    'Setting up new container',
    'Starting application',
  ]);
  expect(lines[0]).toEqual({
    ...{ status: 'Starting', method: 'POST', endpoint: `containers/create?name=${name}_tmp` },
    ...{ message: 'Creating new container', code: 0, instance: '', item: 0, total: 3 },
  });
  expect(lines.filter(({ message }) => message === 'Container did not exist')).toHaveLength(3);
  expect(lines.at(-1)).toEqual({
    ...{ status: 'Finalized', method: '', endpoint: '', message: '', code: 0, instance: '' },
    ...{ item: 0, total: 0 },
  });
  expect(running(hosts)).toEqual(hosts.engines.map(() => [`${name} busybox up`]));
  const [application] = await listApplications(owner);
  expect(application).toMatchObject({ name, level: 2, instances: hosts.addresses });
  expect(await findOperation(owner, operationId)).toMatchObject({ status: 'succeeded' });
  const [deployment] = await readHistory(owner, name, null);
  expect(deployment).toMatchObject({ version: 1, status: 'succeeded' });
  expect(application!.currentDeployment).toBe(deployment!.id);
});

test('a first deployment that fails on one host leaves nothing on any, and no application', async () => {
  const owner = await ground.addUser();
  const hosts = await ground.addHosts(owner, 3);
  hosts.engines[1]!.images.clear();
  const name = newName();
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: hosts.addresses },
    ...{ start: true, forcePull: false },
  });
  const lines = await ground.run(owner, operationId);
  expect(labels(lines)).toEqual(['Creating new container', 'Rolling back']);
  expect(lines.find(({ message }) => message === 'Rolling back')).toMatchObject({
    ...{ method: 'DELETE', endpoint: `containers/${name}_tmp?force=true`, total: 2 },
  });
  expect(running(hosts)).toEqual([[], [], []]);
  expect(await listApplications(owner)).toEqual([]);
  expect(await findOperation(owner, operationId)).toMatchObject({ status: 'failed' });
});

test('eight instances: some are added, some removed, all with another command', async () => {
  const { owner, hosts, name } = await deploy(4);
  const more = await ground.addHosts(owner, 4);
  const { operationId } = await updateApplication(owner, ground.requests, {
    ...{ application: name, command: { Image: 'busybox:2' }, restart: false },
    add: more.addresses,
    remove: [1, 3, 2].map((index) => hosts.addresses[index]!),
  });
  const lines = await ground.run(owner, operationId);
  expect(labels(lines)).toEqual([
    'Deleting old containers',
    'Pulling required image',
    'Creating new container',
    'Deleting old containers',
    'Setting up new container',
  ]);
  expect(running(hosts)).toEqual([[`${name} busybox:2 down`], [], [], []]);
  expect(running(more)).toEqual(more.engines.map(() => [`${name} busybox:2 down`]));
  const [application] = await listApplications(owner);
  expect(application!.instances).toEqual([hosts.addresses[0], ...more.addresses]);
  const [newest] = await readHistory(owner, name, 1);
  expect(application!.currentDeployment).toBe(newest!.id);
});

test('start and stop say what was so already, and undo what they did where one host fails', async () => {
  const { owner, hosts, name } = await deploy(3);
  hosts.engines[0]!.containers.get(name)!.isRunning = false;
  const started = await startApplication(owner, ground.requests, { application: name });
  const lines = await ground.run(owner, started.operationId);
  expect(
    lines
      .filter(({ instance }) => instance !== '')
      .map(({ code }) => code)
      .sort(),
  ).toEqual([204, 304, 304]);
  hosts.engines[1]!.containers.delete(name);
  const stopped = await stopApplication(owner, ground.requests, { application: name });
  const failed = await ground.run(owner, stopped.operationId);
  expect(labels(failed)).toEqual(['Stopping application', 'Rolling back']);
  expect(failed.find(({ status }) => status === 'Error')).toMatchObject({ code: 404 });
  expect(running(hosts)).toEqual([[`${name} busybox up`], [], [`${name} busybox up`]]);
});

test('a revert brings an earlier deployment back, and does not start it', async () => {
  const { owner, hosts, name } = await deploy(2);
  const updated = await updateApplication(owner, ground.requests, {
    ...{ application: name, command: { Image: 'busybox:2' }, add: [], remove: [], restart: true },
  });
  await ground.run(owner, updated.operationId);
  expect(running(hosts)).toEqual([[`${name} busybox:2 up`], [`${name} busybox:2 up`]]);
  const request = { application: name, target: -1, forcePull: false };
  const reverted = await revertApplication(owner, ground.requests, request);
  await ground.run(owner, reverted.operationId);
  expect(running(hosts)).toEqual([[`${name} busybox down`], [`${name} busybox down`]]);
  await expect(
    revertApplication(owner, ground.requests, { ...request, target: -100 }),
  ).rejects.toMatchObject({ code: 'no_earlier_deployment' });
  await expect(
    revertApplication(owner, ground.requests, { ...request, target: 1_000_000 }),
  ).rejects.toMatchObject({ code: 'deployment_not_found' });
});

test('a container of somebody else under the same name is never touched', async () => {
  const owner = await ground.addUser();
  const hosts = await ground.addHosts(owner, 2);
  const name = newName();
  const foreign = hosts.engines[1]!.put(name, { isRunning: true });
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: hosts.addresses },
    ...{ start: true, forcePull: false },
  });
  const lines = await ground.run(owner, operationId);
  expect(lines.find(({ status }) => status === 'Error')).toMatchObject({ code: 409 });
  expect(hosts.engines[0]!.containers.size).toBe(0);
  expect([...hosts.engines[1]!.containers.values()]).toEqual([foreign]);
  expect(foreign.isRunning).toBe(true);
  expect(hosts.engines[1]!.changes).toEqual([]);
});
