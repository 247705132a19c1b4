/** `moorgate beacon`: opens container engines to servers that have the token. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type Beacon,
  type BeaconConfig,
  type BeaconSettings,
  listEngines,
  readBeaconConfig,
  startBeacon,
} from '@moorgate/beacon-agent';
import { type ListenAddress, parseListenAddress } from '@moorgate/config';
import { createLogger } from '@moorgate/observability';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { repeated } from './option-values.ts';
import { listenAddress } from './options.ts';

interface BeaconOptions {
  readonly listen?: ListenAddress;
  readonly engine?: string[];
  readonly engineFile?: string;
  readonly engineCerts?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tokenFile?: string;
  readonly insecureHttp: boolean;
  readonly json: boolean;
}

const readTokenFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandError(exitCodes.failed, `the token file ${path} cannot be read (${code})`);
  }
};

/** What servers must show; the second is true where it was drawn for this start. */
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

const tlsOf = (
  { tlsKey, tlsCert }: BeaconOptions,
  config: BeaconConfig,
): BeaconSettings['listener']['tls'] => {
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

const settingsOf = (
  options: BeaconOptions,
  config: BeaconConfig,
  token: string,
): BeaconSettings => ({
  token,
  ...listEngines({
    engines: options.engine ?? (options.engineFile === undefined ? config.engines : []),
    file: options.engineFile ?? config.engineFile ?? null,
  }),
  engineCertificatesDir: options.engineCerts ?? config.engineCertificatesDir ?? null,
  callsPerEngine: config.callsPerEngine,
  listener: {
    address: options.listen ?? parseListenAddress(config.address),
    tls: tlsOf(options, config),
    insecureHttp: options.insecureHttp || config.insecureHttp,
    connectionsMax: config.connectionsMax,
  },
});

const announce = ({ url }: Beacon, newToken: string | null, json: boolean): void => {
  const forPeople = [
    `Beacon   ${url}`,
    ...(newToken === null ? [] : [`Token    ${newToken}`, 'The token is shown this once.']),
  ];
  const ready = { event: 'ready', url, pid: process.pid };
  const lines = json
    ? [JSON.stringify(newToken === null ? ready : { ...ready, token: newToken })]
    : forPeople;
  process.stdout.write(`${lines.join('\n')}\n`);
};

const untilSignalled = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });

/** Gives `beacon` its options and what it does. */
export const defineBeacon = (beacon: Command): void => {
  beacon
    .option('--listen <address>', 'where it listens; 127.0.0.1:5000 unless said', listenAddress)
    .option(
      '--engine <place>',
      'an engine that it opens, as in unix:/var/run/docker.sock, db1=unix:/run/db1.sock or tcp://10.0.0.5:2375; may be repeated',
      repeated,
    )
    .option('--engine-file <file>', 'engines in a file of JSON: [{"Host": "…", "Port": "…"}]')
    .option('--engine-certs <directory>', 'ca.pem, cert.pem and key.pem for engines that speak TLS')
    .option('--tls-cert <file>', 'the certificate for HTTPS with its chain, in PEM')
    .option('--tls-key <file>', 'its private key, in PEM')
    .option('--token-file <file>', 'a file that holds the token; without one a token is made')
    .option('--insecure-http', 'listen in clear beyond loopback', false)
    .option('--json', 'print one line of JSON when it answers', false)
    .addHelpText(
      'after',
      '\nEverything that is left out comes from the environment (MOORGATE_BEACON_…).',
    )
    .action(async (options: BeaconOptions) => {
      const config = readBeaconConfig();
      const { token, isNew } = tokenOf(options, config);
      const log = createLogger({ service: 'beacon', level: config.logLevel });
      const signalled = untilSignalled();
      const started = await startBeacon(settingsOf(options, config, token), log);
      announce(started, isNew ? token : null, options.json);
      await signalled;
      await started.stop();
    });
};
