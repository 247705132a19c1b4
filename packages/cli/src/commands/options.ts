/** Options that several commands share. */
import { type ListenAddress, parseListenAddress, privateAddressPattern } from '@moorgate/config';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readCliConfig } from '../config.ts';
import {
  type DataDirectory,
  defaultDataDirectory,
  locateDataDirectory,
} from '../data-directory.ts';

/** `--data-dir D`, which MOORGATE_DATA_DIR can stand for. */
export interface DataDirOption {
  readonly dataDir?: string;
}

/** Adds `--data-dir D` to a command. */
export const withDataDir = (command: Command): Command =>
  command.addOption(
    new Option('--data-dir <directory>', 'the data directory').default(
      undefined,
      'MOORGATE_DATA_DIR, else var/ beside the program',
    ),
  );

/** The data directory that the command means; nothing is made yet. */
export const dataDirectoryOf = (options: DataDirOption): DataDirectory =>
  locateDataDirectory(options.dataDir ?? readCliConfig().dataDirectory ?? defaultDataDirectory);

/** Collects the values of an option that may be repeated. */
export const repeated = (value: string, before: readonly string[] | undefined): string[] => [
  ...(before ?? []),
  value,
];

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** A duration such as `30s`, `90m`, `12h` or `30d`, in seconds. */
export const durationSeconds = (text: string): number => {
  const match = /^([1-9][0-9]{0,5})([smhd])$/.exec(text);
  if (match === null)
    throw new InvalidArgumentError('a duration is a number with s, m, h or d, as in 30d');
  return Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds];
};

/** A whole number from `min` to `max`. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^[0-9]+$/.test(text) || value < min || value > max)
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is needed`);
    return value;
  };

/** Reads `host:port`. */
export const listenAddress = (text: string): ListenAddress => {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
};

const privateAddressForm = new RegExp(privateAddressPattern);

/** Reads `host:port` of a port that is not for everybody, so that its host must be named. */
export const privateAddress = (text: string): ListenAddress => {
  if (privateAddressForm.test(text)) return listenAddress(text);
  throw new InvalidArgumentError('host:port is needed, as in 127.0.0.1:9464');
};
