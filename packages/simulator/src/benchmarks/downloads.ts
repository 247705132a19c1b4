/** Large files on their way to devices. */
import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeviceServer, prepareDeviceServers } from '../lab/device-servers.ts';
import type { Lab } from '../lab/lab.ts';
import { putUpdate } from '../lab/put-update.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { readTreeMemoryKb, watchPeakKb } from '../measure/process-memory.ts';
import type { Usage } from '../measure/usage.ts';
import type { Load } from '../processes/load.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';
import { compareCpu } from './compare-cpu.ts';

/** How many times more CPU time of its process the gateway may use than a stream of the file. */
const cpuBound = { on: 'ratio', atMost: 1.3 } as const;

/** How many times more memory eight downloads may take than one: a few pieces for each, whatever the file's size. */
const memoryBound = { on: 'ratio', atMost: 1.5 } as const;

const manyConnections = 8;
const urlPath = '/ostree/large';
const mebibyte = 1_048_576;

/** One run, and the most memory that the server had meanwhile, in KB. */
interface Sample {
  readonly usage: Usage;
  readonly peakKb: number;
}

const writeFile = async (path: string, mib: number): Promise<void> => {
  const file = await open(path, 'w');
  for (let written = 0; written < mib; written += 1) await file.write(randomBytes(mebibyte));
  await file.close();
};

const download = async (
  load: Load,
  server: DeviceServer,
  { connections, mib }: { readonly connections: number; readonly mib: number },
): Promise<Sample> => {
  await load.run({ kind: 'connect', port: server.port, connections });
  const ask = { method: 'GET', path: urlPath, status: 200 } as const;
  await load.run({ kind: 'requests', count: connections, ask });
  const { peakKb, result: usage } = await watchPeakKb(
    () => readTreeMemoryKb(server.pid),
    () =>
      server.measure(connections * mib, () =>
        load.run({ kind: 'requests', count: connections, ask }),
      ),
  );
  await load.run({ kind: 'disconnect' });
  return { usage, peakKb };
};

/** The runs of the gateway, and of the bare server, over one connection and over many. */
type Samples = Readonly<Record<'one' | 'bareOne' | 'many' | 'bareMany', readonly Sample[]>>;

const usages = (samples: readonly Sample[]): Usage[] => samples.map(({ usage }) => usage);
const peaks = (samples: readonly Sample[]): number[] => samples.map(({ peakKb }) => peakKb);

const linesOf = ({ one, bareOne, many, bareMany }: Samples): Comparison[] => [
  compareCpu(
    'a MiB, 1 connection',
    { measured: usages(one), reference: usages(bareOne) },
    cpuBound,
  ),
  compareCpu(
    `a MiB, ${manyConnections} connections`,
    { measured: usages(many), reference: usages(bareMany) },
    cpuBound,
  ),
  compare({
    what: `peak memory, ${manyConnections} connections`,
    unit: 'KB',
    measured: peaks(many),
    reference: peaks(one),
    bound: memoryBound,
  }),
];

/** Measures a file over one connection and over eight: CPU for each MiB, and the memory of the gateway at its highest. */
export const measureDownloads = async (lab: Lab): Promise<Section> => {
  const { downloadMib: mib, rounds } = lab.sizes;
  const path = join(lab.directory.root, 'large');
  await writeFile(path, mib);
  const { load, gateway, bare, database } = await prepareDeviceServers(lab, {
    name: 'downloads',
    devices: manyConnections,
    file: { urlPath, path },
  });
  await putUpdate(lab, database, [{ path: 'ostree_repo/large', bytes: mib * mebibyte }]);
  const servers = { gateway: await gateway(), bare: await bare() };
  const sample = (server: DeviceServer, connections: number) => (): Promise<Sample> =>
    download(load, server, { connections, mib });
  const samples = await alternate(
    rounds,
    {
      one: sample(servers.gateway, 1),
      bareOne: sample(servers.bare, 1),
      many: sample(servers.gateway, manyConnections),
      bareMany: sample(servers.bare, manyConnections),
    },
    (round) => say(`downloads of ${mib} MiB, round ${round} of ${rounds}`),
  );
  await Promise.all([servers.gateway.stop(), servers.bare.stop()]);
  return {
    name: 'downloads',
    explanation:
      `A file of ${mib} MiB: CPU of the gateway's process for each MiB beside that of a bare node:https server that ` +
      'streams it from the disk, and the resident memory of the gateway at its highest, beside that for one connection.',
    lines: linesOf(samples),
  };
};
