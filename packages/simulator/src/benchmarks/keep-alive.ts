/** Requests of devices that stay connected. */
import { join } from 'node:path';
import { writeCredentials } from '../lab/credentials.ts';
import { type DeviceServer, prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { compare } from '../measure/comparison.ts';
import type { Usage } from '../measure/usage.ts';
import { type Load, startLoad } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** How many times more CPU time of its process the gateway may use than the bare server. */
const bound = 1.6;

/** Handshakes and the first requests are not counted. */
const sampleRequests = async (
  load: Load,
  server: DeviceServer,
  { connections, count }: { readonly connections: number; readonly count: number },
): Promise<Usage> => {
  await load.run({ kind: 'connect', port: server.port, connections });
  await load.run({ kind: 'requests', count: Math.ceil(count / 10) });
  const usage = await server.measure(count, () => load.run({ kind: 'requests', count }));
  await load.run({ kind: 'disconnect' });
  return usage;
};

/** Measures GET /device over connections that are kept, one request at a time on each. */
export const measureKeepAlive = async (lab: Lab): Promise<Section> => {
  const { keptConnections, keptRequests, rounds } = lab.sizes;
  const file = join(lab.directory.root, 'keep-alive.json');
  const credentials = await writeCredentials(lab.directory.certs, file, keptConnections);
  const load = await startLoad(file, lab.cleanup);
  const amount = { connections: keptConnections, count: keptRequests };
  const servers = await prepareDeviceServers(lab, credentials, {
    databaseName: 'keep_alive',
    enrol: (running) => sampleRequests(load, running, { connections: keptConnections, count: 100 }),
  });
  const gateway = await servers.gateway();
  const bare = await servers.bare();
  const samples = await alternate(
    rounds,
    {
      gateway: () => sampleRequests(load, gateway, amount),
      bare: () => sampleRequests(load, bare, amount),
    },
    (round) => say(`requests over kept connections, round ${round} of ${rounds}`),
  );
  await Promise.all([gateway.stop(), bare.stop()]);
  return {
    name: 'keep-alive',
    explanation:
      `GET /device over ${keptConnections} kept connections: CPU of the gateway's process beside that of a bare ` +
      'node:https server.',
    lines: [
      compare({
        what: `${keptRequests.toLocaleString('en')} requests`,
        unit: 'µs',
        measuredMs: samples.gateway.map(({ serverMs }) => serverMs),
        referenceMs: samples.bare.map(({ serverMs }) => serverMs),
        bound,
        postgresMs: samples.gateway.map(({ postgresMs }) => postgresMs),
      }),
    ],
  };
};
