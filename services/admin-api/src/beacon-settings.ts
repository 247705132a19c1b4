/** Where beacons may be, and how those that speak TLS are known. */
import { readFileSync } from 'node:fs';
import type { Context } from '@moorgate/auth';
import {
  type ConnectBeacon,
  createBeaconConnector,
  createNetworkPolicy,
  createTunnelDialer,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import { networkPattern } from '@moorgate/config';
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
} as const;

/** What the settings come to. */
export interface BeaconConfig {
  readonly beaconNetworks: readonly string[];
  readonly beaconRefusedNetworks: readonly string[];
  readonly beaconCasFile?: string | undefined;
}

/**
 * Makes what opens connections to beacons. Throws a sentence for a person when the file of CAs cannot be read, or a network
 * is none.
 */
export const openBeaconConnector = (
  config: BeaconConfig,
  services: Pick<Context, 'db'>,
): ConnectBeacon => {
  const policy = createNetworkPolicy({
    allowed: config.beaconNetworks,
    refused: config.beaconRefusedNetworks,
  });
  const { beaconCasFile: file } = config;
  return createBeaconConnector({
    policy,
    ca: file === undefined ? undefined : readCas(file),
    dialTunnel: createTunnelDialer(services),
  });
};

const readCas = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Error(`MOORGATE_BEACON_CAS: ${file} cannot be read (${code})`, { cause: error });
  }
};
