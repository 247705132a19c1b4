/** A page of the list of devices, on a small and on a large fleet. */
import type { Lab } from '../lab/lab.ts';
import { adminApiCommandOn, start } from '../lab/services.ts';
import { createPageClient, type PageClient } from '../load/page-client.ts';
import { runTimed } from '../load/run-timed.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { type MeasuredProcesses, measureUsage, type Usage } from '../measure/usage.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

const pageSize = 1_000;

/** How many times more a page of the large fleet may cost. */
const bound = { on: 'ratio', atMost: 2 } as const;

/** How far into the list the deep page begins. */
const depth = 0.9;

interface PageSample extends Usage {
  readonly p50Ms: number;
}

/** An admin API on one of the fleets, with a client. */
interface Side extends MeasuredProcesses {
  readonly client: PageClient;
}

const openSide = async (lab: Lab, name: string, devices: number): Promise<Side> => {
  const database = await lab.createFleet(name, devices);
  const token = await lab.createToken(database);
  const service = await start(lab, adminApiCommandOn(lab, database));
  const client = createPageClient(service.url, token);
  await lab.cleanup.defer(() => Promise.resolve(client.close()));
  return { client, serverPid: service.pid, postgresPid: lab.store.pid };
};

/** Follows the cursors of the list, as a client would. */
const walkTo = async (client: PageClient, pages: number): Promise<string> => {
  let cursor: string | null = null;
  for (let page = 0; page < pages; page++) {
    ({ nextCursor: cursor } = await client.fetchPage(pageSize, cursor));
    if (cursor === null) throw new Error('the list is shorter than the fleet');
  }
  return cursor ?? '';
};

const samplePages = async (
  side: Side,
  pages: number,
  cursor: string | null,
): Promise<PageSample> => {
  const fetchAll = () =>
    runTimed({ count: pages, lanes: 1 }, async () => {
      const { items } = await side.client.fetchPage(pageSize, cursor);
      if (items !== pageSize) throw new Error(`a page has ${items} devices`);
    });
  const { result, ...usage } = await measureUsage(side, pages, fetchAll);
  return { ...usage, p50Ms: result.latenciesMs.p50 };
};

/** The cost counts on both sides of the store: what the service saves, PostgreSQL may have to do. */
const linesOf = (
  what: string,
  measured: readonly PageSample[],
  reference: readonly PageSample[],
): readonly Comparison[] => {
  const cpu = ({ serverMs, postgresMs }: PageSample): number => serverMs + postgresMs;
  return [
    compare({
      what: `${what}: CPU, PostgreSQL included`,
      unit: 'ms',
      measured: measured.map(cpu),
      reference: reference.map(cpu),
      bound,
      postgres: measured.map(({ postgresMs }) => postgresMs),
    }),
    compare({
      what: `${what}: latency, median`,
      unit: 'ms',
      measured: measured.map(({ p50Ms }) => p50Ms),
      reference: reference.map(({ p50Ms }) => p50Ms),
      bound,
    }),
  ];
};

/** Measures the first page by name and a deep one behind a cursor, both beside the one page of the small fleet. */
export const measureDeviceList = async (lab: Lab): Promise<Section> => {
  const { pages, rounds, fleets } = lab.sizes;
  const small = await openSide(lab, 'list_small', fleets.small);
  const large = await openSide(lab, 'list_large', fleets.list);
  const cursor = await walkTo(large.client, Math.floor((fleets.list / pageSize) * depth));
  for (const side of [small, large]) await samplePages(side, pages, null);

  const samples = await alternate(
    rounds,
    {
      small: () => samplePages(small, pages, null),
      first: () => samplePages(large, pages, null),
      deep: () => samplePages(large, pages, cursor),
    },
    (round) => say(`device list, round ${round} of ${rounds}`),
  );
  return {
    name: 'device-list',
    explanation:
      `GET /devices, a page of ${pageSize.toLocaleString('en')} by name: ${fleets.list.toLocaleString('en')} devices in ` +
      `the database beside ${fleets.small.toLocaleString('en')}.`,
    lines: [
      ...linesOf('first page', samples.first, samples.small),
      ...linesOf('deep page by cursor', samples.deep, samples.small),
    ],
  };
};
