/** Reaching beacons that connect from their side: through the worker of a gateway that holds their connection. */
import type { Duplex } from 'node:stream';
import { type Db, findBeaconTunnelByDevice } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/**
 * Opens a stream to the beacon that is this device. Throws `beacon_denied` for a device on the denied list,
 * `beacon_not_connected` where no worker has it or it does not come, `service_unavailable` where it has too many streams,
 * and the reason of the signal.
 */
export type DialTunnel = (deviceUuid: string, signal: AbortSignal) => Promise<Duplex>;

/** Where a gateway takes streams: a Unix socket of this host, or an address of another one. */
export type TunnelGateway = { readonly socketPath: string } | { readonly url: string };

/** What dialling stands on. */
export interface DialTunnelOptions {
  readonly db: Db;
  /** Asks a gateway for a connection that goes on as raw bytes; answers it, or the status of the refusal. */
  askForUpgrade(question: {
    readonly to: TunnelGateway;
    readonly path: string;
    readonly protocol: string;
    readonly signal: AbortSignal;
  }): Promise<{ readonly stream: Duplex } | { readonly status: number }>;
}

const unixPattern = /^unix:(\/.+)$/;
const tooMany = 429;

/** Over the network where the gateway says how, since it may be on another host then. */
const gatewayOf = (url: string | null, endpoint: string | null): TunnelGateway | null => {
  if (url !== null) return { url };
  const socketPath = unixPattern.exec(endpoint ?? '')?.[1];
  return socketPath === undefined ? null : { socketPath };
};

const notConnected = (cause?: unknown): Error =>
  fault('beacon_not_connected', { retryAfterSeconds: 5, cause });

/** Makes what dials: it looks up where the device is connected at this moment, for each stream. */
export const createTunnelDialer =
  ({ db, askForUpgrade }: DialTunnelOptions): DialTunnel =>
  async (deviceUuid, signal) => {
    const found = await findBeaconTunnelByDevice(db, deviceUuid);
    if (found?.is_denied === true) throw fault('beacon_denied');
    const to = gatewayOf(found?.url ?? null, found?.endpoint ?? null);
    if (to === null) throw notConnected();
    const path = `/tunnels/${deviceUuid}/streams`;
    const question = { to, path, protocol: 'moorgate-tunnel', signal };
    const outcome = await askForUpgrade(question).catch((error: unknown) => {
      throw signal.aborted ? error : notConnected(error);
    });
    if ('stream' in outcome) return outcome.stream;
    throw outcome.status === tooMany
      ? fault('service_unavailable', { retryAfterSeconds: 1 })
      : notConnected();
  };
