/** Settings about builds, and about the webhooks that are told of their ends. */
import { readFileSync } from 'node:fs';
import {
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import {
  type BuildRetention,
  createWebhookCaller,
  defaultBuildRetention,
  defaultBuildsPerPush,
  defaultRunLimits,
  type RunLimits,
  type WebhookCaller,
} from '@moorgate/builds';
import { networkPattern } from '@moorgate/config';
import { Type } from 'typebox';

const networks = Type.Array(Type.String({ pattern: networkPattern }));
const bytes = Type.Integer({ minimum: 1_024, maximum: 2 ** 50 });
const days = Type.Integer({ minimum: 0, maximum: 36_500 });

/** The networks of this host and of private ones, which a webhook that anybody may name must not reach. */
const privateNetworks = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '::1/128',
  'fc00::/7',
] as const;

export const buildSettings = {
  webhookNetworks: {
    variable: 'MOORGATE_WEBHOOK_NETWORKS',
    schema: networks,
    description: 'The networks that webhooks of builds may be in, separated by commas.',
    default: [...defaultAllowedNetworks],
  },
  webhookRefusedNetworks: {
    variable: 'MOORGATE_WEBHOOK_REFUSED_NETWORKS',
    schema: networks,
    description:
      'Those of them that no webhook is in: unless given, this host, private networks, link-local addresses and the like. Give fewer where receivers are in a private network.',
    default: [...new Set([...defaultRefusedNetworks, ...privateNetworks])],
  },
  webhookCasFile: {
    variable: 'MOORGATE_WEBHOOK_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The CAs that vouch for webhooks that speak TLS, in PEM, in place of those of the system.',
    isOptional: true,
  },
  buildNetwork: {
    variable: 'MOORGATE_BUILD_NETWORK',
    schema: Type.Boolean(),
    description: 'Whether scripts of runs, and the builds of their images, may use the network.',
    default: false,
  },
  buildsPerPush: {
    variable: 'MOORGATE_BUILDS_PER_PUSH',
    schema: Type.Integer({ minimum: 0, maximum: 1_000 }),
    description:
      'How many builds one push starts; of further branches that it moves whoever pushed is told, and starts what they want by request.',
    default: defaultBuildsPerPush,
  },
  runConsoleBytesMax: {
    variable: 'MOORGATE_RUN_CONSOLE_BYTES',
    schema: bytes,
    description: 'How much of the console of a run is kept, in bytes.',
    default: defaultRunLimits.consoleBytesMax,
  },
  runArtifactsMax: {
    variable: 'MOORGATE_RUN_ARTIFACTS',
    schema: Type.Integer({ minimum: 0, maximum: 100_000 }),
    description: 'How many artifacts a run may leave.',
    default: defaultRunLimits.artifactsMax,
  },
  runArtifactBytesMax: {
    variable: 'MOORGATE_RUN_ARTIFACT_BYTES',
    schema: bytes,
    description: 'How large an artifact of a run may be, in bytes.',
    default: defaultRunLimits.artifactBytesMax,
  },
  runArtifactsBytesMax: {
    variable: 'MOORGATE_RUN_ARTIFACTS_BYTES',
    schema: bytes,
    description: 'How large the artifacts of a run may be together, in bytes.',
    default: defaultRunLimits.artifactsBytesMax,
  },
  buildRetentionDays: {
    variable: 'MOORGATE_BUILD_RETENTION_DAYS',
    schema: days,
    description:
      'After how many days a build that has ended is removed, with its runs, consoles and artifacts; 0 keeps them all. The newest build stays, and so do those that were promoted or that a target names.',
    default: defaultBuildRetention.days,
  },
  buildRetentionBytes: {
    variable: 'MOORGATE_BUILD_RETENTION_BYTES',
    schema: Type.Integer({ minimum: 0, maximum: 2 ** 50 }),
    description:
      'How large the consoles and artifacts of all builds may be together, in bytes, before the oldest of those builds are removed that may be; 0 sets no limit.',
    default: defaultBuildRetention.bytesMax,
  },
  webhookRetentionDays: {
    variable: 'MOORGATE_WEBHOOK_RETENTION_DAYS',
    schema: days,
    description:
      'After how many days the record of a webhook that was delivered, or given up, is deleted; 0 keeps it as long as its build.',
    default: defaultBuildRetention.webhookDays,
  },
} as const;

/** What the settings come to. */
export interface BuildConfig {
  readonly webhookNetworks: readonly string[];
  readonly webhookRefusedNetworks: readonly string[];
  readonly webhookCasFile?: string | undefined;
  readonly buildNetwork: boolean;
  readonly buildsPerPush: number;
  readonly runConsoleBytesMax: number;
  readonly runArtifactsMax: number;
  readonly runArtifactBytesMax: number;
  readonly runArtifactsBytesMax: number;
  readonly buildRetentionDays: number;
  readonly buildRetentionBytes: number;
  readonly webhookRetentionDays: number;
}

/** The limits of a run that the settings name. */
export const runLimitsOf = (config: BuildConfig): RunLimits => ({
  consoleBytesMax: config.runConsoleBytesMax,
  artifactsMax: config.runArtifactsMax,
  artifactBytesMax: config.runArtifactBytesMax,
  artifactsBytesMax: config.runArtifactsBytesMax,
});

/** What is kept of builds, as the settings say. */
export const buildRetentionOf = (config: BuildConfig): BuildRetention => ({
  days: config.buildRetentionDays,
  bytesMax: config.buildRetentionBytes,
  webhookDays: config.webhookRetentionDays,
});

const readCas = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`MOORGATE_WEBHOOK_CAS: ${file} cannot be read (${code})`, { cause: error });
  }
};

/** Makes what calls webhooks. Throws a sentence for a person when the file of CAs cannot be read, or a network is none. */
export const openWebhookCaller = (config: BuildConfig): WebhookCaller => {
  const {
    webhookNetworks: allowed,
    webhookRefusedNetworks: refused,
    webhookCasFile: file,
  } = config;
  const policy = createNetworkPolicy({ allowed, refused });
  return createWebhookCaller({ policy, ca: file === undefined ? undefined : readCas(file) });
};
