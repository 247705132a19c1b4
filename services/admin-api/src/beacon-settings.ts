/** Where beacons may be, how those that speak TLS are known, and what may not be asked of the Docker hosts behind them. */
import { readFileSync } from 'node:fs';
import type { SealingKeys } from '@moorgate/auth';
import {
  type BeaconCaller,
  type ConnectBeacon,
  createBeaconCaller,
  createBeaconConnector,
  createNetworkPolicy,
  createTunnelDialer,
  type DialTunnelOptions,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import { networkPattern } from '@moorgate/config';
import type { Db } from '@moorgate/db';
import {
  createDockerCaller,
  type DockerCaller,
  type DockerCallerOptions,
  createLevelWatch,
  type DockerRefusal,
  dockerRefusals,
  type DockerServices,
} from '@moorgate/docker-hosts';
import {
  askForUpgrade,
  frameConnection,
  type KeyPairFiles,
  readKeyPair,
  type UpgradeOutcome,
} from '@moorgate/http';
import { type Logger, type Metrics, oneReading } from '@moorgate/observability';
import { Type } from 'typebox';

const networks = Type.Array(Type.String({ pattern: networkPattern }));

export const beaconSettings = {
  beaconNetworks: {
    variable: 'MOORGATE_BEACON_NETWORKS',
    schema: networks,
    description:
      'The networks that beacons may be in, separated by commas; all unless given, since those of plants and labs are private ones.',
    default: [...defaultAllowedNetworks],
  },
  beaconRefusedNetworks: {
    variable: 'MOORGATE_BEACON_REFUSED_NETWORKS',
    schema: networks,
    description:
      'Those of them that no beacon is in: link-local addresses, where clouds have their metadata, multicast and the like, unless given.',
    default: [...defaultRefusedNetworks],
  },
  beaconCasFile: {
    variable: 'MOORGATE_BEACON_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The CAs that vouch for beacons that speak TLS, in PEM, in place of those of the system.',
    isOptional: true,
  },
  tunnelGatewayCasFile: {
    variable: 'MOORGATE_TUNNEL_GATEWAY_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The CAs that issued the certificates of gateways on other hosts, in PEM, where beacons are connected there; this server shows them its own certificate.',
    isOptional: true,
  },
  dockerRefuses: {
    variable: 'MOORGATE_DOCKER_REFUSES',
    schema: Type.Array(Type.String({ pattern: `^(?:${Object.keys(dockerRefusals).join('|')})$` })),
    description: `What nobody may ask of the Docker hosts behind beacons, separated by commas; nothing unless given: ${Object.entries(
      dockerRefusals,
    )
      .map(([name, words]) => `\`${name}\` (${words})`)
      .join(', ')}.`,
    default: [],
  },
} as const;

/** What the settings come to. */
export interface BeaconConfig {
  readonly beaconNetworks: readonly string[];
  readonly beaconRefusedNetworks: readonly string[];
  readonly beaconCasFile?: string | undefined;
  readonly tunnelGatewayCasFile?: string | undefined;
  readonly dockerRefuses: readonly string[];
}

/**
 * Makes what opens connections to beacons. Throws a sentence for a person when the file of CAs cannot be read, or a network
 * is none.
 */
const openBeaconConnector = (
  config: BeaconConfig,
  { services: { db, log }, tls }: Pick<BeaconParts, 'services' | 'tls'>,
): ConnectBeacon => {
  const policy = createNetworkPolicy({
    allowed: config.beaconNetworks,
    refused: config.beaconRefusedNetworks,
  });
  const { beaconCasFile: file } = config;
  return createBeaconConnector({
    policy,
    ca: file === undefined ? undefined : readCas(file, 'MOORGATE_BEACON_CAS').toString(),
    dialTunnel: createTunnelDialer({ db, askForUpgrade: askGateways(config, { tls, log }) }),
  });
};

/** What the doors of beacons stand on. */
interface BeaconParts {
  readonly services: { readonly db: Db; readonly log: Logger };
  /** The certificate of this server; null where it serves in clear. */
  readonly tls: KeyPairFiles | null;
  readonly keys: { readonly sealingKeys: SealingKeys };
  readonly metrics: { readonly metrics: Metrics };
}

/** Makes what calls beacons and the engines behind them. Throws as `openBeaconConnector` does. */
export const openBeacons = (
  config: BeaconConfig,
  parts: BeaconParts,
): { readonly beaconCaller: BeaconCaller; readonly docker: DockerServices } => {
  const connect = openBeaconConnector(config, parts);
  const { db } = parts.services;
  const { sealingKeys } = parts.keys;
  return {
    beaconCaller: createBeaconCaller({ connect }),
    docker: {
      dockerCaller: openDockerCaller({ db, sealingKeys, connect }, parts.metrics.metrics),
      dockerPolicy: new Set(config.dockerRefuses as DockerRefusal[]),
      levelWatch: createLevelWatch(db),
    },
  };
};

const readCas = (file: string, variable: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`${variable}: ${file} cannot be read (${code})`, { cause: error });
  }
};

/** Makes it, with what tells how it fares; nothing of it grows with the hosts. */
const openDockerCaller = (options: DockerCallerOptions, metrics: Metrics): DockerCaller => {
  const seconds = metrics.histogram({
    name: 'moorgate_admin_docker_call_seconds',
    help: 'From a call of a container engine to the head of its answer, by outcome: "failed" is an answer with 5xx, "unreachable" is none.',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  });
  const caller = createDockerCaller({
    ...options,
    onBegun: ({ outcome, durationMs }) => seconds.observe({ outcome }, durationMs / 1_000),
  });
  metrics.gauge(
    {
      name: 'moorgate_admin_docker_calls',
      help: 'Calls of container engines that are under way, streams and raw connections among them.',
      labelNames: [],
    },
    () => oneReading(caller.count()),
  );
  return caller;
};

/** Gateways relay what a beacon says; whether it has ended its direction or is gone, the frames of it tell. */
const framed = (outcome: UpgradeOutcome): UpgradeOutcome =>
  'stream' in outcome ? { stream: frameConnection(outcome.stream) } : outcome;

/** Asks a gateway of this host at its socket, and one of another host over mutual TLS. */
const askGateways = (
  { tunnelGatewayCasFile: file }: BeaconConfig,
  { tls, log }: { readonly tls: KeyPairFiles | null; readonly log: Logger },
): DialTunnelOptions['askForUpgrade'] => {
  const ca = file === undefined ? null : readCas(file, 'MOORGATE_TUNNEL_GATEWAY_CAS');
  if (ca !== null && tls === null)
    throw new Error(
      'MOORGATE_TUNNEL_GATEWAY_CAS needs a certificate: set MOORGATE_TLS_KEY and MOORGATE_TLS_CERT',
    );
  return async ({ to, ...question }) => {
    if ('socketPath' in to) return framed(await askForUpgrade({ to, ...question }));
    const { url } = to;
    if (ca === null || tls === null) {
      log.warn(
        { url },
        'a beacon is connected to a gateway of another host, but MOORGATE_TUNNEL_GATEWAY_CAS is not set',
      );
      throw new Error('no CAs of gateways on other hosts');
    }
    // Read for each connection: the certificate is renewed while the server runs.
    return framed(await askForUpgrade({ to: { url, ca, pair: readKeyPair(tls) }, ...question }));
  };
};
