/** What a run of the benchmarks is told, and the sizes that follow from it. */
import { parseArgs } from 'node:util';

/** In the order in which they run. */
export const benchmarkNames = [
  'handshake',
  'resumed',
  'two-workers',
  'keep-alive',
  'config',
  'poll',
  'check-in',
  'events',
  'system-info',
  'idle-memory',
  'device-list',
  'under-lists',
  'denial',
  'token-check',
  'downloads',
  'ostree-pull',
  'start-up',
  'git',
  'container-images',
  'builds',
] as const;

export type BenchmarkName = (typeof benchmarkNames)[number];

/** How much is done in a run. */
export interface Sizes {
  /** Each side of a comparison is measured once per round. */
  readonly rounds: number;
  /** Distinct device certificates, each with one handshake per measurement. */
  readonly certificates: number;
  /** Requests of one measurement over kept connections. */
  readonly keptRequests: number;
  readonly keptConnections: number;
  /** Devices that report something new, each over a kept connection, and how often they do so together. */
  readonly reportingDevices: number;
  readonly reports: number;
  readonly idleConnections: number;
  /** Devices that are denied in one measurement. */
  readonly denials: number;
  /** Pages fetched in one measurement. */
  readonly pages: number;
  /** The size of a file that devices download, and how many small objects one pull consists of. */
  readonly downloadMib: number;
  readonly objects: number;
  /** Devices in the databases that are compared: the first is the small one of every comparison. */
  readonly fleets: { readonly small: number; readonly list: number; readonly startUp: number };
  readonly factory: FactorySizes;
}

/** How much sources, images and builds have. */
export interface FactorySizes {
  /** The size of one file in a repository, and how many commits another branch has. */
  readonly fileMib: number;
  readonly commits: number;
  /** The size of one layer of an image, and how many manifests there are beside it. */
  readonly layerMib: number;
  readonly manifests: number;
  /** Runners that wait, for how long they are watched, and how many builds come meanwhile. */
  readonly runners: number;
  readonly waitSeconds: number;
  readonly builds: number;
}

/** What was asked for. */
export interface BenchOptions {
  readonly names: readonly BenchmarkName[];
  readonly isJson: boolean;
  readonly sizes: Sizes;
}

const fullSizes: Sizes = {
  rounds: 5,
  certificates: 5_000,
  keptRequests: 100_000,
  keptConnections: 64,
  reportingDevices: 1_000,
  reports: 20_000,
  idleConnections: 5_000,
  denials: 200,
  pages: 100,
  downloadMib: 256,
  objects: 5_000,
  fleets: { small: 1_000, list: 100_000, startUp: 1_000_000 },
  factory: {
    fileMib: 100,
    commits: 500,
    layerMib: 200,
    manifests: 500,
    runners: 50,
    waitSeconds: 15,
    builds: 20,
  },
};

/** Enough to see that everything works; too little to judge by. */
const quickSizes: Sizes = {
  rounds: 3,
  certificates: 500,
  keptRequests: 10_000,
  keptConnections: 64,
  reportingDevices: 100,
  reports: 2_000,
  idleConnections: 500,
  denials: 30,
  pages: 20,
  downloadMib: 64,
  objects: 1_000,
  fleets: { small: 1_000, list: 20_000, startUp: 50_000 },
  factory: {
    fileMib: 16,
    commits: 50,
    layerMib: 32,
    manifests: 50,
    runners: 50,
    waitSeconds: 5,
    builds: 5,
  },
};

/** How it is used, for a person who got it wrong. */
export const usage = `bench [--only ${benchmarkNames.join('|')}]… [--quick] [--rounds N] [--json]`;

/** Reads the arguments. Throws an error whose message is one sentence. */
export const readOptions = (args: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const unknown = values.only.find((name) => !isBenchmarkName(name));
  if (unknown !== undefined) throw new Error(`there is no benchmark "${unknown}"`);
  const sizes = values.quick ? quickSizes : fullSizes;
  return {
    names:
      values.only.length === 0
        ? benchmarkNames
        : benchmarkNames.filter((name) => values.only.includes(name)),
    isJson: values.json,
    sizes: { ...sizes, rounds: roundsOf(values.rounds) ?? sizes.rounds },
  };
};

const isBenchmarkName = (name: string): boolean =>
  (benchmarkNames as readonly string[]).includes(name);

const roundsOf = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d?$/.test(text)) throw new Error('--rounds takes a number from 1 to 99');
  return Number(text);
};
