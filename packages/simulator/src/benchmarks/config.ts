/** Configurations that have not changed, which is what devices ask for all the time. */
import { factory } from '../lab/credentials.ts';
import { prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { type BenchDatabase, runStatements } from '../lab/store.ts';
import type { Ask } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import { sampleKeptRequests } from './kept-requests.ts';

/** How many times more CPU time it may take than GET /device. */
const bound = { on: 'ratio', atMost: 1.2 } as const;

/** Asks as the agents do, with a time that is later than that of every configuration here. */
export const unchangedConfig: Ask = {
  method: 'GET',
  path: '/config',
  headers: { 'If-Modified-Since': 'Fri, 01 Jan 2100 00:00:00 UTC' },
  status: 304,
};

/** Gives every device of the run a configuration, that of their factory. */
export const configureFactory = async (database: BenchDatabase): Promise<void> => {
  await runStatements(
    database.ownerUrl,
    `insert into configurations (id, factory, revision, delivered_at, files, reason, created_at, created_by)
     values (gen_random_uuid(), '${factory}', 1, 1700000000,
       '{"motd": {"value": "hello", "isUnencrypted": true, "onChanged": []}}', '', now(), 'bench')`,
  );
};

/** Measures GET /config that has not changed, over connections that are kept. */
export const measureConfig = async (lab: Lab): Promise<Section> => {
  const { keptConnections: connections, keptRequests: count, rounds } = lab.sizes;
  const servers = await prepareDeviceServers(lab, { name: 'config', devices: connections });
  await configureFactory(servers.database);
  const gateway = await servers.gateway();
  const sample = (ask?: Ask): Promise<Usage> =>
    sampleKeptRequests(servers.load, gateway, {
      connections,
      count,
      ...(ask === undefined ? {} : { ask }),
    });
  const samples = await alternate(
    rounds,
    { config: () => sample(unchangedConfig), device: () => sample() },
    (round) => say(`configurations over kept connections, round ${round} of ${rounds}`),
  );
  await gateway.stop();
  return {
    name: 'config',
    explanation:
      `GET /config that has not changed, over ${connections} kept connections: CPU of the gateway's process beside ` +
      'that for GET /device.',
    lines: [
      compareCpu(
        `${count.toLocaleString('en')} requests`,
        { measured: samples.config, reference: samples.device },
        bound,
      ),
    ],
  };
};
