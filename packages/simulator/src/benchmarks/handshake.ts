/** A device that connects, is judged, asks for itself and goes. */
import { join } from 'node:path';
import { writeCredentials } from '../lab/credentials.ts';
import {
  type DeviceServer,
  prepareDeviceServers,
  type StartDeviceServer,
} from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import type { Usage } from '../measure/usage.ts';
import { type Load, startLoad } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** How many times more CPU time of its process the gateway may use than the bare server, once it knows a certificate. */
const boundOnceKnown = 1.3;

/** So often other devices connect before anything is measured: it is not the compiler of V8 that is compared. */
const warmUps = 5;

const concurrency = 16;

/** Some of the devices, by their place among the credentials. */
interface DeviceRange {
  readonly first: number;
  readonly count: number;
}

/** The first time that a process sees these certificates, and the second. */
interface ServerSample {
  readonly cold: Usage;
  readonly warm: Usage;
}

const connectAll = (load: Load, { port }: DeviceServer, devices: DeviceRange): Promise<unknown> =>
  load.run({ kind: 'handshakes', port, concurrency, ...devices });

const sampleServer = async (
  load: Load,
  begin: StartDeviceServer,
  { measured, others }: { readonly measured: DeviceRange; readonly others: DeviceRange },
): Promise<ServerSample> => {
  const server = await begin();
  try {
    for (let times = 0; times < warmUps; times++) await connectAll(load, server, others);
    const measure = (): Promise<Usage> =>
      server.measure(measured.count, () => connectAll(load, server, measured));
    const cold = await measure();
    return { cold, warm: await measure() };
  } finally {
    await server.stop();
  }
};

/** Measures with the checks of the certificates still to be made, and with those checks remembered. */
export const measureHandshakes = async (lab: Lab): Promise<Section> => {
  const { certificates, rounds } = lab.sizes;
  const measured = { first: 0, count: certificates };
  const others = { first: certificates, count: Math.ceil(certificates / 5) };
  const all = { first: 0, count: measured.count + others.count };

  say(`issuing ${all.count.toLocaleString('en')} certificates`);
  const file = join(lab.directory.root, 'handshake.json');
  const credentials = await writeCredentials(lab.directory.certs, file, all.count);
  const load = await startLoad(file, lab.cleanup);
  say('enrolling the devices');
  const { gateway, bare } = await prepareDeviceServers(lab, credentials, {
    databaseName: 'handshake',
    enrol: (running) => connectAll(load, running, all),
  });

  const ranges = { measured, others };
  const samples = await alternate(
    rounds,
    {
      gateway: () => sampleServer(load, gateway, ranges),
      bare: () => sampleServer(load, bare, ranges),
    },
    (round) => say(`handshakes, round ${round} of ${rounds}`),
  );
  const line = (
    what: string,
    pick: (sample: ServerSample) => Usage,
    bound: number | null,
  ): Comparison =>
    compare({
      what,
      unit: 'µs',
      measuredMs: samples.gateway.map((sample) => pick(sample).serverMs),
      referenceMs: samples.bare.map((sample) => pick(sample).serverMs),
      bound,
      postgresMs: samples.gateway.map((sample) => pick(sample).postgresMs),
    });
  return {
    name: 'handshake',
    explanation:
      `Full handshake, GET /device, close, with ${certificates.toLocaleString('en')} certificates: CPU of the gateway's ` +
      'process beside that of a bare node:https server.',
    lines: [
      line('checks of certificates remembered', ({ warm }) => warm, boundOnceKnown),
      line('no check remembered', ({ cold }) => cold, null),
    ],
  };
};
