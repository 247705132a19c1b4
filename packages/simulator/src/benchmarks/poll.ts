/** Everything that a device does each time that it wakes up. */
import { prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import type { Ask } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import { configureFactory, unchangedConfig } from './config.ts';
import { oneEvent } from './reports.ts';

const report = {
  'x-ats-target': 'intel-corei7-64-lmp-148',
  'x-ats-tags': 'main',
  'x-ats-ostreehash': '0'.repeat(64),
  'x-ats-dockerapps': 'shellhttpd,fluentbit',
};

/** As an update agent does: its configuration, its record with what it runs, and what happened. */
const asks: readonly Ask[] = [
  unchangedConfig,
  { method: 'GET', path: '/device', headers: report, status: 200 },
  { ...oneEvent, headers: { ...oneEvent.headers, ...report } },
];

const concurrency = 16;

/** Measures whole polls, each on a connection of its own, beside handshakes with one request. */
export const measurePolls = async (lab: Lab): Promise<Section> => {
  const { certificates: count, rounds } = lab.sizes;
  const servers = await prepareDeviceServers(lab, { name: 'poll', devices: count });
  await configureFactory(servers.database);
  const gateway = await servers.gateway();
  const sample = (polls: boolean): Promise<Usage> => {
    const job = { kind: 'handshakes', port: gateway.port, first: 0, count, concurrency } as const;
    return gateway.measure(count, () => servers.load.run(polls ? { ...job, asks } : job));
  };
  const samples = await alternate(
    rounds,
    { poll: () => sample(true), handshake: () => sample(false) },
    (round) => say(`whole polls, round ${round} of ${rounds}`),
  );
  await gateway.stop();
  return {
    name: 'poll',
    explanation:
      `Connect, GET /config unchanged, GET /device with a check-in, one event, close, ${count.toLocaleString('en')} ` +
      "devices: CPU of the gateway's process beside that for connect, GET /device, close.",
    lines: [
      compareCpu('whole poll', { measured: samples.poll, reference: samples.handshake }, null),
    ],
  };
};
