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

/** A command of the command line that goes on after it has said, in one line, that it has begun. */
export interface StartedCommand {
  readonly process: ChildProcess;
  /** The first line of its standard output. */
  readonly line: string;
  /** What it wrote to standard error so far. */
  log(): string;
  /** Sends the signal and waits for its end; its exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts one and waits until it has said that it has begun. Throws what it wrote to standard error where it ends before. */
export const startCommand = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<StartedCommand> => {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(commandLine, args, { stdio: [...stdio], env: environment(env) });
  const log: string[] = [];
  child.stderr!.setEncoding('utf8').on('data', (text: string) => log.push(text));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout! }), 'line'),
    ended.then((code) => {
      throw new Error(`moorgate ${args[0]} ended with ${code}:\n${log.join('')}`);
    }),
  ])) as [string];
  return {
    process: child,
    line,
    log: () => log.join(''),
    stop: async (signal) => {
      child.kill(signal);
      return await ended;
    },
  };
};

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
  const { line, stop, ...up } = await startCommand(
    // prettier-ignore
    ['up', '--data-dir', dataDir, '--admin-addr', '127.0.0.1:0', '--gateway-addr', '127.0.0.1:0',
     '--dns-name', 'localhost', '--factory', productFactory, '--json', ...workersOption, ...args],
    { MOORGATE_ADMIN_PASSWORD: adminPassword, ...env },
  );
  return {
    ...up,
    ready: JSON.parse(line) as Ready,
    env,
    stop: (signal = 'SIGINT') => stop(signal),
  };
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
