/** What the admin API takes from the environment. */
import {
  addressSetting,
  blobSettings,
  type Config,
  databasePasswordSetting,
  databaseUrlSetting,
  gatewayUrlSetting,
  defineConfig,
  dialectSettings,
  joinDatabasePassword,
  logLevelSetting,
  networkPattern,
  passwordSettings,
  privateAddressSetting,
  readConfig,
} from '@moorgate/config';
import { Type } from 'typebox';
import { beaconSettings } from './beacon-settings.ts';
import { buildSettings } from './factory/build-settings.ts';
import { registrySettings } from './containers/registry-settings.ts';
import { gitSettings } from './git/git-settings.ts';
import { mtlsSettings } from './mtls-settings.ts';
import { targetSettings } from './factory/target-settings.ts';
import { updateSettings } from './update-settings.ts';
import { signerSettings } from './signer/signer-settings.ts';

export const adminApiConfigDefinition = defineConfig({
  databaseUrl: databaseUrlSetting('the admin API'),
  databasePassword: databasePasswordSetting,
  address: addressSetting('MOORGATE_ADMIN_ADDR', '127.0.0.1:8080'),
  metricsAddress: privateAddressSetting('MOORGATE_ADMIN_METRICS_ADDR'),
  keysDirectory: {
    variable: 'MOORGATE_KEYS_DIR',
    schema: Type.String({ minLength: 1 }),
    description: 'The folder of secrets that never enter the database.',
  },
  gatewayKeysDirectory: {
    variable: 'MOORGATE_GATEWAY_KEYS_DIR',
    schema: Type.String({ minLength: 1 }),
    description:
      'The folder of those secrets that gateways may have too: the keys of enrolment tokens; `MOORGATE_KEYS_DIR` unless given.',
    isOptional: true,
  },
  gatewayUrl: gatewayUrlSetting,
  deviceCasFile: {
    variable: 'MOORGATE_DEVICE_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The certificates of the CAs whose devices may connect, in PEM; read again when the file changes.',
    isOptional: true,
  },
  factory: {
    variable: 'MOORGATE_FACTORY',
    schema: Type.String({ minLength: 1, maxLength: 64 }),
    description:
      'The factory of this installation, `factory` unless given: its updates are served and its roots sign them. Also that of a new device CA whose subject names none, or several (OU).',
    isOptional: true,
  },
  enrolmentPolicy: {
    variable: 'MOORGATE_ENROLMENT_POLICY',
    schema: Type.Union([
      Type.Literal('open'),
      Type.Literal('registered'),
      Type.Literal('approval'),
    ]),
    description: 'How devices of a new device CA enrol; the API changes it for each CA.',
    default: 'open',
  },
  tlsKeyFile: {
    variable: 'MOORGATE_TLS_KEY',
    schema: Type.String({ minLength: 1 }),
    description: 'The private key for HTTPS, in PEM; read again when the file changes.',
    isOptional: true,
  },
  tlsCertificateFile: {
    variable: 'MOORGATE_TLS_CERT',
    schema: Type.String({ minLength: 1 }),
    description:
      'The certificate for HTTPS with its chain, in PEM; read again when the file changes.',
    isOptional: true,
  },
  rootCertificateFile: {
    variable: 'MOORGATE_ROOT_CERT',
    schema: Type.String({ minLength: 1 }),
    description:
      'The certificate of the root by which devices know the gateway, in PEM: what a registered device gets as `root.crt`. Without it no device is registered.',
    isOptional: true,
  },
  watchedCertificateFiles: {
    variable: 'MOORGATE_WATCHED_CERTIFICATES',
    schema: Type.Array(Type.String({ minLength: 1 })),
    description:
      'Files of certificates, beside its own and the device CAs, whose ends are shown and warned of: those of the root and of the gateway, say; separated by commas.',
    default: [],
  },
  insecureHttp: {
    variable: 'MOORGATE_INSECURE_HTTP',
    schema: Type.Boolean(),
    description: 'Listen in clear beyond loopback, for an installation whose proxy speaks HTTPS.',
    default: false,
  },
  publicUrl: {
    variable: 'MOORGATE_ADMIN_URL',
    schema: Type.String({ pattern: '^https?://[^/?#]+/?$' }),
    description:
      'The address under which browsers, tools and runners reach this server: needed behind a proxy. Without it whoever asks is told the name by which they ask.',
    isOptional: true,
  },
  identityProvidersFile: {
    variable: 'MOORGATE_IDENTITY_PROVIDERS',
    schema: Type.String({ minLength: 1 }),
    description:
      'A file of JSON with the providers that people may log in with; needs `MOORGATE_ADMIN_URL`.',
    isOptional: true,
  },
  tokenReusePolicy: {
    variable: 'MOORGATE_TOKEN_REUSE',
    schema: Type.Union([Type.Literal('revoke'), Type.Literal('record')]),
    description:
      'What follows when a secret comes back that was rotated away: the end of the token and of what was made with it, or an audit record alone.',
    default: 'revoke',
  },
  auditCheckpointFile: {
    variable: 'MOORGATE_AUDIT_CHECKPOINT_FILE',
    schema: Type.String({ minLength: 1 }),
    description:
      'A file to which each checkpoint of the audit chain is appended, to be kept where nobody who has the database can change it.',
    isOptional: true,
  },
  auditRetentionDays: {
    variable: 'MOORGATE_AUDIT_RETENTION_DAYS',
    schema: Type.Integer({ minimum: 0, maximum: 36_500 }),
    description: 'After how many days audit records are deleted, 30 at least; 0 keeps them all.',
    default: 0,
  },
  trustedProxies: {
    variable: 'MOORGATE_TRUSTED_PROXIES',
    schema: Type.Array(Type.String({ pattern: networkPattern })),
    description: 'Addresses and networks whose `X-Forwarded-For` is believed, separated by commas.',
    default: [],
  },
  ...mtlsSettings,
  ...signerSettings,
  ...blobSettings,
  ...updateSettings,
  ...beaconSettings,
  ...buildSettings,
  ...gitSettings,
  ...targetSettings,
  ...registrySettings,
  ...passwordSettings,
  ...dialectSettings,
  sessionRestMinutes: {
    variable: 'MOORGATE_SESSION_REST_MINUTES',
    schema: Type.Integer({ minimum: 0, maximum: 2_880 }),
    description:
      'After how many minutes without a request a session ends; 0 leaves all of them their 48 hours.',
    default: 720,
  },
  requireSecondFactor: {
    variable: 'MOORGATE_REQUIRE_SECOND_FACTOR',
    schema: Type.Boolean(),
    description:
      'Whether people who log in with a password can do nothing but set up a second factor while they have none.',
    default: false,
  },
  requestsPerSecond: {
    variable: 'MOORGATE_REQUESTS_PER_SECOND',
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    description:
      'How many requests a second each credential may send, to each process; twice as many at once after a rest.',
    default: 500,
  },
  logLevel: logLevelSetting,
});

/** The password of the database stands in its address by then. */
export type AdminApiConfig = Omit<Config<typeof adminApiConfigDefinition>, 'databasePassword'>;

/** Reads it. Throws `ConfigError`. */
export const readAdminApiConfig = (): AdminApiConfig =>
  joinDatabasePassword(readConfig(adminApiConfigDefinition, process.env));
