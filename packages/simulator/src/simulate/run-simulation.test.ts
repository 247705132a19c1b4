import { join } from 'node:path';
import type { SimulationSettings } from '@moorgate/cli';
import { type GatewayProcess, startGatewayProcess } from '../test-support/start-gateway-process.ts';
import type { Output } from './display.ts';
import { readGatewayAddresses } from './gateway-address.ts';
import { runSimulation } from './run-simulation.ts';
import type { FleetView } from './watch-fleet.ts';

let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGatewayProcess();
}, 60_000);

afterAll(() => gateway.stop());

interface Run {
  readonly written: string[];
  readonly said: string[];
  readonly ended: Promise<void>;
  readonly interrupt: () => void;
}

/** Interrupts it when something has been written that it is told to wait for. */
const run = (changes: Partial<SimulationSettings>, isTTY = false): Run => {
  const written: string[] = [];
  const said: string[] = [];
  const interrupting = new AbortController();
  const output: Output = { isTTY, columns: 0, write: (text: string) => written.push(text) > 0 };
  const ended = runSimulation(
    {
      certsDirectory: gateway.certsDirectory,
      credentialsFile: join(gateway.certsDirectory, 'fleet.json'),
      gatewayUrls: [`https://localhost:${gateway.address.port}`],
      devices: 10,
      pollSeconds: 1,
      keepAlive: true,
      misbehave: [],
      durationSeconds: null,
      json: true,
      ...changes,
    },
    { output, say: (line) => void said.push(line), interrupted: interrupting.signal },
  );
  return { written, said, ended, interrupt: () => interrupting.abort() };
};

type Line = FleetView & { readonly event: string };

const jsonLines = ({ written }: Run): Line[] => written.map((line) => JSON.parse(line) as Line);

test('goes on for its time, says what is going on, and then what came of it', async () => {
  const one = run({ durationSeconds: 6, misbehave: ['garbage=20%'] });
  await one.ended;
  const [progress, summary] = jsonLines(one);
  expect(progress).toMatchObject({ event: 'progress', total: { failures: {} } });
  expect(summary).toMatchObject({ event: 'summary', total: { failures: {} } });
  const roles = new Map(summary!.roles.map((view) => [view.role, view]));
  const wellBehaved = roles.get('well-behaved')!;
  expect(wellBehaved).toMatchObject({ devices: 8, total: { connected: 8 } });
  expect(wellBehaved.total.requests.answered).toBeGreaterThan(16);
  expect(roles.get('garbage')!.total.connections.closedByGateway).toBeGreaterThan(2);
  expect(Object.keys(summary!.total.answers)).toEqual(['200', '204']);
  expect(one.said).toEqual(['issuing certificates, which are kept for the next time']);

  const again = run({ durationSeconds: 1 });
  await again.ended;
  expect(again.said).toEqual([]);
}, 30_000);

test('an interrupt ends it with the summary, on a terminal too', async () => {
  const one = run({ json: false }, true);
  while (one.written.length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
  one.interrupt();
  await one.ended;
  expect(one.written[0]).toBe(`10 devices, https://localhost:${gateway.address.port}\n`);
  expect(one.written[2]).toMatch(/^\x1b\[\d+A\x1b\[J00:00:0\d, Ctrl-C ends it\n/);
  expect(one.written.at(-1)).toMatch(/After 00:00:0\d:\n[^]*well-behaved +10 /);
});

test.each([
  [{ misbehave: ['sulking=10%'] }, 'there is no misbehaviour "sulking"'],
  [{ misbehave: ['garbage=60%', 'half-open=60%'] }, 'more devices are to misbehave than there are'],
  [{ gatewayUrls: [] }, 'there is no gateway to connect to'],
  [{ certsDirectory: '/nowhere' }, '/nowhere/device-ca.key does not exist'],
])('%j is refused in a sentence', async (changes, sentence) => {
  await expect(run(changes).ended).rejects.toThrow(sentence);
});

test('a gateway is asked for by the name of its URL, else by the first name of its certificate', async () => {
  const urls = ['https://localhost:8443', 'https://[::1]:8443', 'https://127.0.0.1'];
  expect(await readGatewayAddresses(gateway.certsDirectory, urls)).toEqual([
    { host: '127.0.0.1', port: 8443, serverName: 'localhost' },
    { host: '::1', port: 8443, serverName: 'localhost' },
    { host: '127.0.0.1', port: 443, serverName: 'localhost' },
  ]);
});
