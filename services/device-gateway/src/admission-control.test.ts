/** New connections while this process cannot keep up: turned away in good time, and nobody else disturbed. */
import { connect } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { askOn, callGateway, openConnection } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

const loopDelayMsMax = 40;
const waitingVerdictsMax = 3;

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway({ loopDelayMsMax, waitingVerdictsMax, refusedTimeoutMs: 300 });
});
afterAll(() => running.close());

const lookups = (): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_lookups_total', { what: 'device' });
const turnedAway = (): Promise<number> =>
  running.gateway.metrics.valueOf('moorgate_gateway_verdicts_total', {
    kind: 'undecided',
    code: 'gateway_overloaded',
  });

/** Keeps the event loop busy, a piece at a time, until it is told to stop. */
const keepBusy = (pieceMs: number): (() => Promise<void>) => {
  let isOver = false;
  const busy = (async () => {
    while (!isOver) {
      const endMs = performance.now() + pieceMs;
      while (performance.now() < endMs);
      await new Promise(setImmediate);
    }
  })();
  return async () => {
    isOver = true;
    await busy;
  };
};

const call = () => callGateway(running, { leaf: running.pki.issueDevice() });

describe('while the event loop is late', () => {
  let stop: () => Promise<void>;
  let open: TLSSocket;
  beforeAll(async () => {
    open = await openConnection(running, { leaf: running.pki.issueDevice() });
    expect((await askOn(open)).status).toBe(200);
    stop = keepBusy(3 * loopDelayMsMax);
    await until(async () => ((await call()).status === 503 ? true : null));
  });
  afterAll(async () => {
    await stop();
    open.destroy();
  });

  test('a new connection gets 503 with a Retry-After that differs, and asks nothing of the store', async () => {
    const before = await lookups();
    const waits = new Set<number>();
    for (let count = 0; count < 5; count += 1) {
      const answer = await call();
      expect([answer.status, answer.body?.['code']]).toEqual([503, 'gateway_overloaded']);
      expect(answer.headers.connection).toBe('close');
      const seconds = Number(answer.headers['retry-after']);
      expect(seconds).toBeGreaterThanOrEqual(5);
      expect(seconds).toBeLessThanOrEqual(30);
      waits.add(seconds);
    }
    expect(waits.size).toBeGreaterThan(1);
    expect(await lookups()).toBe(before);
    expect(await turnedAway()).toBeGreaterThanOrEqual(5);
  });

  test('an open connection is served', async () => {
    expect((await askOn(open)).status).toBe(200);
  });

  test('a new connection that never asks is closed', async () => {
    const socket = await openConnection(running, { leaf: running.pki.issueDevice() });
    await new Promise((resolve) => socket.once('close', resolve).resume());
  });

  test('is over soon after', async () => {
    await stop();
    await until(async () => ((await call()).status === 200 ? true : null));
  });
});

test('while many verdicts wait for the store, one more is turned away at once; open connections are served', async () => {
  const known = running.pki.issueDevice();
  const open = await openConnection(running, { leaf: known });
  expect((await askOn(open)).status).toBe(200);
  const blocker = await running.pool.connect();
  await blocker.query('begin; lock table device_keys in access exclusive mode');
  const waiting = Array.from({ length: waitingVerdictsMax }, call);
  const refused = await until(async () => {
    const answer = await call();
    return answer.body?.['code'] === 'gateway_overloaded' ? answer : null;
  });
  expect(refused.status).toBe(503);
  const startedMs = performance.now();
  expect((await call()).body?.['code']).toBe('gateway_overloaded');
  expect(performance.now() - startedMs).toBeLessThan(500);
  expect((await askOn(open)).status).toBe(200);
  await blocker.query('rollback');
  blocker.release();
  await Promise.all(waiting);
  await until(async () => ((await call()).status === 200 ? true : null));
  open.destroy();
});

test('while handshakes wait too long for their turn, those that come are told to come back later', async () => {
  const gateway = await running.startAnother({ loopDelayMsMax: 60_000, handshakeDelayMsMax: 10 });
  const target = { port: gateway.port, pki: running.pki };
  const leaf = running.pki.issueDevice();
  expect((await callGateway(target, { leaf })).status).toBe(200);
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => callGateway(target, { leaf: running.pki.issueDevice() })),
  );
  const refused = answers.filter(({ status }) => status === 503);
  expect(answers.filter(({ status }) => status === 200).length).toBe(150 - refused.length);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body?.['code']).toBe('gateway_overloaded');
  expect((await callGateway(target, { leaf })).status).toBe(200);
  await gateway.close();
});

test('connections that never finish a handshake turn nobody away', async () => {
  const gateway = await running.startAnother({ loopDelayMsMax: 1_000 });
  const halfOpen = Array.from({ length: 100 }, () => connect(gateway.port, '127.0.0.1'));
  for (const socket of halfOpen) socket.on('error', () => undefined);
  await until(() => (halfOpen.every((socket) => !socket.connecting) ? true : null));
  const target = { port: gateway.port, pki: running.pki };
  expect((await callGateway(target, { leaf: running.pki.issueDevice() })).status).toBe(200);
  for (const socket of halfOpen) socket.destroy();
  await gateway.close();
});
