/** A worker of a gateway that is stopped (SIGSTOP): nobody waits for it for long, and it wakes up to nothing that it may not do. */
import { setTimeout as after } from 'node:timers/promises';
import { isSoak } from '@moorgate/testing';
import { askGateway } from './support/device.ts';
import { issueDevice, type TestDevice } from './support/fleet.ts';
import { type GatewayGround, openGatewayGround } from './support/gateway-ground.ts';
import type { Stamp } from './support/gateway-process.ts';
import type { KeptConnection, Outcome } from './support/kept-connection.ts';
import { existsProcess } from './support/processes.ts';

const leaseMs = 400;
const leaseMarginMs = 50;
/** What a request, a commit and an answer take beside the wait, on a busy machine. */
const roundTripMs = 600;
/** Who cannot be told that a change is in force is told that after this time. */
const unconfirmedAfterMs = 1_000;
/** A worker that could not have had a lease for a second is killed. */
const fencedWithinMs = leaseMs + 1_000 + 1_000;

const rounds = isSoak() ? 100 : 8;

let ground: GatewayGround;
beforeAll(async () => {
  ground = await openGatewayGround();
}, 120_000);
afterEach(() => ground.closeConnections());
afterAll(() => ground?.close(), 60_000);

/** A device with a connection, and the worker that has it. */
interface Placed {
  readonly device: TestDevice;
  readonly connection: KeptConnection;
  readonly pid: number;
}

const connectDevice = async (): Promise<Placed> => {
  const device = issueDevice(ground.pki);
  // A worker may be without a lease for a moment, where ten other suites run: a device comes back then.
  let connection = ground.connect(device);
  for (;;) {
    const outcome = await connection.ask('/device');
    if (!('status' in outcome) || outcome.status !== 503) break;
    connection = ground.connect(device);
  }
  expect(await connection.ask('/device')).toMatchObject({ status: 200 });
  return { device, connection, pid: (await ground.stampsOf(device)).at(-1)!.pid };
};

/** Connections until so many are with one worker; which one takes a connection is for the kernel to say. */
const connectToOneWorker = async (count: number): Promise<Placed[]> => {
  const byWorker = new Map<number, Placed[]>();
  for (;;) {
    const placed = await connectDevice();
    const group = [...(byWorker.get(placed.pid) ?? []), placed];
    if (group.length === count) return group;
    byWorker.set(placed.pid, group);
  }
};

/** What a denial came to, and how long that took. */
const deny = async ({ uuid }: TestDevice) => {
  const startedMs = performance.now();
  const { status, body } = await ground.admin.call('DELETE', `/v1/devices/${uuid}`);
  const answeredMs = performance.now();
  const { code } = (body ?? {}) as { code?: string };
  return { status, code, tookMs: answeredMs - startedMs, answeredMs };
};

const untilGone = async (pid: number): Promise<void> => {
  while (existsProcess(pid)) await after(5);
};

/** Waits until two workers serve. */
const untilWhole = async (): Promise<void> => {
  const device = issueDevice(ground.pki);
  for (;;) {
    await askGateway(ground.gateway.url, device.files, '/device');
    const living = (await ground.stampsOf(device)).filter(({ pid }) => existsProcess(pid));
    if (new Set(living.map(({ pid }) => pid)).size === 2) return;
  }
};

/** A request that would have been started for somebody denied. */
const startedAfter = async (device: TestDevice, answeredMs: number): Promise<Stamp[]> =>
  (await ground.stampsOf(device)).filter(({ startedMs }) => startedMs > answeredMs);

test('a denial is answered within the lease of the stopped worker, which is killed and replaced', async () => {
  const [placed] = await connectToOneWorker(1);
  const { device, pid } = placed!;
  const stoppedMs = performance.now();
  process.kill(pid, 'SIGSTOP');
  const denial = await deny(device);
  if (denial.status !== 204)
    expect(denial).toMatchObject({ status: 503, code: 'committed_unconfirmed' });
  const boundMs = denial.status === 204 ? leaseMs + leaseMarginMs : unconfirmedAfterMs;
  expect(denial.tookMs).toBeLessThan(boundMs + roundTripMs);
  expect((await askGateway(ground.gateway.url, device.files, '/device')).status).toBe(403);
  await untilGone(pid);
  expect(performance.now() - stoppedMs).toBeLessThan(fencedWithinMs);
  await untilWhole();
  expect(ground.gateway.process.exitCode).toBeNull();
}, 30_000);

test('new connections to the other worker do not hang while one is stopped', async () => {
  await untilWhole();
  const [{ pid } = { pid: 0 }] = await connectToOneWorker(1);
  const devices = Array.from({ length: 200 }, () => issueDevice(ground.pki));
  process.kill(pid, 'SIGSTOP');
  const answers = await Promise.all(
    devices.map(({ files }) => askGateway(ground.gateway.url, files, '/device')),
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  await untilGone(pid);
}, 30_000);

const describeOutcome = (outcome: Outcome): string =>
  outcome.kind === 'closed' ? 'closed' : String(outcome.status);

test(
  'a worker that is woken starts no request of a device that was denied meanwhile, and serves the others',
  async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [one, two, three] = await connectToOneWorker(3);
      const { pid } = one!;
      process.kill(pid, 'SIGSTOP');
      // Sent while nobody reads: they wait in the kernel for the worker.
      const waiting = [one!, two!].map(({ connection }) => connection.ask('/device'));
      const bystander = three!.connection.ask('/device');
      const denial = await deny(one!.device);
      const second = await deny(two!.device);
      times.push(denial.tookMs, second.tookMs);
      process.kill(pid, 'SIGCONT');
      const outcomes = (await Promise.all(waiting)).map(describeOutcome);
      expect(['403', 'closed']).toEqual(expect.arrayContaining(outcomes));
      expect(await bystander).toMatchObject({ status: 200 });
      expect([denial.status, second.status]).toEqual([204, 204]);
      expect(await startedAfter(one!.device, denial.answeredMs)).toEqual([]);
      expect(await startedAfter(two!.device, second.answeredMs)).toEqual([]);
      expect(existsProcess(pid)).toBe(true);
      for (const { connection } of [one!, two!, three!]) connection.close();
    }
    times.sort((a, b) => a - b);
    expect(times.at(-1)).toBeLessThan(leaseMs + leaseMarginMs + roundTripMs);
  },
  isSoak() ? 600_000 : 60_000,
);
