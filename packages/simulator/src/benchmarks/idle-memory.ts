/** What a connection costs that does nothing. */
import { setTimeout as delay } from 'node:timers/promises';
import { prepareDeviceServers, type StartDeviceServer } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { compare } from '../measure/comparison.ts';
import { readTreeMemoryKb } from '../measure/process-memory.ts';
import type { Load } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** Resident memory of a connection of a device that was judged, in KB. */
const bound = { on: 'measured', atMost: 60 } as const;

/** So many connections are opened and closed before, to have all code loaded and compiled. */
const warmUpConnections = 200;

/** Time enough for a server to notice that nobody comes any more, and to give back what it does not need. */
const settleMs = 12_000;

/** No connection is closed for its rest while others are still being opened. */
const keepAliveTimeoutMs = 600_000;

const openIdle = async (load: Load, port: number, connections: number): Promise<void> => {
  await load.run({ kind: 'connect', port, connections });
  await delay(settleMs);
};

/** Resident memory that each of the open connections adds, in KB. */
const sampleMemory = async (
  load: Load,
  begin: StartDeviceServer,
  connections: number,
): Promise<number> => {
  const server = await begin();
  try {
    await openIdle(load, server.port, warmUpConnections);
    await load.run({ kind: 'disconnect' });
    await delay(settleMs);
    const before = readTreeMemoryKb(server.pid);
    await openIdle(load, server.port, connections);
    const after = readTreeMemoryKb(server.pid);
    await load.run({ kind: 'disconnect' });
    return (after - before) / connections;
  } finally {
    await server.stop();
  }
};

/** Measures the resident memory of a server of one process with many connections that have asked once and rest. */
export const measureIdleMemory = async (lab: Lab): Promise<Section> => {
  const { idleConnections, rounds } = lab.sizes;
  const { load, gateway, bare } = await prepareDeviceServers(lab, {
    name: 'idle_memory',
    devices: Math.max(idleConnections, warmUpConnections),
    keepAliveTimeoutMs,
  });
  const samples = await alternate(
    rounds,
    {
      gateway: () => sampleMemory(load, gateway, idleConnections),
      bare: () => sampleMemory(load, bare, idleConnections),
    },
    (round) => say(`idle connections, round ${round} of ${rounds}`),
  );
  return {
    name: 'idle-memory',
    explanation:
      `${idleConnections.toLocaleString('en')} connections of as many devices that have asked once and rest: resident ` +
      'memory that each adds to the gateway, beside what it adds to a bare node:https server.',
    lines: [
      compare({
        what: 'memory per connection',
        unit: 'KB',
        measured: samples.gateway,
        reference: samples.bare,
        bound,
      }),
    ],
  };
};
