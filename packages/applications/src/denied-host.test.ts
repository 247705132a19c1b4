/** A host whose beacon is denied in the middle of an operation: the others come through, and it gets back what it had once it may. */
import { fault } from '@moorgate/errors';
import type { TestEngine } from '@moorgate/testing';
import type { OperationServices } from './drive/services.ts';
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { startApplication, stopApplication } from './requests/toggle-application.ts';
import { updateApplication, type UpdateRequest } from './requests/update-application.ts';
import { answers, cutAfter, cutBefore, spoilOnce } from './test-support/engine-mishaps.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

let ground: OperationGround;
beforeAll(async () => {
  ground = await openOperationGround();
});
afterAll(() => ground.close());

let names = 0;

/** The addresses of hosts whose beacons are denied. */
const denied = new Set<string>();
afterEach(() => denied.clear());

const call: OperationServices['call'] = (asked) => {
  if (denied.has(asked.host.address)) throw fault('beacon_denied');
  return ground.services.call(asked);
};

/** An application that runs on three hosts. */
const deploy = async () => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, 3);
  names += 1;
  const name = `app-${names}`;
  const { operationId } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(owner, operationId);
  return {
    ...{ owner, engines, addresses, name },
    /** Works on it until it has ended; answers what was said, and the operation. */
    end: async (id: string) => ({
      lines: await ground.run(owner, id, { call }),
      operation: await findOperation(owner, id),
    }),
    update: async (change: Partial<UpdateRequest>): Promise<string> => {
      const request = { application: name, add: [], remove: [], restart: true, ...change };
      return (await updateApplication(owner, ground.requests, request)).operationId;
    },
    /** Works until nothing is owed to any host of an operation. */
    settle: (id: string) => ground.settle(owner, id, { call }),
  };
};

const snapshot = ({ containers }: TestEngine) =>
  [...containers.values()].map(({ id, name, isRunning }) => ({ id, name, isRunning }));

const runs = ({ containers }: TestEngine) =>
  [...containers.values()].map(({ name, isRunning, body }) => [name, isRunning, body['Image']]);

/** What a host sees of an update. */
const changes = {
  pull: /^POST images\/create/,
  create: /^POST containers\/create/,
  stop: /\/stop$/,
  'set aside': /\/rename\?name=.*_old$/,
  'set up': /\/rename\?name=(?!.*_(?:old|tmp)$)/,
  start: /\/start$/,
  delete: /^DELETE/,
} as const;
type Change = keyof typeof changes;

/** Denies a host in the middle of its first such change, which is cut off, before it is made or after. */
const denyAt = (
  { engine, address }: { readonly engine: TestEngine; readonly address: string },
  change: Change,
  when: 'before' | 'after',
): void => {
  spoilOnce(engine, changes[change], (asked, response, carryOut) => {
    denied.add(address);
    return (when === 'after' ? cutAfter : cutBefore)(asked, response, carryOut);
  });
};

const moments = (Object.keys(changes) as Change[])
  .filter((change) => change !== 'delete')
  .flatMap((change) => (['before', 'after'] as const).map((when) => [when, change] as const));

test.each(moments)(
  'denied %s the request to %s, it has what it had before; the others finish, and the operation counts as failed',
  async (when, change) => {
    const { engines, addresses, name, update, end, settle } = await deploy();
    // One that did not run is not to run afterwards, either.
    engines[2]!.containers.get(name)!.isRunning = change === 'stop' || when === 'after';
    const before = snapshot(engines[2]!);
    denyAt({ engine: engines[2]!, address: addresses[2]! }, change, when);
    const id = await update({ command: { Image: 'busybox:2' } });
    const { lines, operation } = await end(id);
    const outcome = `${addresses[2]}: its beacon is denied`;
    expect(operation).toMatchObject({ status: 'failed', outcome });
    expect(lines.filter(({ status }) => status === 'Error')).toMatchObject([
      { instance: addresses[2], code: 500 },
    ]);
    expect(lines.some(({ message }) => message === 'Rolling back')).toBe(false);
    for (const engine of engines.slice(0, 2))
      expect(runs(engine)).toEqual([[name, true, 'busybox:2']]);
    denied.clear();
    await settle(id);
    expect(snapshot(engines[2]!)).toEqual(before);
  },
  60_000,
);

test('denied while what it had is deleted, it has the new version alone once it may be reached', async () => {
  const { engines, addresses, name, update, end, settle } = await deploy();
  denyAt({ engine: engines[2]!, address: addresses[2]! }, 'delete', 'before');
  const id = await update({ command: { Image: 'busybox:2' } });
  const { operation } = await end(id);
  expect(operation).toMatchObject({ status: 'succeeded', hosts: [{}, {}, { state: 'finishing' }] });
  denied.clear();
  await settle(id);
  for (const engine of engines) expect(runs(engine)).toEqual([[name, true, 'busybox:2']]);
});

test('denied before anything was done there, it is left alone', async () => {
  const { engines, addresses, update, end } = await deploy();
  denied.add(addresses[2]!);
  const before = [...engines[2]!.changes];
  const { operation } = await end(await update({ command: { Image: 'busybox:2' } }));
  expect(operation).toMatchObject({ status: 'failed', hosts: [{}, {}, { state: 'left_out' }] });
  expect(engines[2]!.changes).toEqual(before);
});

test('where another host fails afterwards, each has what it had before, the denied one later', async () => {
  const { engines, addresses, update, end, settle } = await deploy();
  const before = engines.map(snapshot);
  denyAt({ engine: engines[2]!, address: addresses[2]! }, 'set aside', 'after');
  spoilOnce(engines[0]!, changes.start, answers(500, 'boom'));
  const id = await update({ command: { Image: 'busybox:2' } });
  const { lines, operation } = await end(id);
  expect(operation).toMatchObject({ status: 'failed', hosts: [{}, {}, { state: 'restoring' }] });
  const back = lines.slice(lines.findIndex(({ message }) => message === 'Rolling back'));
  expect(back.map(({ status, total }) => [status, total])).toEqual([
    ...['Starting', 'OK', 'OK', 'Complete'].map((status) => [status, 2]),
    ['Finalized', 0],
  ]);
  expect(engines.slice(0, 2).map(snapshot)).toEqual(before.slice(0, 2));
  denied.clear();
  await settle(id);
  expect(engines.map(snapshot)).toEqual(before);
});

test('denied while the others are brought back, it is brought back once it may be reached', async () => {
  const { engines, addresses, update, end, settle } = await deploy();
  const before = engines.map(snapshot);
  spoilOnce(engines[0]!, changes.start, answers(500, 'boom'));
  denyAt({ engine: engines[2]!, address: addresses[2]! }, 'delete', 'before');
  const id = await update({ command: { Image: 'busybox:2' } });
  const { operation } = await end(id);
  expect(operation).toMatchObject({ status: 'failed', hosts: [{}, {}, { state: 'restoring' }] });
  denied.clear();
  await settle(id);
  expect(engines.map(snapshot)).toEqual(before);
});

test('denied while it is taken out of the application, it is emptied once it may be reached', async () => {
  const { engines, addresses, update, end, settle } = await deploy();
  denyAt({ engine: engines[2]!, address: addresses[2]! }, 'stop', 'after');
  const id = await update({ remove: [addresses[2]!], restart: false });
  await end(id);
  denied.clear();
  await settle(id);
  expect(runs(engines[2]!)).toEqual([]);
});

test('denied together with all the others, each has what it had before', async () => {
  const { engines, addresses, update, end, settle } = await deploy();
  const before = engines.map(snapshot);
  for (const [at, engine] of engines.entries())
    denyAt({ engine, address: addresses[at]! }, 'set up', at === 0 ? 'before' : 'after');
  const id = await update({ command: { Image: 'busybox:2' } });
  const { operation } = await end(id);
  expect(operation).toMatchObject({ status: 'failed', outcome: 'No host is left.' });
  denied.clear();
  await settle(id);
  expect(engines.map(snapshot)).toEqual(before);
});

test.each([
  ['started', startApplication, 'start', false],
  ['stopped', stopApplication, 'stop', true],
] as const)(
  'denied while it is %s, it is as it was; the others are not',
  async (_what, toggle, change, ran) => {
    const { owner, engines, addresses, name, end, settle } = await deploy();
    for (const { containers } of engines) containers.get(name)!.isRunning = ran;
    denyAt({ engine: engines[2]!, address: addresses[2]! }, change, 'after');
    const { operationId: id } = await toggle(owner, ground.requests, { application: name });
    const { operation } = await end(id);
    expect(operation).toMatchObject({ status: 'failed' });
    denied.clear();
    await settle(id);
    expect(engines.map(({ containers }) => containers.get(name)!.isRunning)).toEqual([
      ...[!ran, !ran, ran],
    ]);
  },
);
