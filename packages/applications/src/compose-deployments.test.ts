/** Deployments of compose files: what hosts get, in which order, and what they keep. */
import { readHistory } from './reads/list-applications.ts';
import { createApplication } from './requests/create-application.ts';
import { revertApplication } from './requests/revert-application.ts';
import { startApplication, stopApplication } from './requests/toggle-application.ts';
import { updateApplication } from './requests/update-application.ts';
import type { ApplicationServices } from './services.ts';
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
} from './test-support/compose-ground.ts';

let ground: ComposeGround;
beforeAll(async () => {
  ground = await openComposeGround();
});
afterAll(() => ground.close());

test('a file becomes networks, volumes and containers, which start behind those that they depend on', async () => {
  const { owner, engines, name, created } = await ground.deploy(2);
  const { lines, operation } = created;
  expect(operation).toMatchObject({ status: 'succeeded' });
  expect(labelsOf(lines)).toEqual([
    'Creating networks and volumes',
    'Creating new container',
    'Deleting old containers',
    'Setting up new container',
    'Starting application',
  ]);
  for (const engine of engines) {
    const { changes, containers, networks, volumes } = engine;
    const targets = changes.map((change) => change.replace(/[0-9a-f]{64}/, 'ID'));
    expect(targets.slice(0, 7)).toEqual([
      ...['volumes', 'networks', 'networks'].map((kind) => `POST ${kind}/create`),
      ...['job', 'db', 'web'].map((one) => `POST containers/create?name=${name}_${one}_tmp`),
      `POST networks/${name}_back/connect`,
    ]);
    const started = changes.filter((change) => change.endsWith('/start'));
    const ids = ['job', 'db', 'web'].map((one) => containers.get(`${name}_${one}`)!.id);
    expect(started).toEqual(ids.map((id) => `POST containers/${id}/start`));
    expect(shown(engine)).toEqual(runs(name, '1'));
    expect([...networks.keys()].sort()).toEqual([`${name}_back`, `${name}_front`]);
    expect([...volumes.keys()]).toEqual([`${name}_data`]);
    const made = [...networks.values(), ...volumes.values(), ...containers.values()];
    for (const { body } of made)
      expect(body['Labels']).toMatchObject({ 'io.moorgate.operation': operation.id });
  }
  const [deployment] = await readHistory(owner, name, 1);
  expect(deployment).toMatchObject({
    ...{ kind: 'compose', command: null, compose: fileOf(), images: ['busybox:1'] },
  });
});

test('an update keeps networks and volumes that are there, and removes networks that are in no file any more', async () => {
  const { engines, name, update } = await ground.deploy(1);
  const [engine] = engines;
  const volume = engine!.volumes.get(`${name}_data`)!.id;
  const network = engine!.networks.get(`${name}_back`)!.id;
  const compose = fileOf('2')
    .replace('[front, back]', '[other, back]')
    .replace('front: {}', 'other: {}');
  expect((await update({ compose })).operation).toMatchObject({ status: 'succeeded' });
  expect(shown(engine!)).toEqual(runs(name, '2'));
  expect([...engine!.networks.keys()].sort()).toEqual([`${name}_back`, `${name}_other`]);
  expect(engine!.networks.get(`${name}_back`)!.id).toBe(network);
  expect(engine!.volumes.get(`${name}_data`)!.id).toBe(volume);
});

test('an application changes from one container to a file, and back', async () => {
  const { engines, name, update, owner, end } = await ground.deploy(1, {
    command: { Image: 'busybox' },
  });
  const [engine] = engines;
  await update({ compose: fileOf() });
  expect(shown(engine!)).toEqual(runs(name, '1'));
  await update({ command: { Image: 'busybox' } });
  expect(shown(engine!)).toEqual([`${name} busybox up`]);
  expect([...engine!.networks.keys()]).toEqual([]);
  expect([...engine!.volumes.keys()]).toEqual([`${name}_data`]);
  const request = { application: name, target: -1, forcePull: false };
  const { operationId } = await revertApplication(owner, ground.requests, request);
  expect((await end(operationId)).operation).toMatchObject({ status: 'succeeded' });
  expect(shown(engine!)).toEqual(runs(name, '1').map((one) => one.replace(/up$/, 'down')));
});

test('stopping goes backwards, starting waits again, and what fails is undone for all services', async () => {
  const { owner, engines, name, end } = await ground.deploy(2);
  const [first, second] = engines;
  const stopped = await stopApplication(owner, ground.requests, { application: name });
  const before = first!.changes.length;
  await end(stopped.operationId);
  const id = (service: string) => first!.containers.get(`${name}_${service}`)!.id;
  expect(first!.changes.slice(before)).toEqual(
    ['web', 'db', 'job'].map((one) => `POST containers/${id(one)}/stop`),
  );
  const stood = snapshot(engines);
  second!.onStart((one) => {
    wellFate(one);
    if (isOf(one, 'db')) one.health = 'unhealthy';
  });
  const started = await startApplication(owner, ground.requests, { application: name });
  const { lines, operation } = await end(started.operationId);
  expect(operation).toMatchObject({ status: 'failed' });
  expect(lines.find(({ status }) => status === 'Error')!.message).toBe(`${name}_db is unhealthy`);
  expect(snapshot(engines)).toEqual(stood);
});

test.each([
  ['of somebody else', {}, 'does not belong to the application'],
  ['with other settings', { internal: true }, 'with other settings'],
])('a network %s is not used, and stays', async (_what, settings, words) => {
  const { engines, name, update } = await ground.deploy(1);
  const [engine] = engines;
  const other = `${name}_other`;
  engine!.networks.set(other, { id: 'other', name: other, body: {} });
  const before = snapshot(engines);
  const isForeign = Object.keys(settings).length === 0;
  const compose = isForeign
    ? fileOf('2')
        .replace('[front,', '[other, front,')
        .replace('front: {},', 'front: {}, other: {},')
    : fileOf('2').replace('front: {}', 'front: { internal: true }');
  const { operation } = await update({ compose });
  expect(operation.outcome).toContain(words);
  expect(snapshot(engines)).toEqual(before);
});

test('a host that is removed keeps volumes alone', async () => {
  const { engines, addresses, update } = await ground.deploy(2);
  await update({ remove: [addresses[1]!], restart: false });
  expect(engines[1]!.containers.size).toBe(0);
  expect(engines[1]!.networks.size).toBe(0);
  expect(engines[1]!.volumes.size).toBe(1);
  expect(engines[0]!.containers.size).toBe(3);
});

test('the policy judges every service and every volume, of an update and of a revert too', async () => {
  const { owner, name, addresses, update } = await ground.deploy(1, {
    command: { Image: 'busybox' },
  });
  const judged: string[] = [];
  const refusing: ApplicationServices = {
    ...ground.requests,
    judge: ({ kind, pointer, body }) => {
      judged.push(`${kind} ${pointer} ${String(body['Name'] ?? body['Image'])}`);
      if (body['Image'] === 'busybox:2') throw new Error('refused');
    },
  };
  const shared = { instances: addresses, start: true, forcePull: false };
  const create = createApplication(owner, refusing, {
    ...{ ...shared, name: `${name}-too`, compose: fileOf() },
  });
  await create;
  expect(judged).toEqual([
    `volume /Compose/volumes/data ${name}-too_data`,
    ...['job', 'db', 'web'].map((one) => `container /Compose/services/${one} busybox:1`),
  ]);
  const wanted = { application: name, add: [], remove: [], restart: true };
  const refused = updateApplication(owner, refusing, { ...wanted, compose: fileOf('2') });
  await expect(refused).rejects.toThrow('refused');
  await update({ compose: fileOf('2') });
  await update({ command: { Image: 'busybox' } });
  const reverted = revertApplication(owner, refusing, {
    ...{ application: name, target: -1, forcePull: false },
  });
  await expect(reverted).rejects.toThrow('refused');
});

test.each([
  [{ compose: fileOf(), command: { Image: 'busybox' } }, '/Compose'],
  [{}, '/Command'],
  [{ compose: 'services: { web: { image: busybox, privileged: true } }' }, '/Compose'],
  [{ compose: fileOf(), health: { Test: ['CMD', 'true'] } }, '/Health/Test'],
])(
  'a request that can be no deployment is refused, and says what is wrong, case %#',
  async (content, pointer) => {
    const { owner, addresses, name } = await ground.addHosts(1);
    const shared = { name, instances: addresses, start: true, forcePull: false };
    const refused = createApplication(owner, ground.requests, { ...shared, ...content });
    await expect(refused).rejects.toMatchObject({ details: { issues: [{ pointer }] } });
  },
);
