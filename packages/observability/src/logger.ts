/** One JSON object for each line, with secrets taken out. */
import { pino, type DestinationStream, type Logger } from 'pino';
import { createLineWriter, type LineWriter } from './line-writer.ts';
import { redactLine } from './redact.ts';

export type { Logger } from 'pino';

/** What a logger is made of. */
export interface LoggerOptions {
  readonly service: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where the lines go; standard error by default, because standard output belongs to `--json`. */
  readonly stream?: DestinationStream;
}

let standardErrorWriter: LineWriter | undefined;

/** One for all loggers of the process. */
const standardError = (): LineWriter => (standardErrorWriter ??= createLineWriter(2));

/**
 * Makes a logger that takes secrets out of what it writes: fields with the names of secrets at every depth, and tokens,
 * credentials, passwords in addresses and private keys wherever they stand in a text.
 */
export const createLogger = (options: LoggerOptions): Logger =>
  pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: redactLine },
    },
    options.stream ?? standardError(),
  );
