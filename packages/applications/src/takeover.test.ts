/** Operations whose process dies: another one goes on where it left off, and nothing is lost or done twice. */
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import { atChange } from './test-support/engine-mishaps.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

const deploy = async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 4);
  names += 1;
  const name = `app-${names}`;
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(owner, operationId);
  return { owner, engines, addresses, name };
};

/** Of the changes that one host sees of an update: pull, create, stop, rename, rename, start, delete. */
const moments = [0, 1, 2, 3, 4, 5, 6].flatMap((at) =>
  (['before', 'after'] as const).map((when) => [when, at] as const),
);

test.each(moments)(
  'an operation is taken up when its process ends %s change %i of a host, and comes through',
  async (when, at) => {
    const { owner, engines, name } = await deploy();
    const dying = ground.openRunner();
    let isDead = false;
    atChange(engines[1]!, { at, isCarriedOut: when === 'after' }, () => {
      isDead = true;
      void dying.close();
    });
    const { operationId } = await updateApplication(owner, ground.requests, {
      ...{ application: name, command: { Image: 'busybox:2' }, add: [], remove: [], restart: true },
    });
    await dying.takeUp();
    await dying.untilIdle();
    expect(isDead).toBe(true);
    engines[1]!.interfere(null);
    const lines = await ground.run(owner, operationId);
    expect(await ground.settle(owner, operationId)).toMatchObject({ status: 'succeeded' });
    for (const { containers } of engines)
      expect(
        [...containers.values()].map((one) => [one.name, one.isRunning, one.body['Image']]),
      ).toEqual([[name, true, 'busybox:2']]);
    const frames = lines.filter(({ status }) => status === 'Starting' || status === 'Complete');
    expect(frames).toHaveLength(10);
    expect(lines).toHaveLength(10 + 5 * engines.length + 1);
  },
  60_000,
);

test('an operation of an application keeps every other one of it waiting for a later request', async () => {
  const { owner, name } = await deploy();
  const request = { application: name, add: [], remove: [], restart: true };
  const first = await updateApplication(owner, ground.requests, request);
  await expect(updateApplication(owner, ground.requests, request)).rejects.toMatchObject({
    code: 'application_busy',
  });
  await ground.run(owner, first.operationId);
  const second = await updateApplication(owner, ground.requests, request);
  await ground.run(owner, second.operationId);
});

test('no more than 32 hosts are changed at once', async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 40);
  let now = 0;
  let most = 0;
  const held: (() => void)[] = [];
  for (const engine of engines)
    engine.interfere((call, response, carryOut) => {
      if (!call.target.startsWith('containers/create')) return false;
      now += 1;
      most = Math.max(most, now);
      const go = (): void => {
        now -= 1;
        carryOut(response);
      };
      if (most < 32) held.push(go);
      else for (const one of [...held.splice(0), go]) setImmediate(one);
      return true;
    });
  names += 1;
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name: `app-${names}`, command: { Image: 'busybox' }, instances: addresses },
    ...{ start: false, forcePull: false },
  });
  await ground.run(owner, operationId);
  expect(most).toBe(32);
  expect(await findOperation(owner, operationId)).toMatchObject({ status: 'succeeded' });
});
