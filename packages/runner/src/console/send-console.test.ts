import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServerClient } from '../server/server-client.ts';
import { type FakeServer, type ServedRun, startFakeServer } from '../test-support/fake-server.ts';
import { type ConsoleSpool, openConsoleSpool } from './console-spool.ts';
import { type ConsoleSender, sendConsole } from './send-console.ts';

let folder: string;
let server: FakeServer;
let run: ServedRun;
let spool: ConsoleSpool;
let sender: ConsoleSender;
const told: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-runner-spool-'));
  server = await startFakeServer();
  run = server.order({ runId: 'r1', leaseId: 'l1' });
  spool = await openConsoleSpool(join(folder, 'console'));
  const client = createServerClient({ url: server.url, token: 'mgt_test_runner' });
  told.length = 0;
  sender = sendConsole(
    { client, lease: { runId: 'r1', leaseId: 'l1' }, spool },
    { onCancel: () => told.push('cancel'), onLost: () => told.push('lost') },
  );
});

afterEach(async () => {
  sender.stop();
  await spool.close();
  await server.close();
  await rm(folder, { recursive: true });
});

const say = (text: string): void => {
  spool.append(text);
  sender.wake();
};

const finish = (): Promise<void> => sender.finish(AbortSignal.timeout(20_000));

test('what is said arrives while more is said, in order', async () => {
  say('one\n');
  await server.until(() => run.console.toString() === 'one\n');
  for (let line = 0; line < 1000; line += 1) say(`line ${line}\n`);
  await finish();
  expect(run.console.toString()).toBe(
    `one\n${Array.from({ length: 1000 }, (_, line) => `line ${line}\n`).join('')}`,
  );
});

test('a server that hangs up, fails, and forgets to answer gets everything once', async () => {
  const faults = ['hang-up', 503, 'store-and-hang-up', 'answer'] as const;
  let count = 0;
  server.fault = () => faults[count++ % faults.length] ?? 'answer';
  const text = Array.from({ length: 60_000 }, (_, line) => `line ${line}\n`).join('');
  say(text);
  await finish();
  expect(run.console.toString()).toBe(text);
  expect(count).toBeGreaterThan(6);
});

test('a lease that is lost ends it', async () => {
  run.isLost = true;
  say('one\n');
  await finish();
  expect(told).toEqual(['lost']);
  expect(run.console).toHaveLength(0);
});

test('a cancellation is told', async () => {
  run.cancel = true;
  say('one\n');
  await finish();
  expect(told).toEqual(['cancel']);
});

test('a server that stays away does not hold up the end longer than it is let', async () => {
  server.fault = () => 'hang-up';
  say('one\n');
  await sender.finish(AbortSignal.timeout(300));
  expect(spool.length()).toBe(4);
});
