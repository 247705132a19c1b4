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
