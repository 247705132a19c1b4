/** The environment of a beacon. */
import {
  type Config,
  defineConfig,
  listenAddressPattern,
  logLevelSetting,
  readConfig,
} from '@moorgate/config';
import { Type } from 'typebox';

const tokenLengthMin = 16;

const file = Type.String({ minLength: 1 });

export const beaconConfigDefinition = defineConfig({
  address: {
    variable: 'MOORGATE_BEACON_ADDR',
    schema: Type.String({ pattern: listenAddressPattern }),
    description:
      'Where it listens: `host:port`, `[IPv6]:port`, or `:port` for every address. Unless given, `127.0.0.1:5000`, or nowhere where it keeps a tunnel to a gateway.',
    isOptional: true,
  },
  engines: {
    variable: 'MOORGATE_BEACON_ENGINES',
    schema: Type.Array(Type.String({ minLength: 1 }), { maxItems: 1_000 }),
    description:
      'The engines that it opens, separated by commas: `[NAME=]unix:/path`, `[NAME=]tcp://host:port` or `[NAME=]https://host:port`; `unix:/var/run/docker.sock` unless given.',
    default: [],
  },
  engineFile: {
    variable: 'MOORGATE_BEACON_ENGINE_FILE',
    schema: file,
    description:
      'A file of JSON with engines, in place of those: `[{"Host": "10.0.0.5", "Port": "2375"}]`.',
    isOptional: true,
  },
  engineCertificatesDir: {
    variable: 'MOORGATE_BEACON_ENGINE_CERTS',
    schema: file,
    description:
      'The folder of `ca.pem`, `cert.pem` and `key.pem` for engines that speak TLS, as `DOCKER_CERT_PATH` is laid out.',
    isOptional: true,
  },
  token: {
    variable: 'MOORGATE_BEACON_TOKEN',
    schema: Type.String({ minLength: tokenLengthMin, pattern: '^[\\x21-\\x7e]+$' }),
    description:
      'What a server has to show: 16 characters at least. Without it one is made at each start, and printed once.',
    isOptional: true,
    isSecret: true,
  },
  tlsKeyFile: {
    variable: 'MOORGATE_BEACON_TLS_KEY',
    schema: file,
    description: 'The private key for HTTPS, in PEM; read again when the file changes.',
    isOptional: true,
  },
  tlsCertificateFile: {
    variable: 'MOORGATE_BEACON_TLS_CERT',
    schema: file,
    description: 'The certificate for HTTPS with its chain, in PEM; read again when it changes.',
    isOptional: true,
  },
  insecureHttp: {
    variable: 'MOORGATE_BEACON_INSECURE_HTTP',
    schema: Type.Boolean(),
    description: 'Listen in clear beyond loopback, behind a proxy that speaks HTTPS.',
    default: false,
  },
  connectionsMax: {
    variable: 'MOORGATE_BEACON_CONNECTIONS',
    schema: Type.Integer({ minimum: 1, maximum: 65_536 }),
    description:
      'How many connections it holds; more are closed at once, and no more streams are opened through a tunnel.',
    default: 2_048,
  },
  callsPerEngine: {
    variable: 'MOORGATE_BEACON_CALLS',
    schema: Type.Integer({ minimum: 1, maximum: 65_536 }),
    description: 'How many calls each engine may have under way; more get 503 with Retry-After.',
    default: 256,
  },
  deviceDir: {
    variable: 'MOORGATE_BEACON_DEVICE_DIR',
    schema: file,
    description:
      'The folder of a registered device with its `sota.toml`: the beacon keeps a tunnel to the gateway of that device, as that device.',
    isOptional: true,
  },
  gatewayUrl: {
    variable: 'MOORGATE_BEACON_GATEWAY_URL',
    schema: Type.String({ pattern: '^https://[^?#@]+$' }),
    description:
      'The gateway to keep a tunnel to, where there is no such folder; needs the three files below.',
    isOptional: true,
  },
  deviceCertificateFile: {
    variable: 'MOORGATE_BEACON_CERT',
    schema: file,
    description:
      'The certificate that it shows the gateway, in PEM; read for each connection, as are the others.',
    isOptional: true,
  },
  deviceKeyFile: {
    variable: 'MOORGATE_BEACON_KEY',
    schema: file,
    description: 'The private key of that certificate, in PEM.',
    isOptional: true,
  },
  gatewayCaFile: {
    variable: 'MOORGATE_BEACON_GATEWAY_CA',
    schema: file,
    description: 'The CAs that may have issued the certificate of the gateway, in PEM.',
    isOptional: true,
  },
  refusedRetrySeconds: {
    variable: 'MOORGATE_BEACON_REFUSED_RETRY_SECONDS',
    schema: Type.Integer({ minimum: 1, maximum: 86_400 }),
    description: 'How long, about, until it asks a gateway again that refused it.',
    default: 60,
  },
  logLevel: logLevelSetting,
});

export type BeaconConfig = Config<typeof beaconConfigDefinition>;

/** Reads it from the environment. Throws `ConfigError`. */
export const readBeaconConfig = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BeaconConfig => readConfig(beaconConfigDefinition, environment);
