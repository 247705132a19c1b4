/** What devices report over connections that are kept: events, and descriptions of themselves. */
import { prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import type { Ask } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import type { Comparison } from '../measure/comparison.ts';
import type { Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';
import { sampleKeptRequests } from './kept-requests.ts';

/** How many microseconds of CPU time an event may take the gateway when many devices report at the same time. */
const eventBound = { on: 'measured', atMost: 60 } as const;

const json = { 'Content-Type': 'application/json' };

/** One event, as an agent reports it. */
export const oneEvent: Ask = {
  method: 'POST',
  path: '/events',
  headers: json,
  body: JSON.stringify([
    {
      id: '{id}',
      deviceTime: '2026-03-01T12:00:00Z',
      event: { correlationId: 'poll', success: true, targetName: 'lmp-148', version: '148' },
      eventType: { id: 'MetadataUpdateCompleted', version: 0 },
    },
  ]),
  status: 200,
};

const hardwareBytes = 2_048;

/** The description of a small machine, always the same or another one each time. */
const hardware = (serial: string): Ask => ({
  method: 'PUT',
  path: '/system_info',
  headers: json,
  body: JSON.stringify({ id: 'machine', serial, description: 'x'.repeat(hardwareBytes) }),
  status: 200,
});

/** What is asked, over how many connections, and what is said of it. */
interface Measured {
  readonly what: string;
  readonly ask: Ask;
  readonly connections: number;
  readonly bound?: typeof eventBound;
}

/** Measures requests beside GET /device over the same connections, each in a database of its own. */
const measureAsk = async (
  lab: Lab,
  name: string,
  { what, ask, connections, bound }: Measured,
): Promise<Comparison> => {
  const { reports: count, rounds } = lab.sizes;
  const servers = await prepareDeviceServers(lab, { name, devices: connections });
  const gateway = await servers.gateway();
  const sample = (asked?: Ask): Promise<Usage> =>
    sampleKeptRequests(servers.load, gateway, {
      connections,
      count,
      ...(asked === undefined ? {} : { ask: asked }),
    });
  const samples = await alternate(
    rounds,
    { report: () => sample(ask), device: () => sample() },
    (round) => say(`${what}, round ${round} of ${rounds}`),
  );
  await gateway.stop();
  return compareCpu(what, { measured: samples.report, reference: samples.device }, bound ?? null);
};

/** Measures POST /events with one event each, answered after its commit. */
export const measureEvents = async (lab: Lab): Promise<Section> => {
  const lines: Comparison[] = [];
  for (const connections of [64, 256])
    lines.push(
      await measureAsk(lab, `events_${connections}`, {
        what: `events over ${connections} connections`,
        ask: oneEvent,
        connections,
        ...(connections === 256 ? { bound: eventBound } : {}),
      }),
    );
  return {
    name: 'events',
    explanation:
      "POST /events with one event, answered after the commit, over kept connections: CPU of the gateway's process " +
      'beside that for GET /device.',
    lines,
  };
};

/** Measures PUT /system_info with 2 KB. */
export const measureSystemInfo = async (lab: Lab): Promise<Section> => {
  const { keptConnections: connections } = lab.sizes;
  const same = { what: 'what is kept already', ask: hardware('always-the-same'), connections };
  const changing = { what: 'something new each time', ask: hardware('{id}'), connections };
  return {
    name: 'system-info',
    explanation:
      `PUT /system_info with 2 KB over ${connections} kept connections: CPU of the gateway's process beside that for ` +
      'GET /device.',
    lines: [
      await measureAsk(lab, 'system_info_same', same),
      await measureAsk(lab, 'system_info_new', changing),
    ],
  };
};
