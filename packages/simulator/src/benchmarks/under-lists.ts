/** Devices while operators page through the fleet. */
import { prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { adminApiCommandOn, start } from '../lab/services.ts';
import { createPageClient, type PageClient } from '../load/page-client.ts';
import type { LoadResult } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { sampleKeptRequests } from './kept-requests.ts';

const administrators = 2;
const pageSize = 1_000;

/** What the devices must still be served of what they are served while nobody lists. */
const bound = { on: 'ratio', atLeast: 0.9 } as const;

/** How often each device asks: far from what a gateway can serve, so that clients and servers find room on few cores. */
const everyMs = 50;

/** Pages through the whole list, again and again, until told to stop. */
const listUntil = async (client: PageClient, isOver: () => boolean): Promise<void> => {
  let cursor: string | null = null;
  while (!isOver()) ({ nextCursor: cursor } = await client.fetchPage(pageSize, cursor));
};

/** Carries out `work` while so many clients list; a list that fails ends it. */
const whileListing = async <T>(
  clients: readonly PageClient[],
  work: () => Promise<T>,
): Promise<T> => {
  let isOver = false;
  const listing = Promise.all(clients.map((client) => listUntil(client, () => isOver)));
  try {
    const [result] = await Promise.all([
      work().finally(() => {
        isOver = true;
      }),
      listing,
    ]);
    return result;
  } finally {
    isOver = true;
  }
};

const perSecond = ({ operations, wallMs }: LoadResult): number => (operations * 1_000) / wallMs;

interface Samples {
  readonly listed: readonly LoadResult[];
  readonly quiet: readonly LoadResult[];
}

const linesOf = ({ listed, quiet }: Samples, most: Samples): readonly Comparison[] => [
  compare({
    what: 'requests served, paced',
    unit: '/s',
    measured: listed.map(perSecond),
    reference: quiet.map(perSecond),
    bound,
  }),
  ...(['p50', 'p99'] as const).map((share) =>
    compare({
      what: `their latency, ${share}`,
      unit: 'ms',
      measured: listed.map(({ latenciesMs }) => latenciesMs[share]),
      reference: quiet.map(({ latenciesMs }) => latenciesMs[share]),
      bound: null,
    }),
  ),
  compare({
    what: 'as many as possible, on shared cores',
    unit: '/s',
    measured: most.listed.map(perSecond),
    reference: most.quiet.map(perSecond),
    bound: null,
  }),
];

/** Measures GET /device over kept connections while two administrators list the fleet, beside the same while nobody does. */
export const measureUnderLists = async (lab: Lab): Promise<Section> => {
  const { keptConnections: connections, keptRequests, rounds, fleets } = lab.sizes;
  const servers = await prepareDeviceServers(lab, {
    name: 'under_lists',
    devices: connections,
    fleet: fleets.list,
  });
  const token = await lab.createToken(servers.database);
  const { url } = await start(lab, adminApiCommandOn(lab, servers.database));
  const clients = Array.from({ length: administrators }, () => createPageClient(url, token));
  const gateway = await servers.gateway();
  const sample = async (pace: { everyMs?: number }): Promise<LoadResult> => {
    const count = Math.ceil(keptRequests / 8);
    return (await sampleKeptRequests(servers.load, gateway, { connections, count, ...pace }))
      .result;
  };
  const paced = { everyMs };
  const samples = await alternate(
    rounds,
    {
      listed: () => whileListing(clients, () => sample(paced)),
      quiet: () => sample(paced),
      mostListed: () => whileListing(clients, () => sample({})),
      mostQuiet: () => sample({}),
    },
    (round) => say(`devices while administrators list, round ${round} of ${rounds}`),
  );
  for (const client of clients) client.close();
  await gateway.stop();
  return {
    name: 'under-lists',
    explanation:
      `GET /device over ${connections} kept connections, each asking every ${everyMs} ms, while ${administrators} ` +
      `administrators page through ${fleets.list.toLocaleString('en')} devices, beside the same while nobody does.`,
    lines: linesOf(samples, { listed: samples.mostListed, quiet: samples.mostQuiet }),
  };
};
