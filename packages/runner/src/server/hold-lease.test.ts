import {
  type FakeServer,
  type Fault,
  type ServedRun,
  startFakeServer,
} from '../test-support/fake-server.ts';
import { type HeldLease, holdLease } from './hold-lease.ts';
import { createServerClient } from './server-client.ts';

let server: FakeServer;
let run: ServedRun;
let held: HeldLease | null;
let told: string[];

beforeEach(async () => {
  server = await startFakeServer();
  run = server.order({ runId: 'r1', leaseId: 'l1' });
  told = [];
});
afterEach(async () => {
  held?.release();
  await server.close();
});

/** Holds a lease, and resolves when the first heartbeat has been answered, or not. */
const hold = async (awayMsMax: number, leaseId = 'l1'): Promise<void> => {
  const client = createServerClient({ url: server.url, token: 'mgt_test_runner' });
  let beaten = (): void => {};
  const isBeaten = new Promise<void>((resolve) => (beaten = resolve));
  const heartbeat: typeof client.heartbeat = async (lease) => {
    const answer = await client.heartbeat(lease);
    setImmediate(beaten);
    return answer;
  };
  held = holdLease(
    { client: { ...client, heartbeat }, lease: { runId: 'r1', leaseId }, awayMsMax },
    { onCancel: () => told.push('cancel'), onLost: () => told.push('lost') },
  );
  await isBeaten;
};
const away: Fault = () => 'hang-up';

test('the first heartbeat is sent at once', async () => {
  await hold(60_000);
  expect([run.heartbeats, told]).toEqual([1, []]);
});

test('a server that is away for less than the bound costs nothing', async () => {
  server.fault = away;
  await hold(60_000);
  expect(told).toEqual([]);
});

test('one that is away for longer costs the lease', async () => {
  server.fault = away;
  await hold(0);
  expect(told).toEqual(['lost']);
});

test.each([
  ['the server says so', (): string => 'l1', true],
  ['it is the lease of somebody else', (): string => 'other', false],
])('the lease is lost where %s, once, whoever learns of it', async (_title, leaseId, isLost) => {
  run.isLost = isLost;
  await hold(60_000, leaseId());
  held?.onLost();
  expect(told).toEqual(['lost']);
});

test('a cancellation is told once, and nothing after the end', async () => {
  run.cancel = true;
  await hold(60_000);
  held?.onCancel();
  held?.release();
  held?.onLost();
  expect(told).toEqual(['cancel']);
});
