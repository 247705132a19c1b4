/** The beacons that are connected to this process from their side, and the streams that are opened to them. */
import { randomUUID } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import { fault } from '@moorgate/errors';
import { openTunnelLines, type TunnelLines } from './tunnel-lines.ts';

/** How many streams there may be, open and awaited. */
export interface TunnelLimits {
  readonly streamsPerBeaconMax: number;
  /** Of this process. */
  readonly streamsMax: number;
}

/** How long a beacon has for the connection that it is asked for. */
const answerMsMax = 5_000;

/** A control connection. */
interface Tunnel {
  readonly lines: TunnelLines;
  streams: number;
  /** What waits for the beacon, by the id that it was told. */
  readonly awaited: Map<string, (stream: Duplex) => void>;
}

/** The beacons of one process. */
export interface Tunnels {
  /**
   * Opens the tunnel of a device, in the place of an older one, and returns what the beacon is told for as long as it is
   * connected. Its end, on whichever side, closes the tunnel; `onClose` is called then, once.
   */
  open(uuid: string, onClose: () => void): Readable;
  /**
   * Asks a beacon for a connection, and resolves with it. Throws `beacon_not_connected` where it has no tunnel here, or has
   * not come within five seconds, and `too_many_connections` beyond the limits.
   */
  askForStream(uuid: string, signal: AbortSignal): Promise<Duplex>;
  /**
   * Brings the connection that was asked for; once for each id, and from the device that was asked. Null for anything
   * else; otherwise to be called once bytes may flow.
   */
  claim(uuid: string, id: string): ((stream: Duplex) => void) | null;
  /** How many are open: beacons, and streams to them. */
  count(): { readonly tunnels: number; readonly streams: number };
  close(): void;
}

/** Makes an empty list. */
export const createTunnels = (limits: TunnelLimits): Tunnels => {
  const byDevice = new Map<string, Tunnel>();
  let streams = 0;

  const takeRoom = (tunnel: Tunnel): (() => void) => {
    if (streams >= limits.streamsMax || tunnel.streams >= limits.streamsPerBeaconMax)
      throw fault('too_many_connections', { retryAfterSeconds: 1 });
    streams += 1;
    tunnel.streams += 1;
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      streams -= 1;
      tunnel.streams -= 1;
    };
  };

  const awaitStream = (tunnel: Tunnel, signal: AbortSignal): Promise<Duplex> =>
    new Promise((resolve, reject) => {
      const id = randomUUID();
      const late = AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]);
      const giveUp = (): void => {
        tunnel.awaited.delete(id);
        tunnel.lines.bytes.off('close', giveUp);
        late.removeEventListener('abort', giveUp);
        reject(fault('beacon_not_connected'));
      };
      late.addEventListener('abort', giveUp, { once: true });
      tunnel.lines.bytes.once('close', giveUp);
      tunnel.awaited.set(id, (stream) => {
        tunnel.lines.bytes.off('close', giveUp);
        late.removeEventListener('abort', giveUp);
        resolve(stream);
      });
      if (late.aborted || !tunnel.lines.askForStream(id)) giveUp();
    });

  return {
    open: (uuid, onClose) => {
      byDevice.get(uuid)?.lines.end();
      const tunnel: Tunnel = { lines: openTunnelLines(), streams: 0, awaited: new Map() };
      byDevice.set(uuid, tunnel);
      // Whoever waits for a stream listens for the end.
      tunnel.lines.bytes.setMaxListeners(0);
      tunnel.lines.bytes.once('close', () => {
        if (byDevice.get(uuid) === tunnel) byDevice.delete(uuid);
        onClose();
      });
      return tunnel.lines.bytes;
    },
    askForStream: async (uuid, signal) => {
      const tunnel = byDevice.get(uuid);
      if (tunnel === undefined) throw fault('beacon_not_connected');
      const leave = takeRoom(tunnel);
      try {
        const stream = await awaitStream(tunnel, signal);
        stream.once('close', leave);
        if (stream.destroyed) leave();
        return stream;
      } catch (error) {
        leave();
        throw error;
      }
    },
    claim: (uuid, id) => {
      const awaited = byDevice.get(uuid)?.awaited;
      const found = awaited?.get(id);
      awaited?.delete(id);
      return found ?? null;
    },
    count: () => ({ tunnels: byDevice.size, streams }),
    close: () => {
      for (const { lines } of byDevice.values()) lines.end();
    },
  };
};
