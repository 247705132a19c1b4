/** `moorgate simulate`: a fleet to look at. */
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DataDirectory } from '../data-directory.ts';
import { runSimulator } from '../simulate/run-simulator.ts';
import { readRunningFile } from '../up/running-file.ts';
import { durationSeconds, repeated, wholeNumber } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface SimulateOptions extends DataDirOption {
  readonly devices: number;
  readonly poll: number;
  readonly keepAlive: boolean;
  readonly misbehave?: string[];
  readonly gateway?: string[];
  readonly duration?: number;
  readonly json: boolean;
}

const gatewayUrl = (text: string, before: readonly string[] | undefined): string[] => {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new InvalidArgumentError('an address is needed, as in https://localhost:8443');
  return repeated(text, before);
};

const runningGateway = (directory: DataDirectory): string => {
  const running = readRunningFile(directory);
  if (running !== null) return running.gatewayUrl;
  throw new Error(
    `${directory.root} does not say where its gateway is; start it with \`moorgate up\`, or name it with --gateway`,
  );
};

/** Gives `simulate` its options and what it does. */
export const defineSimulate = (simulate: Command): void => {
  withDataDir(simulate)
    .option('--devices <count>', 'how many', wholeNumber(1, 100_000), 100)
    .addOption(
      new Option('--poll <duration>', 'how often each of them polls')
        .argParser(durationSeconds)
        .default(30, '30s'),
    )
    .option('--keep-alive', 'let every device keep its connection between polls', false)
    .option(
      '--misbehave <kind=share>',
      'let a share of them misbehave, as in half-open=10%; may be repeated',
      repeated,
    )
    .option(
      '--gateway <url>',
      'connect there instead of the gateway that runs here; may be repeated',
      gatewayUrl,
    )
    .option('--duration <duration>', 'end by itself after that time', durationSeconds)
    .option('--json', 'print lines of JSON', false)
    .action(async (options: SimulateOptions) => {
      const directory = dataDirectoryOf(options);
      await runSimulator({
        certsDirectory: directory.certs,
        credentialsFile: join(directory.root, 'simulated-fleet.json'),
        gatewayUrls: options.gateway ?? [runningGateway(directory)],
        devices: options.devices,
        pollSeconds: options.poll,
        keepAlive: options.keepAlive,
        misbehave: options.misbehave ?? [],
        durationSeconds: options.duration ?? null,
        json: options.json,
      });
    });
};
