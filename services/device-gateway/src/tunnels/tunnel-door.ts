/** Beacons that connect from their side: where that is noted, and who may bring which stream. */
import { randomUUID } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import type { Context } from '@moorgate/auth';
import {
  findTunnelEndpoint,
  forgetEndedTunnels,
  forgetTunnel,
  type HeldDevice,
  noteTunnel,
} from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { askForUpgrade } from '@moorgate/http';
import { splice } from './splice.ts';
import { createTunnels, type TunnelLimits, type Tunnels } from './tunnels.ts';
import { openTunnelChannel, type TunnelChannel } from './tunnel-channel.ts';

/** What it stands on. */
export interface TunnelDoorOptions extends Pick<Context, 'db' | 'log'> {
  readonly config: {
    readonly tunnelFolder?: string | undefined;
    readonly tunnelStreamsMax: number;
    readonly tunnelStreamsPerBeaconMax: number;
  };
  /** Under which this worker follows the feed: its lease is that of what is connected here. */
  readonly followerId: string;
}

/** The door of the beacons of one worker. */
export interface TunnelDoor extends Pick<Tunnels, 'count'> {
  /**
   * Brings the connection that was asked for, by this worker or by another one of this host; once for each id, and from
   * the device that was asked. Null for anything else; otherwise to be called once bytes may flow.
   */
  claim(uuid: string, id: string): Promise<((stream: Duplex) => void) | null>;
  /**
   * Opens the tunnel of a device and notes where it is; what is told to the beacon goes out for as long as the connection
   * lasts. Faults: those of a write of a device, and route_not_found where no beacon is taken.
   */
  open(device: Pick<HeldDevice, 'uuid' | 'generation'>): Promise<Readable>;
  close(): Promise<void>;
}

const limitsOf = ({ config }: TunnelDoorOptions): TunnelLimits => ({
  streamsMax: config.tunnelStreamsMax,
  streamsPerBeaconMax: config.tunnelStreamsPerBeaconMax,
});

const bringMsMax = 5_000;

/** Workers share one port, so a stream may come to another one than that which asked for it. */
const claimElsewhere = async (
  { db }: Pick<Context, 'db'>,
  own: TunnelChannel,
  { uuid, id }: { readonly uuid: string; readonly id: string },
): Promise<((stream: Duplex) => void) | null> => {
  const endpoint = await findTunnelEndpoint({ db }, uuid);
  if (endpoint === null || endpoint === own.endpoint) return null;
  const outcome = await askForUpgrade({
    socketPath: endpoint.replace(/^unix:/, ''),
    path: `/tunnels/${uuid}/streams/${id}`,
    protocol: 'moorgate-tunnel',
    signal: AbortSignal.timeout(bringMsMax),
  }).catch(() => null);
  if (outcome === null || !('stream' in outcome)) return null;
  return (stream) => splice(stream, outcome.stream);
};

/** Opens it with the private channel, where there is a folder for that. Rejects when the folder cannot be used. */
export const openTunnelDoor = async (options: TunnelDoorOptions): Promise<TunnelDoor> => {
  const { db, log, followerId, config } = options;
  const tunnels = createTunnels(limitsOf(options));
  const { tunnelFolder: folder } = config;
  const channel: TunnelChannel | null =
    folder === undefined ? null : await openTunnelChannel({ folder, followerId, tunnels, log });
  const ignoreStore = (error: unknown): void => {
    // The row is worth nothing without the lease of this worker, and goes when the next one starts.
    log.warn({ err: error }, 'the end of a tunnel was not noted');
  };
  if (channel !== null) await forgetEndedTunnels({ db }, followerId).catch(ignoreStore);
  let closed: Promise<void> | null = null;
  return {
    count: tunnels.count,
    claim: async (uuid, id) =>
      tunnels.claim(uuid, id) ??
      (channel === null ? null : claimElsewhere({ db }, channel, { uuid, id })),
    open: async (device) => {
      if (channel === null) throw fault('route_not_found');
      const id = randomUUID();
      await noteTunnel({ db }, device, { id, followerId, endpoint: channel.endpoint });
      return tunnels.open(device.uuid, () => {
        forgetTunnel({ db }, { deviceUuid: device.uuid, id }).catch(ignoreStore);
      });
    },
    close: () => {
      tunnels.close();
      closed ??= channel?.close() ?? Promise.resolve();
      return closed;
    },
  };
};
