/** A host that cannot be reached while it should get back what it ran: it is tried again until it has, however long that takes. */
import { listOperationHosts } from '@moorgate/db';
import { findVisibleApplication } from './reads/page-applications.ts';
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { startApplication } from './requests/toggle-application.ts';
import { updateApplication, type UpdateRequest } from './requests/update-application.ts';
import { countOperationWork } from './operations/forget-operations.ts';
import { cutBefore } from './test-support/engine-mishaps.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

/** An application on two hosts; an update failed on the first, while the second vanished with a container of it started. */
const strand = async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 2);
  names += 1;
  const name = `app-${names}`;
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(owner, operationId);
  const before = engines[1]!.containers.get(name)!.id;
  // Whichever of the two is asked first.
  const held = Promise.withResolvers<() => void>();
  engines[0]!.interfere((call, response) => {
    if (!call.target.endsWith('/start')) return false;
    held.resolve(() => {
      engines[0]!.interfere(null);
      response.writeHead(500).end();
    });
    return true;
  });
  engines[1]!.interfere((call, response, carryOut) => {
    if (!call.target.endsWith('/start')) return false;
    carryOut(response);
    engines[1]!.interfere(cutBefore);
    void held.promise.then((fail) => fail());
    return true;
  });
  const update = (change: Partial<UpdateRequest>) =>
    updateApplication(owner, ground.requests, {
      ...{ application: name, add: [], remove: [], restart: true },
      ...change,
    });
  const { operationId: id } = await update({ command: { Image: 'busybox:2' } });
  const lines = await ground.run(owner, id);
  return { owner, engines, addresses, name, id, lines, before, update };
};

const attemptsOn = async (id: string): Promise<number> =>
  (await listOperationHosts(ground.db, id))[1]!.attempts;

const stateOf = async (owner: Parameters<typeof findOperation>[0], id: string) =>
  (await findOperation(owner, id)).hosts[1]!.state;

test('it stays to be restored after the operation has ended, is tried again, and has what it had once it is back', async () => {
  const { owner, engines, addresses, name, id, lines, before } = await strand();
  const back = lines.slice(lines.findIndex(({ message }) => message === 'Rolling back'));
  expect(back.filter(({ status }) => status === 'Error')).toMatchObject([
    { instance: addresses[1], code: 500 },
  ]);
  expect(back.at(-1)).toMatchObject({ status: 'Finalized' });
  expect(await findOperation(owner, id)).toMatchObject({ status: 'failed' });
  await ground.workUntil(async () => (await attemptsOn(id)) >= 4);
  expect(await stateOf(owner, id)).toBe('restoring');
  expect(await findVisibleApplication(owner, name)).toMatchObject({ unsettled: [addresses[1]] });
  expect((await countOperationWork(ground)).unsettledHosts).toBe(1);
  engines[1]!.interfere(null);
  await ground.settle(owner, id);
  expect(await stateOf(owner, id)).toBe('settled');
  expect([...engines[1]!.containers.values()]).toMatchObject([
    { id: before, name, isRunning: true },
  ]);
  expect(await findVisibleApplication(owner, name)).toMatchObject({ unsettled: [] });
  expect((await countOperationWork(ground)).unsettledHosts).toBe(0);
});

test('nothing else is done on it until then, and everything again afterwards', async () => {
  const { owner, engines, addresses, name, id, update } = await strand();
  const refused = {
    ...{ code: 'application_busy', details: { detail: `Not done with ${addresses[1]} yet.` } },
  };
  await expect(update({ command: { Image: 'busybox:3' } })).rejects.toMatchObject(refused);
  const start = () => startApplication(owner, ground.requests, { application: name });
  await expect(start()).rejects.toMatchObject(refused);
  engines[1]!.interfere(null);
  await ground.settle(owner, id);
  expect(await stateOf(owner, id)).toBe('settled');
  const { operationId } = await update({ command: { Image: 'busybox:3' } });
  await ground.run(owner, operationId);
  expect(await findOperation(owner, operationId)).toMatchObject({ status: 'succeeded' });
});

test('it is asked again only after a pause, which grows', async () => {
  const { id } = await strand();
  const times = { ...ground.services.times, retrySecondsMax: 300 };
  const pauses: number[] = [];
  for (let attempts = 1; attempts <= 3; attempts += 1) {
    await ground.workUntil(async () => (await attemptsOn(id)) >= attempts, { times });
    const { retry } = await ground.db
      .selectFrom('application_operation_hosts')
      .select((builder) =>
        builder.fn<number>('date_part', [builder.val('epoch'), 'retry_at']).as('retry'),
      )
      .where('operation_id', '=', id)
      .where('position', '=', 1)
      .executeTakeFirstOrThrow();
    pauses.push(retry);
  }
  const [first = 0, second = 0, third = 0] = pauses;
  expect(third - second).toBeGreaterThan(second - first);
});

test('where it is taken out of the application meanwhile, it is emptied once it is back', async () => {
  const { owner, engines, addresses, name, id, update } = await strand();
  const { operationId } = await update({ remove: [addresses[1]!], restart: false });
  await ground.run(owner, operationId);
  expect(await findVisibleApplication(owner, name)).toMatchObject({ instances: [addresses[0]] });
  expect(await stateOf(owner, id)).toBe('removing');
  engines[1]!.interfere(null);
  await ground.settle(owner, id);
  expect(await stateOf(owner, id)).toBe('settled');
  expect([...engines[1]!.containers.values()]).toEqual([]);
  expect([...engines[0]!.containers.values()]).toMatchObject([{ name, isRunning: true }]);
});

/** One that is being restored, and held there, while it is asked for that it be taken out. */
const takeOutHeld = async () => {
  const stranded = await strand();
  const { owner, engines, addresses, id, update } = stranded;
  const held = Promise.withResolvers<() => void>();
  engines[1]!.interfere((_call, response, carryOut) => {
    engines[1]!.interfere(null);
    held.resolve(() => carryOut(response));
    return true;
  });
  const settling = ground.settle(owner, id);
  const letGo = await held.promise;
  const { operationId } = await update({ remove: [addresses[1]!], restart: false });
  return { ...stranded, settling, letGo, operationId };
};

test('where it has what it had before it is taken out as asked, it is emptied all the same', async () => {
  const { owner, engines, addresses, name, ...taken } = await takeOutHeld();
  const { id, before, settling, letGo, operationId } = taken;
  letGo();
  await settling;
  expect([...engines[1]!.containers.values()]).toMatchObject([{ id: before, isRunning: true }]);
  await ground.run(owner, operationId);
  expect(await findVisibleApplication(owner, name)).toMatchObject({ unsettled: [addresses[1]] });
  await ground.settle(owner, id);
  expect([...engines[1]!.containers.values()]).toEqual([]);
  expect(await findVisibleApplication(owner, name)).toMatchObject({ unsettled: [] });
});

test('where it is taken out while it is being restored, it is emptied all the same', async () => {
  const { owner, engines, id, settling, letGo, operationId } = await takeOutHeld();
  await ground.run(owner, operationId);
  expect(await stateOf(owner, id)).toBe('removing');
  letGo();
  await settling;
  expect([...engines[1]!.containers.values()]).toEqual([]);
});
