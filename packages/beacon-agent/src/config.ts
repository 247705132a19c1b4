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
      'Where it listens: `host:port`, `[IPv6]:port`, or `:port` for every address; `--listen` says it too.',
    default: '127.0.0.1:5000',
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
    description: 'How many connections it holds; more are closed at once.',
    default: 2_048,
  },
  callsPerEngine: {
    variable: 'MOORGATE_BEACON_CALLS',
    schema: Type.Integer({ minimum: 1, maximum: 65_536 }),
    description: 'How many calls each engine may have under way; more get 503 with Retry-After.',
    default: 256,
  },
  logLevel: logLevelSetting,
});

export type BeaconConfig = Config<typeof beaconConfigDefinition>;

/** Reads it from the environment. Throws `ConfigError`. */
export const readBeaconConfig = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BeaconConfig => readConfig(beaconConfigDefinition, environment);
