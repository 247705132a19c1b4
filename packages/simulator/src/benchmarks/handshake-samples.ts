/** Handshakes of many devices with the gateway and with the bare server, as several benchmarks need them. */
import {
  type DeviceServer,
  type DeviceServersOptions,
  prepareDeviceServers,
  type StartDeviceServer,
} from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import type { LoadJob, LoadResult } from '../load/messages.ts';
import { alternate } from '../measure/alternate.ts';
import type { Usage } from '../measure/usage.ts';
import type { Load } from '../processes/load.ts';
import { say } from '../progress.ts';

/** So often other devices connect before anything is measured: it is not the compiler of V8 that is compared. */
const warmUps = 15;

const concurrency = 16;

/** Some of the devices, by their place among the credentials. */
interface DeviceRange {
  readonly first: number;
  readonly count: number;
}

/** Those that are measured, and those that connect before. */
interface DeviceRanges {
  readonly measured: DeviceRange;
  readonly others: DeviceRange;
}

/** As many measured devices as the run has certificates, and a fifth of that before them. */
const rangesOf = ({ sizes }: Lab): DeviceRanges => ({
  measured: { first: 0, count: sizes.certificates },
  others: { first: sizes.certificates, count: Math.ceil(sizes.certificates / 5) },
});

/** What a handshake of each cost, and how long all took. */
export type HandshakeSample = Usage & { readonly result: LoadResult };

/** Lets the devices of a range connect, each once. */
export const connectAll = (
  load: Load,
  { port }: DeviceServer,
  devices: DeviceRange & Pick<LoadJob & { kind: 'handshakes' }, 'tickets'>,
): Promise<LoadResult> => load.run({ kind: 'handshakes', port, concurrency, ...devices });

/** A server that has just been started and that the other devices have warmed up, and who connects to it. */
export interface WarmServer extends DeviceRanges {
  readonly server: DeviceServer;
  readonly load: Load;
}

/** How the two servers are prepared, and what is done with each of them. */
export interface HandshakeTrial<Sample> {
  readonly servers: Omit<DeviceServersOptions, 'devices' | 'fleet'>;
  /** What the rounds are called while they run. */
  readonly title: string;
  readonly sample: (warm: WarmServer) => Promise<Sample>;
}

/** Carries out the trial on the gateway and on the bare server in turns, each time on one that was started for it. */
export const sampleHandshakes = async <Sample>(
  lab: Lab,
  { servers: options, title, sample }: HandshakeTrial<Sample>,
): Promise<Record<'gateway' | 'bare', Sample[]>> => {
  const { rounds } = lab.sizes;
  const ranges = rangesOf(lab);
  const devices = ranges.measured.count + ranges.others.count;
  const { load, gateway, bare } = await prepareDeviceServers(lab, { ...options, devices });
  const sampleOn = async (begin: StartDeviceServer): Promise<Sample> => {
    const server = await begin();
    try {
      for (let times = 0; times < warmUps; times++) await connectAll(load, server, ranges.others);
      return await sample({ ...ranges, server, load });
    } finally {
      await server.stop();
    }
  };
  return alternate(
    rounds,
    { gateway: () => sampleOn(gateway), bare: () => sampleOn(bare) },
    (round) => say(`${title}, round ${round} of ${rounds}`),
  );
};
