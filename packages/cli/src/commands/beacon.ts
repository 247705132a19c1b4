/** `moorgate beacon`: opens container engines to servers that have the token. */
import { type BeaconSettings, readBeaconConfig, startBeacon } from '@moorgate/beacon-agent';
import { createLogger } from '@moorgate/observability';
import { type Command, InvalidArgumentError } from 'commander';
import { type BeaconOptions, beaconSettings } from '../beacon/beacon-settings.ts';
import { repeated } from './option-values.ts';
import { listenAddress } from './options.ts';

const gatewayUrl = (text: string): string => {
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:')
    throw new InvalidArgumentError('an address is needed, as in https://gateway.example.com:8443');
  return text;
};

/** What is said of a beacon that runs. */
interface Ready {
  readonly url: string | null;
  readonly gateway: BeaconSettings['gateway'];
  readonly newToken: string | null;
}

const announce = ({ url, gateway, newToken }: Ready, isJson: boolean): void => {
  const where = {
    ...(url === null ? {} : { url }),
    ...(gateway === null ? {} : { gatewayUrl: gateway.files.gatewayUrl }),
  };
  const token = newToken === null ? {} : { token: newToken };
  const forPeople = [
    ...(url === null ? [] : [`Beacon    ${url}`]),
    ...(gateway === null ? [] : [`Gateway   ${gateway.files.gatewayUrl}`]),
    ...(newToken === null ? [] : [`Token     ${newToken}`, 'The token is shown this once.']),
  ];
  const lines = isJson
    ? [JSON.stringify({ event: 'ready', ...where, ...token, pid: process.pid })]
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
    .option(
      '--device-dir <directory>',
      'the folder of a registered device: keep a tunnel to its gateway, as that device',
    )
    .option('--gateway <url>', 'the gateway to keep a tunnel to', gatewayUrl)
    .option('--cert <file>', 'the certificate of the device that it is there, in PEM')
    .option('--key <file>', 'the private key of that certificate, in PEM')
    .option('--ca <file>', 'CAs that the certificate of the gateway may come from, in PEM')
    .option('--insecure-http', 'listen in clear beyond loopback', false)
    .option('--json', 'print one line of JSON when it has started', false)
    .addHelpText(
      'after',
      '\nEverything that is left out comes from the environment (MOORGATE_BEACON_…). With a tunnel it listens only where it is told to.',
    )
    .action(async (options: BeaconOptions) => {
      const config = readBeaconConfig();
      const { settings, newToken } = beaconSettings(options, config);
      const log = createLogger({ service: 'beacon', level: config.logLevel });
      const signalled = untilSignalled();
      const { url, stop } = await startBeacon(settings, log);
      announce({ url, gateway: settings.gateway, newToken }, options.json);
      await signalled;
      await stop();
    });
};
