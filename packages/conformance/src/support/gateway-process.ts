/** A further gateway, as it would run on another host: a supervisor with its workers, against the same PostgreSQL. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the routes of tests keep what they write. */
export interface TestRouteSettings {
  readonly stampsFolder: string;
  readonly blobsFolder: string;
}

/** The start of a request, as it is written down: a handler was called. */
export interface WrittenStamp {
  /** Null for a connection without a device. */
  readonly uuid: string | null;
  readonly operation: string;
  /** On the monotonic clock of the host, which every process shares: compare with `process.hrtime.bigint()`. */
  readonly startedNs: string;
  readonly pid: number;
}

/** The start of a request, as it is read. */
export interface Stamp extends WrittenStamp {
  /** The same moment by `performance.now()` of the process that reads. */
  readonly startedMs: number;
}

/** What a gateway is started with. */
export interface GatewayProcessOptions {
  /** The address of the database, for the role of the gateway. */
  readonly databaseUrl: string;
  /** The folder with `tls.key` and `tls.pem`. */
  readonly certsFolder: string;
  /** Two unless said. */
  readonly workers?: number;
  /** A folder for what its routes for tests write; without it there are none. */
  readonly testFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway that serves. */
export interface GatewayProcess {
  readonly url: string;
  /** The port of its listener for load balancers; null where none is configured. */
  readonly proxyPort: number | null;
  /** Its private port; null where none is configured. */
  readonly metricsUrl: string | null;
  /** The supervisor. */
  readonly process: ChildProcess;
  /** The processes of the workers that it began with. */
  readonly workers: readonly number[];
  /** Everything that it logged, line by line. */
  log(): string;
  /** Every request that a handler was started for so far. */
  readStamps(): Promise<readonly Stamp[]>;
  /** Sends the signal to the supervisor, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** What the supervisor says when all workers serve. */
type ReadyMessage = Pick<GatewayProcess, 'url' | 'proxyPort' | 'metricsUrl' | 'workers'>;

const entries = {
  product: resolve(import.meta.dirname, '../../../../services/device-gateway/dist/bundle/main.js'),
  withTestRoutes: fileURLToPath(new URL('./gateway-with-test-routes.ts', import.meta.url)),
};

const prepareTestFolder = async (folder: string): Promise<TestRouteSettings> => {
  const stampsFolder = join(folder, 'stamps');
  const blobsFolder = join(folder, 'blobs');
  await mkdir(stampsFolder, { recursive: true });
  await mkdir(blobsFolder, { recursive: true });
  return { stampsFolder, blobsFolder };
};

const environmentOf = async (options: GatewayProcessOptions): Promise<Record<string, string>> => {
  const { databaseUrl, certsFolder, testFolder, workers = 2 } = options;
  return {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: databaseUrl,
    MOORGATE_GATEWAY_ADDR: '127.0.0.1:0',
    MOORGATE_GATEWAY_WORKERS: String(workers),
    MOORGATE_TLS_KEY: join(certsFolder, 'tls.key'),
    MOORGATE_TLS_CERT: join(certsFolder, 'tls.pem'),
    ...(testFolder === undefined
      ? {}
      : { MOORGATE_TEST_ROUTES: JSON.stringify(await prepareTestFolder(testFolder)) }),
    ...options.env,
  };
};

const readStamps = async (testFolder: string): Promise<Stamp[]> => {
  const folder = join(testFolder, 'stamps');
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
  );
  // A process may be in the middle of a line.
  const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
  const zeroNs = process.hrtime.bigint() - BigInt(Math.round(performance.now() * 1e6));
  return lines.map((line) => {
    const stamp = JSON.parse(line) as WrittenStamp;
    return { ...stamp, startedMs: Number(BigInt(stamp.startedNs) - zeroNs) / 1e6 };
  });
};

/** Starts it on a free port and waits until all workers serve. */
export const startGatewayProcess = async (
  options: GatewayProcessOptions,
): Promise<GatewayProcess> => {
  const { testFolder } = options;
  const child = fork(testFolder === undefined ? entries.product : entries.withTestRoutes, {
    execArgv: [],
    env: await environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream!.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const message = await Promise.race([
    once(child, 'message') as Promise<[ReadyMessage]>,
    ended.then((code) => {
      throw new Error(`the gateway ended with ${String(code)}:\n${log.join('')}`);
    }),
  ]);
  const [{ url, proxyPort, metricsUrl, workers }] = message;
  return {
    url,
    proxyPort,
    metricsUrl,
    process: child,
    workers,
    log: () => log.join(''),
    readStamps: () => (testFolder === undefined ? Promise.resolve([]) : readStamps(testFolder)),
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return await ended;
    },
  };
};
