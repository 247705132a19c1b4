/** How long the services take to start, on a small and on a large fleet. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningService } from '@moorgate/cli';
import { writeCredentials } from '../lab/credentials.ts';
import type { Lab } from '../lab/lab.ts';
import { adminApiCommandOn, gatewayCommandOn, portOf, start } from '../lab/services.ts';
import type { BenchDatabase } from '../lab/store.ts';
import { createPageClient } from '../load/page-client.ts';
import { alternate, type Contender } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { type Load, startLoad } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** How many times longer it may take on the large fleet. */
const bound = { on: 'ratio', atMost: 1.5 } as const;

/** Since the process was started, until the service said that it is ready, and until it had answered a request. */
interface StartSample {
  readonly readyMs: number;
  readonly answerMs: number;
}

/** What has just started or ended leaves work behind for the next one to pay; it is given time to be done. */
const quietMs = 250;

const sampleStart = async (
  begin: () => Promise<RunningService>,
  ask: (service: RunningService) => Promise<unknown>,
): Promise<StartSample> => {
  await delay(quietMs);
  const startedAt = performance.now();
  const service = await begin();
  try {
    const readyMs = performance.now() - startedAt;
    await ask(service);
    return { readyMs, answerMs: performance.now() - startedAt };
  } finally {
    await service.stop();
  }
};

/** The first page of the list, as short as it can be. */
const adminApiStarts = async (
  lab: Lab,
  database: BenchDatabase,
): Promise<Contender<StartSample>> => {
  const token = await lab.createToken(database);
  const ask = async ({ url }: RunningService): Promise<void> => {
    const client = createPageClient(url, token);
    await client.fetchPage(1, null).finally(() => client.close());
  };
  return () => sampleStart(() => start(lab, adminApiCommandOn(lab, database)), ask);
};

/** A device that connects and asks for itself; the gateway knows it since the first, unmeasured start. */
const gatewayStarts =
  (lab: Lab, database: BenchDatabase, load: Load): Contender<StartSample> =>
  () =>
    sampleStart(
      () => start(lab, gatewayCommandOn(lab, database)),
      ({ url }) =>
        load.run({ kind: 'handshakes', port: portOf(url), first: 0, count: 1, concurrency: 1 }),
    );

const compareStarts = async (
  what: string,
  rounds: number,
  starts: Readonly<Record<'small' | 'large', Contender<StartSample>>>,
): Promise<readonly Comparison[]> => {
  // What the first start of all reads from the disk, none of the measured ones should.
  await starts.small();
  await starts.large();
  const { small, large } = await alternate(rounds, starts, (round) =>
    say(`start of the ${what}, round ${round} of ${rounds}`),
  );
  const line = (until: string, pick: (sample: StartSample) => number): Comparison =>
    compare({
      what: `${what}: ${until}`,
      unit: 'ms',
      measured: large.map(pick),
      reference: small.map(pick),
      bound,
    });
  return [
    line('ready', ({ readyMs }) => readyMs),
    line('first answer', ({ answerMs }) => answerMs),
  ];
};

/** Measures both services from the start of their process on. */
export const measureStartUp = async (lab: Lab): Promise<Section> => {
  const { rounds, fleets } = lab.sizes;
  const small = await lab.createFleet('start_small', fleets.small);
  const large = await lab.createFleet('start_large', fleets.startUp);
  const credentialsFile = `${lab.directory.root}/start-up.json`;
  await writeCredentials(lab.directory.certs, credentialsFile, 1);
  const load = await startLoad(credentialsFile, lab.cleanup);
  return {
    name: 'start-up',
    explanation:
      `Time since the start of the process: ${fleets.startUp.toLocaleString('en')} devices in the database beside ` +
      `${fleets.small.toLocaleString('en')}.`,
    lines: [
      ...(await compareStarts('device gateway', rounds, {
        small: gatewayStarts(lab, small, load),
        large: gatewayStarts(lab, large, load),
      })),
      ...(await compareStarts('admin API', rounds, {
        small: await adminApiStarts(lab, small),
        large: await adminApiStarts(lab, large),
      })),
    ],
  };
};
