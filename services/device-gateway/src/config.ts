/** What the device gateway takes from the environment. */
import {
  addressSetting,
  blobSettings,
  type Config,
  databasePasswordSetting,
  databaseUrlSetting,
  defineConfig,
  joinDatabasePassword,
  listenAddressPattern,
  logLevelSetting,
  networkPattern,
  privateAddressSetting,
  readConfig,
} from '@moorgate/config';
import { Type } from 'typebox';
import { registrySettings } from './registry-settings.ts';
import { signerSettings } from './signer/signer-settings.ts';
import { testSettings } from './test-settings.ts';
import { tunnelSettings } from './tunnels/tunnel-settings.ts';

const milliseconds = (minimum: number) => Type.Integer({ minimum, maximum: 3_600_000 });

export const deviceGatewayConfigDefinition = defineConfig({
  databaseUrl: databaseUrlSetting('the device gateway'),
  databasePassword: databasePasswordSetting,
  address: addressSetting('MOORGATE_GATEWAY_ADDR', ':8443'),
  metricsAddress: privateAddressSetting('MOORGATE_GATEWAY_METRICS_ADDR'),
  name: {
    variable: 'MOORGATE_GATEWAY_NAME',
    schema: Type.String({ minLength: 1, maxLength: 100 }),
    description: 'What the list of gateways calls this one; the name of the host unless given.',
    isOptional: true,
  },
  workers: {
    variable: 'MOORGATE_GATEWAY_WORKERS',
    schema: Type.Integer({ minimum: 1, maximum: 64 }),
    description:
      'Processes that serve devices, all at one address; one for each CPU, four at most, unless given.',
    isOptional: true,
  },
  drainMs: {
    variable: 'MOORGATE_GATEWAY_DRAIN_MS',
    schema: milliseconds(0),
    description:
      'How long it serves on, no longer ready, after it was told to stop, so that a load balancer notices; in milliseconds.',
    default: 0,
  },
  proxyAddress: {
    variable: 'MOORGATE_GATEWAY_PROXY_ADDR',
    schema: Type.String({ pattern: listenAddressPattern }),
    description:
      'A second address, for load balancers: every connection there must begin with a header of the PROXY protocol, version 2.',
    isOptional: true,
  },
  proxyPeers: {
    variable: 'MOORGATE_GATEWAY_PROXY_PEERS',
    schema: Type.Array(Type.String({ pattern: networkPattern })),
    description:
      'Addresses and networks that may connect there, separated by commas; whoever is among them is believed about its clients.',
    default: ['127.0.0.0/8', '::1'],
  },
  tlsKeyFile: {
    variable: 'MOORGATE_TLS_KEY',
    schema: Type.String({ minLength: 1 }),
    description: 'The private key, in PEM; read again when the file changes.',
  },
  tlsCertificateFile: {
    variable: 'MOORGATE_TLS_CERT',
    schema: Type.String({ minLength: 1 }),
    description: 'The certificate with its chain, in PEM; read again when the file changes.',
  },
  sessionTickets: {
    variable: 'MOORGATE_GATEWAY_SESSION_TICKETS',
    schema: Type.Boolean(),
    description:
      'Let devices resume TLS sessions: cheaper, but a resumed session proves possession of no key.',
    default: false,
  },
  databaseConnectionsMax: {
    variable: 'MOORGATE_GATEWAY_DATABASE_CONNECTIONS',
    schema: Type.Integer({ minimum: 2, maximum: 100 }),
    description: 'Connections to PostgreSQL, beside the two that follow the feed of changes.',
    default: 8,
  },
  connectionsMax: {
    variable: 'MOORGATE_GATEWAY_CONNECTIONS',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description: 'Open connections of one worker; more are closed before their handshake.',
    default: 20_000,
  },
  connectionsPerAddressMax: {
    variable: 'MOORGATE_GATEWAY_CONNECTIONS_PER_ADDRESS',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description:
      'Open connections of one address (IPv6: one /64) to one worker; more are closed before their handshake.',
    default: 10_000,
  },
  connectionsPerDeviceMax: {
    variable: 'MOORGATE_GATEWAY_CONNECTIONS_PER_DEVICE',
    schema: Type.Integer({ minimum: 1, maximum: 10_000 }),
    description:
      'Open connections of one device to one worker; one more takes the place of the one that has rested for longest.',
    default: 16,
  },
  loopDelayMsMax: {
    variable: 'MOORGATE_GATEWAY_LOOP_DELAY_MS',
    schema: Type.Integer({ minimum: 1, maximum: 60_000 }),
    description:
      'How late the event loop of a worker may be, in milliseconds; above that new connections get 503 with Retry-After.',
    default: 1_000,
  },
  handshakeDelayMsMax: {
    variable: 'MOORGATE_GATEWAY_HANDSHAKE_DELAY_MS',
    schema: milliseconds(10),
    description:
      'How long a new connection may wait for its handshake to begin, in milliseconds; after a longer wait it gets 503 with Retry-After.',
    default: 5_000,
  },
  waitingVerdictsMax: {
    variable: 'MOORGATE_GATEWAY_WAITING_VERDICTS',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description:
      'New connections of one worker that may wait for the store at once; more get 503 with Retry-After.',
    default: 1_000,
  },
  refusalsPerMinuteMax: {
    variable: 'MOORGATE_GATEWAY_REFUSALS_PER_MINUTE',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description:
      'Certificates of unknown issuers that one address (IPv6: one /64) may show in a minute.',
    default: 60,
  },
  handshakeTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_HANDSHAKE_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long a TLS handshake may take, in milliseconds.',
    default: 10_000,
  },
  proxyHeaderTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_PROXY_HEADER_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long the header of the PROXY protocol may take, in milliseconds.',
    default: 2_000,
  },
  headersTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_HEADERS_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long the head of a request may take, in milliseconds.',
    default: 15_000,
  },
  requestTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_REQUEST_TIMEOUT_MS',
    schema: milliseconds(100),
    description:
      'How long a whole request may take to arrive, or the body of an upload may pause, in milliseconds.',
    default: 60_000,
  },
  keepAliveTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_KEEP_ALIVE_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long a connection may rest between requests, in milliseconds.',
    default: 75_000,
  },
  refusedTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_REFUSED_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long a refused connection may wait to ask for the reason, in milliseconds.',
    default: 5_000,
  },
  stallTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_STALL_TIMEOUT_MS',
    schema: milliseconds(100),
    description:
      'How long an answer may wait for its client to take the next piece of it, in milliseconds.',
    default: 120_000,
  },
  downloadsMax: {
    variable: 'MOORGATE_GATEWAY_DOWNLOADS',
    schema: Type.Integer({ minimum: 1, maximum: 100_000 }),
    description:
      'Files larger than 64 KiB that one worker sends at once; more get 503 with Retry-After.',
    default: 512,
  },
  headersMax: {
    variable: 'MOORGATE_GATEWAY_HEADERS',
    schema: Type.Integer({ minimum: 10, maximum: 10_000 }),
    description: 'How many fields the head of a request may have.',
    default: 100,
  },
  headerBytesMax: {
    variable: 'MOORGATE_GATEWAY_HEADER_BYTES',
    schema: Type.Integer({ minimum: 1_024, maximum: 1_048_576 }),
    description: 'The largest head of a request, in bytes.',
    default: 16_384,
  },
  ...registrySettings,
  ...signerSettings,
  ...tunnelSettings,
  ...blobSettings,
  ...testSettings,
  logLevel: logLevelSetting,
});

/** The password of the database stands in its address by then. */
export type DeviceGatewayConfig = Omit<
  Config<typeof deviceGatewayConfigDefinition>,
  'databasePassword'
>;

/** Reads it. Throws `ConfigError`. */
export const readDeviceGatewayConfig = (): DeviceGatewayConfig =>
  joinDatabasePassword(readConfig(deviceGatewayConfigDefinition, process.env));
