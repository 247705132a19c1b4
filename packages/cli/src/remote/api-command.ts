/** What every command has that asks the API: whom, as whom, how long, and in which form it answers. */
import type { ApiClient } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { durationSeconds } from '../commands/option-values.ts';
import { chooseConnection, type Connection } from '../contexts/choose-connection.ts';
import { createOutput, type Output, outputFormats, type OutputOptions } from '../output/output.ts';
import type { Terminal } from '../terminal.ts';
import { openClient } from './open-client.ts';

/** The options that all of them have. */
export interface ApiOptions extends OutputOptions {
  readonly context?: string;
  readonly timeout: number;
}

/** What such a command works with. */
export interface ApiCall<O> {
  readonly client: ApiClient;
  readonly connection: Connection;
  readonly output: Output;
  readonly options: O & ApiOptions;
  readonly terminal: Terminal;
}

const common = 'Options of every command that asks the API:';

/** Adds `-o` and `--utc`. */
export const withOutputOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('-o, --output <format>', 'the form of the answer')
        .choices(outputFormats)
        .default('table')
        .helpGroup(common),
    )
    .addOption(new Option('--utc', 'show dates in UTC').default(false).helpGroup(common));

/** Adds `-o`, `--utc`, `--context` and `--timeout`. */
const withApiOptions = (command: Command): Command =>
  withOutputOptions(command)
    .addOption(
      new Option('--context <context>', 'the context to use')
        .default(undefined, 'MOORGATE_CONTEXT, else the current one')
        .helpGroup(common),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long an answer may take to begin')
        .argParser(durationSeconds)
        .default(30, '30s')
        .helpGroup(common),
    );

const soonSeconds = 7 * 86_400;

/** A token that ends without a warning leaves a script standing at night. */
const warnOfEnd = ({ columns, note }: Terminal, end: string | null): void => {
  if (columns === null || end === null) return;
  const left = (Date.parse(end) - Date.now()) / 1_000;
  if (!(left > 0 && left < soonSeconds)) return;
  const hours = Math.ceil(left / 3_600);
  const when = hours > 48 ? `${Math.floor(hours / 24)} days` : `${hours} hours`;
  note(`moorgate: the token ends in ${when}; rotate it, or log in again\n`);
};

/**
 * Gives a command its action: `run` gets a client for the chosen context and the values of the command's arguments, in
 * their order. What it throws reaches whoever runs the command line.
 */
export const apiCommand = <O, A extends readonly unknown[]>(
  command: Command,
  terminal: Terminal,
  run: (call: ApiCall<O>, ...args: A) => Promise<void>,
): Command =>
  withApiOptions(command).action(async (...received: unknown[]) => {
    const options = received.at(-2) as O & ApiOptions;
    const connection = chooseConnection(terminal, options.context);
    let end: string | null = null;
    const client = openClient(terminal, {
      ...connection,
      timeoutSeconds: options.timeout,
      onAnswer: ({ headers }) => (end = headers.get('x-token-expires') ?? end),
    });
    const output = createOutput(terminal, options);
    const args = received.slice(0, -2) as unknown as A;
    await run({ client, connection, output, options, terminal }, ...args);
    warnOfEnd(terminal, end);
  });
