/** Handshakes of many devices with one server, as several benchmarks need them. */
import type { DeviceServer, DeviceServers, StartDeviceServer } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import type { LoadJob, LoadResult } from '../load/messages.ts';
import type { Usage } from '../measure/usage.ts';
import type { Load } from '../processes/load.ts';

/** So often other devices connect before anything is measured: it is not the compiler of V8 that is compared. */
const warmUps = 5;

const concurrency = 16;

/** Some of the devices, by their place among the credentials. */
export interface DeviceRange {
  readonly first: number;
  readonly count: number;
}

/** Those that are measured, and those that connect before. */
export interface DeviceRanges {
  readonly measured: DeviceRange;
  readonly others: DeviceRange;
}

/** As many measured devices as the run has certificates, and a fifth of that before them. */
export const rangesOf = ({ sizes }: Lab): DeviceRanges => ({
  measured: { first: 0, count: sizes.certificates },
  others: { first: sizes.certificates, count: Math.ceil(sizes.certificates / 5) },
});

/** How many devices both ranges have. */
export const devicesIn = ({ measured, others }: DeviceRanges): number =>
  measured.count + others.count;

/** What a handshake of each cost, and how long all took. */
export type HandshakeSample = Usage & { readonly result: LoadResult };

/** Lets the devices of a range connect, each once. */
export const connectAll = (
  load: Load,
  { port }: DeviceServer,
  devices: DeviceRange & Pick<LoadJob & { kind: 'handshakes' }, 'tickets'>,
): Promise<LoadResult> => load.run({ kind: 'handshakes', port, concurrency, ...devices });

/** A server to start, with the devices that connect to it before it is measured. */
export interface WarmStart {
  readonly begin: StartDeviceServer;
  readonly others: DeviceRange;
}

/** Carries out `sample` on a server that has just been started, and that other devices have warmed up. */
export const withWarmServer = async <T>(
  { load }: Pick<DeviceServers, 'load'>,
  { begin, others }: WarmStart,
  sample: (server: DeviceServer) => Promise<T>,
): Promise<T> => {
  const server = await begin();
  try {
    for (let times = 0; times < warmUps; times++) await connectAll(load, server, others);
    return await sample(server);
  } finally {
    await server.stop();
  }
};
