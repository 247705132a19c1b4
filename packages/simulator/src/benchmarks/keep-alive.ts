/** Requests of devices that stay connected. */
import { type DeviceServer, prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import { sampleKeptRequests } from './kept-requests.ts';

/** How many times more CPU time of its process the gateway may use than the bare server. */
const bound = { on: 'ratio', atMost: 1.6 } as const;

/** Measures GET /device over connections that are kept, one request at a time on each. */
export const measureKeepAlive = async (lab: Lab): Promise<Section> => {
  const { keptConnections: connections, keptRequests: count, rounds } = lab.sizes;
  const servers = await prepareDeviceServers(lab, { name: 'keep_alive', devices: connections });
  const gateway = await servers.gateway();
  const bare = await servers.bare();
  const sample = (server: DeviceServer): Promise<Usage> =>
    sampleKeptRequests(servers.load, server, { connections, count });
  const samples = await alternate(
    rounds,
    { gateway: () => sample(gateway), bare: () => sample(bare) },
    (round) => say(`requests over kept connections, round ${round} of ${rounds}`),
  );
  await Promise.all([gateway.stop(), bare.stop()]);
  return {
    name: 'keep-alive',
    explanation:
      `GET /device over ${connections} kept connections: CPU of the gateway's process beside that of a bare ` +
      'node:https server.',
    lines: [
      compareCpu(
        `${count.toLocaleString('en')} requests`,
        { measured: samples.gateway, reference: samples.bare },
        bound,
      ),
    ],
  };
};
