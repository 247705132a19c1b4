/** `moorgate runner`: executes the runs of builds. */
import { readFileSync } from 'node:fs';
import { setDefaultCACertificates } from 'node:tls';
import { createLogger } from '@moorgate/observability';
import {
  limitsOf,
  readRunnerConfig,
  type RunnerConfig,
  type RunnerSettings,
  startRunner,
} from '@moorgate/runner';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { repeated, wholeNumber } from './option-values.ts';

interface RunnerOptions {
  readonly server?: string;
  readonly tokenFile?: string;
  readonly hostTag?: string[];
  readonly workDir?: string;
  readonly slots?: number;
  readonly ca?: string;
}

const serverUrl = (text: string): string => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('an address is needed, as in https://moorgate.example.com:8080');
  return text;
};

const needed = <T>(value: T | undefined, what: string): T => {
  if (value !== undefined) return value;
  throw new CommandError(exitCodes.usage, what);
};

const readOwnFile = (path: string, what: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.failed, `${what} ${path} cannot be read (${code})`);
  }
};

const tokenOf = (options: RunnerOptions, config: RunnerConfig): string =>
  options.tokenFile === undefined
    ? needed(config.token, 'the token of the runner is needed: --token-file')
    : readOwnFile(options.tokenFile, 'the token file').trim();

const settingsOf = (options: RunnerOptions, config: RunnerConfig): RunnerSettings => ({
  serverUrl: needed(
    options.server ?? config.serverUrl,
    'the address of the server is needed: --server',
  ),
  token: tokenOf(options, config),
  hostTags: options.hostTag ?? config.hostTags,
  workDir: options.workDir ?? config.workDir,
  slots: options.slots ?? config.slots,
  caFile: options.ca ?? config.caFile ?? null,
  engineSocket: config.engineSocket ?? null,
  isolation: config.isolation,
  image: config.image ?? null,
  bubblewrap: config.bubblewrap,
  graceSeconds: config.graceSeconds,
  keepFailed: config.keepFailed,
  ...limitsOf(config),
});

/** What a runner says instead of starting, with its code. */
const refuse = (error: unknown): never => {
  const { name, message, code } = error as Error & { code?: string };
  if (name !== 'DomainError') throw error;
  throw new CommandError(exitCodes.failed, `${message} (${code})`);
};

const signals = ['SIGTERM', 'SIGINT'] as const;

/** Resolves at the first signal; `again` is called at the second. */
const untilSignalled = (again: () => void): Promise<void> =>
  new Promise((resolve) => {
    let count = 0;
    for (const name of signals)
      process.on(name, () => {
        count += 1;
        if (count === 1) resolve();
        else again();
      });
  });

/** Gives `runner` its options and what it does. */
export const defineRunner = (runner: Command): void => {
  runner
    .option('--server <url>', 'the address of the admin API', serverUrl)
    .option('--token-file <file>', 'a file that holds the token of this runner')
    .option('--host-tag <tag>', 'what runs may call this host; may be repeated', repeated)
    .option('--work-dir <directory>', 'the folder of workspaces')
    .option('--slots <count>', 'how many runs it executes at once', wholeNumber(1, 64))
    .option('--ca <file>', 'CAs that the certificate of the server may come from, in PEM')
    .addHelpText(
      'after',
      '\nEverything that is left out comes from the environment (MOORGATE_RUNNER_…), limits of runs among it.',
    )
    .action(async (options: RunnerOptions) => {
      const config = readRunnerConfig();
      const settings = settingsOf(options, config);
      if (settings.caFile !== null)
        setDefaultCACertificates([readOwnFile(settings.caFile, 'the file of CAs')]);
      const log = createLogger({ service: 'runner', level: config.logLevel });
      const started = await startRunner(settings, log).catch(refuse);
      await untilSignalled(() => void started.stopNow());
      await started.stop();
    });
};
