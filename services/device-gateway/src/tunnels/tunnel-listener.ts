/** Where admin APIs on other hosts ask for streams to the beacons of this gateway, at whichever of its workers. */
import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { parseListenAddress } from '@moorgate/config';
import {
  isIssuedDirectly,
  type KeyPairFiles,
  type MutualTlsListener,
  openMutualTls,
  readIssuers,
} from '@moorgate/http';
import type { Logger } from '@moorgate/observability';
import { answerStreams, channelLimits } from './answer-streams.ts';

/** What it takes from the configuration. */
export interface TunnelListenerConfig extends KeyPairFiles {
  readonly tunnelAddress?: string | undefined;
  readonly tunnelHost?: string | undefined;
  readonly tunnelCasFile?: string | undefined;
  readonly tunnelPeers: readonly string[];
}

/** What it stands on. */
export interface TunnelListenerOptions {
  readonly config: TunnelListenerConfig;
  readonly log: Logger;
  /** Opens a stream to a beacon of this gateway. */
  open(uuid: string, signal: AbortSignal): Promise<Duplex>;
}

const connectionsMax = 8_192;
const closeTimeoutMs = 1_000;

/** One name of several that a certificate has. */
const hasName = (certificate: X509Certificate | undefined, names: readonly string[]): boolean =>
  certificate !== undefined &&
  names.some((name) => certificate.checkHost(name, { subject: 'never' }) !== undefined);

/** Whole, or not there: half a configuration would leave beacons that nobody reaches. */
const requireAll = (config: TunnelListenerConfig) => {
  const { tunnelAddress: address, tunnelHost: host, tunnelCasFile, tunnelPeers } = config;
  if (address === undefined) return null;
  if (host === undefined || tunnelCasFile === undefined || tunnelPeers.length === 0)
    throw new Error(
      'MOORGATE_GATEWAY_TUNNEL_ADDR needs MOORGATE_GATEWAY_TUNNEL_HOST, MOORGATE_GATEWAY_TUNNEL_CAS and MOORGATE_GATEWAY_TUNNEL_PEERS',
    );
  return { address: parseListenAddress(address), host, cas: readIssuers(tunnelCasFile) };
};

/**
 * Opens it where it is configured, and resolves with its address for others in the place of that which it listens at. Asking is for whoever shows
 * a certificate in its validity that one of the CAs has issued and that has one of the names. Rejects with one sentence for a person when
 * a setting is missing, a file cannot be read, or the address cannot be used.
 */
export const openTunnelListener = async (
  options: TunnelListenerOptions,
): Promise<Pick<MutualTlsListener, 'url' | 'close'> | null> => {
  const { config, log, open } = options;
  const needed = requireAll(config);
  if (needed === null) return null;
  let cutAll = (): void => undefined;
  const listener = await openMutualTls(
    {
      ...{ address: needed.address, files: config, limits: channelLimits },
      ...{ connectionsMax, closeTimeoutMs, log, refusal: 'no admin API: refused at the tunnels' },
      isPeer: (certificate) =>
        isIssuedDirectly(certificate, needed.cas, new Date()) &&
        hasName(certificate, config.tunnelPeers),
    },
    (server) => {
      cutAll = answerStreams(server, { open, claim: null, log });
    },
  );
  const { host } = needed;
  return {
    url: `https://${host.includes(':') ? host : `${host}:${listener.port}`}`,
    close: async () => {
      cutAll();
      await listener.close();
    },
  };
};
