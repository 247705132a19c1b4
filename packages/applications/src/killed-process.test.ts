/** A process that is killed, or asleep for too long, in the middle of an operation: another one goes on when its lease is over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSealingKeys } from '@moorgate/auth';
import { findOperation } from './operations/find-operation.ts';
import { createApplication } from './requests/create-application.ts';
import { updateApplication } from './requests/update-application.ts';
import { atChange } from './test-support/engine-mishaps.ts';
import { type OperationGround, openOperationGround } from './test-support/operation-ground.ts';

const program = join(import.meta.dirname, 'test-support', 'work-until-killed.ts');

let keysFolder: string;
let ground: OperationGround;
const children = new Set<ChildProcess>();
/** Started ahead: a process takes a while until it is ready, and others wait meanwhile. */
let spare: ReturnType<typeof startWorker>;
beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'moorgate-killed-operation-'));
  ground = await openOperationGround(await loadSealingKeys(keysFolder));
  spare = startWorker();
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(async () => {
  (await spare).child.kill('SIGKILL');
  await ground.close();
  await rm(keysFolder, { recursive: true });
});

/** Another process that works on whatever there is when it is woken. */
const startWorker = async () => {
  const args = ['--conditions=@moorgate/source', program, ground.databaseUrl, keysFolder];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  while (!said.includes('ready')) await once(child.stdout, 'data');
  return {
    child,
    /** Says that there is something to do. */
    wake: (): void => void child.stdin.write('\n'),
    untilDone: async (): Promise<void> => {
      while (!said.includes('done')) await once(child.stdout, 'data');
    },
  };
};

const takeWorker: typeof startWorker = async () => {
  const worker = await spare;
  children.add(worker.child);
  spare = startWorker();
  return worker;
};

let names = 0;

/** An application on so many hosts, that another version is to be brought to. */
const beginUpdate = async (count: number) => {
  const owner = await ground.addUser();
  const { engines, addresses } = await ground.addHosts(owner, count);
  names += 1;
  const name = `app-${names}`;
  const { operationId: creation } = await createApplication(owner, ground.requests, {
    ...{ name, command: { Image: 'busybox' }, instances: addresses, start: true, forcePull: false },
  });
  await ground.run(owner, creation);
  const begin = async (): Promise<string> => {
    const change = { command: { Image: 'busybox:2' }, add: [], remove: [], restart: true };
    const request = { application: name, ...change };
    return (await updateApplication(owner, ground.requests, request)).operationId;
  };
  return { owner, engines, name, begin };
};

/** What one host sees of an update: pull, create, stop, rename, rename, start, delete. */
const changes = ['pull', 'create', 'stop', 'set aside', 'set up', 'start', 'delete'] as const;

test.each(changes.map((change, at) => [change, at] as const))(
  'another process finishes what one began that was killed at the request to %s',
  async (_change, at) => {
    const [deployed, { child, wake }] = await Promise.all([beginUpdate(2), takeWorker()]);
    const { owner, engines, name, begin } = deployed;
    atChange(engines[1]!, { at, isCarriedOut: true }, () => child.kill('SIGKILL'));
    const id = await begin();
    wake();
    if (child.signalCode === null) await once(child, 'exit');
    engines[1]!.interfere(null);
    expect(await ground.settle(owner, id)).toMatchObject({ status: 'succeeded' });
    const lines = await ground.readAll(owner, id);
    expect(lines.at(-1)).toMatchObject({ status: 'Finalized' });
    for (const { containers } of engines)
      expect([...containers.values()].map((one) => [one.name, one.body['Image']])).toEqual([
        [name, 'busybox:2'],
      ]);
  },
  60_000,
);

test('a process that slept longer than its lease does nothing more to an operation that another one has ended', async () => {
  // One host: the process sleeps between two transactions, and holds no lock that the store would have to end.
  const [deployed, worker] = await Promise.all([beginUpdate(1), takeWorker()]);
  const { owner, engines, begin } = deployed;
  const { child, wake, untilDone } = worker;
  const asleep = Promise.withResolvers<void>();
  engines[0]!.interfere((call, response, carryOut) => {
    if (!call.target.startsWith('containers/create')) return false;
    engines[0]!.interfere(null);
    child.kill('SIGSTOP');
    carryOut(response);
    asleep.resolve();
    return true;
  });
  const id = await begin();
  wake();
  await asleep.promise;
  const ended = await ground.settle(owner, id);
  const before = [...engines[0]!.changes];
  child.kill('SIGCONT');
  await untilDone();
  expect(ended).toMatchObject({ status: 'succeeded' });
  expect(await findOperation(owner, id)).toEqual(ended);
  expect(engines[0]!.changes).toEqual(before);
}, 60_000);
