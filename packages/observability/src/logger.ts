/** One JSON object for each line, with secrets taken out. */
import { destination, pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const secretNames = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  '["osf-token"]',
  '["x-auth-token"]',
  '["set-cookie"]',
];

/** Our token format; see the auth package. Whatever looks like one is cut to its public part. */
const tokenPattern =
  /\b(mgt_(?:pat|ses|dev|svc|oac|ort)_[0-9a-hjkmnp-tv-z]{13})_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}\b/g;

/** What a logger is made of. */
export interface LoggerOptions {
  readonly service: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where the lines go; standard error by default, because standard output belongs to `--json`. */
  readonly stream?: DestinationStream;
}

/** Makes a logger that redacts fields with the names of secrets, and tokens of ours wherever they stand in a text. */
export const createLogger = (options: LoggerOptions): Logger =>
  pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) =>
          name.startsWith('[') ? [name, `*${name}`] : [name, `*.${name}`, `*.*.${name}`],
        ),
        censor: '[redacted]',
      },
      hooks: {
        streamWrite: (line) => line.replace(tokenPattern, '$1_[redacted]'),
      },
    },
    options.stream ?? destination({ dest: 2, sync: false }),
  );
