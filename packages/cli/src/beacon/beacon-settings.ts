/** What a beacon is told: by its options, and by the environment where they say nothing. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type BeaconConfig,
  type BeaconSettings,
  type DeviceFiles,
  findDeviceFiles,
  listEngines,
  readDeviceUuid,
} from '@moorgate/beacon-agent';
import { type ListenAddress, parseListenAddress } from '@moorgate/config';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** The options of `moorgate beacon`. */
export interface BeaconOptions {
  readonly listen?: ListenAddress;
  readonly engine?: string[];
  readonly engineFile?: string;
  readonly engineCerts?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tokenFile?: string;
  readonly gateway?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly deviceDir?: string;
  readonly insecureHttp: boolean;
  readonly json: boolean;
}

const defaultAddress = '127.0.0.1:5000';

const readTokenFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.failed, `the token file ${path} cannot be read (${code})`);
  }
};

const tokenOf = (
  { tokenFile }: BeaconOptions,
  config: BeaconConfig,
): { readonly token: string; readonly isNew: boolean } => {
  const given = tokenFile === undefined ? config.token : readTokenFile(tokenFile);
  if (given === undefined) return { token: randomBytes(32).toString('hex'), isNew: true };
  if (!/^[\x21-\x7e]{16,}$/.test(given))
    throw new CommandError(
      exitCodes.failed,
      'the token of a beacon has 16 printable characters at least, and no spaces',
    );
  return { token: given, isNew: false };
};

type Listener = NonNullable<BeaconSettings['listener']>;

const tlsOf = ({ tlsKey, tlsCert }: BeaconOptions, config: BeaconConfig): Listener['tls'] => {
  const tlsKeyFile = tlsKey ?? config.tlsKeyFile;
  const tlsCertificateFile = tlsCert ?? config.tlsCertificateFile;
  if (tlsKeyFile === undefined && tlsCertificateFile === undefined) return null;
  if (tlsKeyFile !== undefined && tlsCertificateFile !== undefined)
    return { tlsKeyFile, tlsCertificateFile };
  throw new CommandError(
    exitCodes.usage,
    'a certificate and its key belong together: --tls-cert and --tls-key',
  );
};

/** The files that are named one by one. */
const namedFiles = (
  gatewayUrl: string,
  { cert, key, ca }: BeaconOptions,
  config: BeaconConfig,
): DeviceFiles => {
  const certificateFile = cert ?? config.deviceCertificateFile;
  const keyFile = key ?? config.deviceKeyFile;
  const caFile = ca ?? config.gatewayCaFile;
  if (certificateFile !== undefined && keyFile !== undefined && caFile !== undefined)
    return { gatewayUrl, certificateFile, keyFile, caFile };
  throw new CommandError(
    exitCodes.usage,
    'a tunnel needs the files of a device: --device-dir, or --cert, --key and --ca',
  );
};

/** Where the gateway is, and with what to go there; null for a beacon that keeps no tunnel. */
const filesOf = (options: BeaconOptions, config: BeaconConfig): DeviceFiles | null => {
  const gatewayUrl = options.gateway ?? config.gatewayUrl;
  const directory = options.deviceDir ?? config.deviceDir;
  if (directory !== undefined) {
    const found = findDeviceFiles(directory);
    return gatewayUrl === undefined ? found : { ...found, gatewayUrl };
  }
  return gatewayUrl === undefined ? null : namedFiles(gatewayUrl, options, config);
};

const addressOf = (
  { listen }: BeaconOptions,
  config: BeaconConfig,
  hasTunnel: boolean,
): ListenAddress | null => {
  if (listen !== undefined) return listen;
  if (config.address === undefined && hasTunnel) return null;
  return parseListenAddress(config.address ?? defaultAddress);
};

const listenerOf = (
  options: BeaconOptions,
  config: BeaconConfig,
  hasTunnel: boolean,
): Listener | null => {
  const address = addressOf(options, config, hasTunnel);
  if (address === null) return null;
  return {
    address,
    tls: tlsOf(options, config),
    insecureHttp: options.insecureHttp || config.insecureHttp,
    connectionsMax: config.connectionsMax,
  };
};

/** The settings, and the token alone where it was drawn for this start. */
export interface ReadBeaconSettings {
  readonly settings: BeaconSettings;
  readonly newToken: string | null;
}

/** Reads them. Throws `CommandError` and `ConfigError` for what is missing, and for what cannot be. */
export const beaconSettings = (
  options: BeaconOptions,
  config: BeaconConfig,
): ReadBeaconSettings => {
  const { token, isNew } = tokenOf(options, config);
  const files = filesOf(options, config);
  const listed = listEngines({
    engines: options.engine ?? (options.engineFile === undefined ? config.engines : []),
    file: options.engineFile ?? config.engineFile ?? null,
    host: files === null ? null : readDeviceUuid(files),
  });
  const { refusedRetrySeconds, connectionsMax: streamsMax } = config;
  return {
    newToken: isNew ? token : null,
    settings: {
      token,
      ...listed,
      engineCertificatesDir: options.engineCerts ?? config.engineCertificatesDir ?? null,
      callsPerEngine: config.callsPerEngine,
      listener: listenerOf(options, config, files !== null),
      gateway: files === null ? null : { files, refusedRetrySeconds, streamsMax },
    },
  };
};
