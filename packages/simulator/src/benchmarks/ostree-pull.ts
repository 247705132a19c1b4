/** The many small objects of which a pull of ostree consists. */
import { type DeviceServer, prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { putUpdate } from '../lab/put-update.ts';
import type { Ask } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import type { Load } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';

/** How many times more CPU time of its process an object may take than GET /device. */
const bound = { on: 'ratio', atMost: 3 } as const;

/** As many as libostree opens. */
const connections = 8;

const objectAsk: Ask = { method: 'GET', path: '/ostree/objects/00/{n}.filez', status: 200 };
const deviceAsk: Ask = { method: 'GET', path: '/device', status: 200 };

/** From 200 bytes to 16 KiB, small ones more often, as in a repository. */
const sizeOf = (index: number): number => 200 + ((index * index) % 128) ** 2;

/** Each object once, as a device does that pulls for the first time. */
const pull = async (
  load: Load,
  server: DeviceServer,
  { count, ask }: { readonly count: number; readonly ask: Ask },
): Promise<Usage> => {
  await load.run({ kind: 'connect', port: server.port, connections });
  const usage = await server.measure(count, () => load.run({ kind: 'requests', count, ask }));
  await load.run({ kind: 'disconnect' });
  return usage;
};

/** Measures pulls of all objects: the first one of a gateway, then one of what was fetched before. */
export const measureOstreePulls = async (lab: Lab): Promise<Section> => {
  const { objects: count, rounds } = lab.sizes;
  const servers = await prepareDeviceServers(lab, { name: 'ostree_pull', devices: connections });
  const files = Array.from({ length: count }, (_, index) => ({
    path: `ostree_repo/objects/00/${index}.filez`,
    bytes: sizeOf(index),
  }));
  await putUpdate(lab, servers.database, files);
  const { load } = servers;
  const { pulls } = await alternate(
    rounds,
    {
      pulls: async () => {
        // One that has read nothing yet.
        const gateway = await servers.gateway();
        const device = await pull(load, gateway, { count, ask: deviceAsk });
        const first = await pull(load, gateway, { count, ask: objectAsk });
        const again = await pull(load, gateway, { count, ask: objectAsk });
        await gateway.stop();
        return { device, first, again };
      },
    },
    (round) => say(`pulls of ${count} objects, round ${round} of ${rounds}`),
  );
  const reference = pulls.map(({ device }) => device);
  return {
    name: 'ostree-pull',
    explanation:
      `${count.toLocaleString('en')} objects of 0.2 to 16 KiB over ${connections} connections: CPU of the gateway's process ` +
      'for each of them, beside that for GET /device.',
    lines: [
      compareCpu('first pull', { measured: pulls.map(({ first }) => first), reference }, null),
      compareCpu(
        'pull of the same',
        { measured: pulls.map(({ again }) => again), reference },
        bound,
      ),
    ],
  };
};
