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
import { askForUpgrade, type UpgradeOutcome } from '@moorgate/http';
import { channelProtocol } from './answer-streams.ts';
import { splice } from './splice.ts';
import { createTunnels, type TunnelLimits, type Tunnels } from './tunnels.ts';
import { openTunnelChannel, type TunnelChannel } from './tunnel-channel.ts';
import { openTunnelListener, type TunnelListenerConfig } from './tunnel-listener.ts';

/** What it stands on. */
export interface TunnelDoorOptions extends Pick<Context, 'db' | 'log'> {
  readonly config: TunnelListenerConfig & {
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

/** Where streams are asked for. */
interface Channels {
  readonly here: TunnelChannel;
  readonly elsewhere: Awaited<ReturnType<typeof openTunnelListener>>;
}

const limitsOf = ({ config }: TunnelDoorOptions): TunnelLimits => ({
  streamsMax: config.tunnelStreamsMax,
  streamsPerBeaconMax: config.tunnelStreamsPerBeaconMax,
});

const bringMsMax = 5_000;

/** A question to another worker of this host. */
interface WorkerQuestion {
  readonly endpoint: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

const askWorker = ({ endpoint, path, signal }: WorkerQuestion): Promise<UpgradeOutcome | null> => {
  const to = { socketPath: endpoint.replace(/^unix:/, '') };
  return askForUpgrade({ to, path, protocol: channelProtocol, signal }).catch(() => null);
};

/** Workers share one port, so a stream may come to another one than that which asked for it. */
const claimElsewhere = async (
  ctx: Pick<Context, 'db'>,
  own: TunnelChannel,
  { uuid, id }: { readonly uuid: string; readonly id: string },
): Promise<((stream: Duplex) => void) | null> => {
  const endpoint = await findTunnelEndpoint(ctx, uuid);
  if (endpoint === null || endpoint === own.endpoint) return null;
  const signal = AbortSignal.timeout(bringMsMax);
  const outcome = await askWorker({ endpoint, path: `/tunnels/${uuid}/streams/${id}`, signal });
  if (outcome === null || !('stream' in outcome)) return null;
  return (stream) => splice(stream, outcome.stream);
};

const tooMany = 429;

/** Workers share that port as well, so whoever asks from another host may have come to another one than the beacon. */
const openAnywhere =
  (ctx: Pick<Context, 'db'>, own: TunnelChannel, tunnels: Tunnels) =>
  async (uuid: string, signal: AbortSignal): Promise<Duplex> => {
    // Where it connected last: an older connection of it may be here still.
    const endpoint = await findTunnelEndpoint(ctx, uuid);
    if (endpoint === own.endpoint) return tunnels.askForStream(uuid, signal);
    const question = { path: `/tunnels/${uuid}/streams`, signal };
    const outcome = endpoint === null ? null : await askWorker({ endpoint, ...question });
    if (outcome !== null && 'stream' in outcome) return outcome.stream;
    throw outcome?.status === tooMany
      ? fault('too_many_connections', { retryAfterSeconds: 1 })
      : fault('beacon_not_connected');
  };

/** Both channels, or neither: what is brought to another worker goes over the one of this host. */
const openChannels = async (
  { db, log, followerId, config }: TunnelDoorOptions,
  tunnels: Tunnels,
): Promise<Channels | null> => {
  const { tunnelFolder: folder } = config;
  if (folder === undefined) {
    if (config.tunnelAddress === undefined) return null;
    throw new Error('MOORGATE_GATEWAY_TUNNEL_ADDR needs MOORGATE_GATEWAY_TUNNEL_DIR');
  }
  const here = await openTunnelChannel({ folder, followerId, tunnels, log });
  try {
    const open = openAnywhere({ db }, here, tunnels);
    return { here, elsewhere: await openTunnelListener({ config, log, open }) };
  } catch (error) {
    await here.close();
    throw error;
  }
};

/**
 * Opens it with its private channels, where there is a folder for that. Rejects when the folder, or what is configured for
 * other hosts, cannot be used.
 */
export const openTunnelDoor = async (options: TunnelDoorOptions): Promise<TunnelDoor> => {
  const { db, log, followerId } = options;
  const tunnels = createTunnels(limitsOf(options));
  const channels = await openChannels(options, tunnels);
  const ignoreStore = (error: unknown): void => {
    // The row is worth nothing without the lease of this worker, and goes when the next one starts.
    log.warn({ err: error }, 'the end of a tunnel was not noted');
  };
  if (channels !== null) await forgetEndedTunnels({ db }, followerId).catch(ignoreStore);
  let closed: Promise<void> | null = null;
  return {
    count: tunnels.count,
    claim: async (uuid, id) =>
      tunnels.claim(uuid, id) ??
      (channels === null ? null : claimElsewhere({ db }, channels.here, { uuid, id })),
    open: async (device) => {
      if (channels === null) throw fault('route_not_found');
      const id = randomUUID();
      const where = { endpoint: channels.here.endpoint, url: channels.elsewhere?.url ?? null };
      await noteTunnel({ db }, device, { id, followerId, ...where });
      return tunnels.open(device.uuid, () => {
        forgetTunnel({ db }, { deviceUuid: device.uuid, id }).catch(ignoreStore);
      });
    },
    close: () => {
      tunnels.close();
      closed ??= closeAll(channels);
      return closed;
    },
  };
};

const closeAll = async (channels: Channels | null): Promise<void> => {
  await Promise.all([channels?.here.close(), channels?.elsewhere?.close()]);
};
