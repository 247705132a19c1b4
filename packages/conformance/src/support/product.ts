/** The product as a stranger meets it: started by its command line, spoken to from outside. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** The program. */
export const commandLine = resolve(import.meta.dirname, '../../../../moorgate');

/** The line that `moorgate up --json` prints. */
export interface Ready {
  readonly event: 'ready';
  readonly adminUrl: string;
  readonly gatewayUrl: string;
  /** Only where the private ports were asked for. */
  readonly adminMetricsUrl?: string;
  readonly gatewayMetricsUrl?: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly pids: Readonly<Record<string, number>>;
  /** Only on a first start without MOORGATE_ADMIN_PASSWORD. */
  readonly adminPassword?: string;
}

/** A running product. */
export interface Product {
  readonly ready: Ready;
  readonly process: ChildProcess;
  /** What its environment has beside that of every product; commands for it need the same. */
  readonly env: Readonly<Record<string, string>>;
  /** What it wrote to standard error so far. */
  log(): string;
  /** Sends the signal to the process that was started, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** What a program is started with: nothing of the test's own surroundings but these. */
export const environment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  LANG: 'C.UTF-8',
  ...extra,
});

/** The password of the first administrator in every product that a test starts. */
export const adminPassword = 'correct horse battery';

/** The factory of every product that a test starts. */
export const productFactory = 'acme';

/** What a product is started with beside its data directory. */
export interface ProductOptions {
  /** Of its gateway; as many as the product chooses unless said. */
  readonly workers?: number;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts `moorgate up` on free ports and waits until it says that it is ready. */
export const startProduct = async (
  dataDir: string,
  options: ProductOptions = {},
): Promise<Product> => {
  const { workers, args = [], env = {} } = options;
  const workersOption = workers === undefined ? [] : ['--gateway-workers', String(workers)];
  const child = spawn(
    commandLine,
    // prettier-ignore
    ['up', '--data-dir', dataDir, '--admin-addr', '127.0.0.1:0', '--gateway-addr', '127.0.0.1:0',
     '--dns-name', 'localhost', '--factory', productFactory, '--json', ...workersOption, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment({ MOORGATE_ADMIN_PASSWORD: adminPassword, ...env }),
    },
  );
  const log: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = await Promise.race([
    firstLine(child),
    ended.then((code) => {
      throw new Error(`moorgate up ended with ${code}:\n${log.join('')}`);
    }),
  ]);
  return {
    ready: JSON.parse(ready) as Ready,
    process: child,
    env,
    log: () => log.join(''),
    stop: async (signal = 'SIGINT') => {
      child.kill(signal);
      return await ended;
    },
  };
};

const firstLine = async (child: ChildProcess): Promise<string> => {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
};

/** What a command of the command line did. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the command line to its end. */
const outputBytesMax = 256 * 1_048_576;

export const runCommand = (
  args: readonly string[],
  options: { input?: string; env?: Record<string, string> } = {},
): Promise<CommandResult> =>
  new Promise((done) => {
    const child = execFile(
      commandLine,
      args,
      { env: environment(options.env ?? {}), maxBuffer: outputBytesMax },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        done({ code, stdout, stderr });
      },
    );
    child.stdin!.end(options.input ?? '');
  });

/** A folder of its own for a test, which the user that PostgreSQL runs as may pass through. */
export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'moorgate test '));
  await chmod(folder, 0o711);
  return folder;
};

/** Removes such a folder with everything in it. */
export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true });
