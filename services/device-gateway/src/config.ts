/** What the device gateway takes from the environment. */
import {
  addressSetting,
  type Config,
  databaseUrlSetting,
  defineConfig,
  logLevelSetting,
  readConfig,
} from '@moorgate/config';
import { Type } from 'typebox';

const milliseconds = (minimum: number) => Type.Integer({ minimum, maximum: 3_600_000 });

export const deviceGatewayConfigDefinition = defineConfig({
  databaseUrl: databaseUrlSetting('the device gateway'),
  address: addressSetting('MOORGATE_GATEWAY_ADDR', ':8443'),
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
    description: 'Open connections of devices; more are closed before their handshake.',
    default: 20_000,
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
  headersTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_HEADERS_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long the head of a request may take, in milliseconds.',
    default: 15_000,
  },
  requestTimeoutMs: {
    variable: 'MOORGATE_GATEWAY_REQUEST_TIMEOUT_MS',
    schema: milliseconds(100),
    description: 'How long a whole request may take to arrive, in milliseconds.',
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
  headerBytesMax: {
    variable: 'MOORGATE_GATEWAY_HEADER_BYTES',
    schema: Type.Integer({ minimum: 1_024, maximum: 1_048_576 }),
    description: 'The largest head of a request, in bytes.',
    default: 16_384,
  },
  logLevel: logLevelSetting,
});

export type DeviceGatewayConfig = Config<typeof deviceGatewayConfigDefinition>;

/** Reads it. Throws `ConfigError`. */
export const readDeviceGatewayConfig = (): DeviceGatewayConfig =>
  readConfig(deviceGatewayConfigDefinition, process.env);
