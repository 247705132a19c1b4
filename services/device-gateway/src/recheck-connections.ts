/** Looks again at what is open after a change: connections, and requests that came with a token of a device. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrustList } from '@moorgate/auth';
import type { TrustStore } from '@moorgate/devices';
import type { Connection, Connections, DeviceRequest } from './connections.ts';
import { cutConnection } from './cut-connection.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { Reviewer } from './reviewer.ts';

/** What looking again stands on. */
export interface RecheckServices {
  readonly connections: Connections;
  readonly reviewer: Reviewer;
  readonly metrics: GatewayMetrics;
  readonly trust: Pick<TrustStore, 'current'>;
}

/**
 * What a change does to what is open. Each marks at once, before it returns, so that no request is served on what was
 * known before, and then cuts what may not go on, answers in progress included, without waiting for a request. What the
 * store does not decide is kept for `retry`. The promises never reject.
 */
export interface Recheck {
  /** Resolves, when everything under the device has been looked at, with how many were cut. */
  deviceChanged(uuid: string, sequence: number): Promise<number>;
  /** Any device may have changed. */
  everythingChanged(sequence: number): Promise<void>;
  /** The list of CAs has been read again: connections whose CA is not what it was are judged. */
  casChanged(): Promise<void>;
  /** Tries again what was not decided. */
  retry(): Promise<void>;
}

/** So much is judged, and so long, before the event loop gets its turn: thousands of connections must not stop it. */
const sliceMs = 5;
const underwayMax = 256;

/** Visits all, in slices; ends early when `isOver`. */
const inSlices = async <T>(
  all: Iterable<T>,
  visit: (one: T) => Promise<unknown> | null,
  isOver: () => boolean,
): Promise<void> => {
  const underway: Promise<unknown>[] = [];
  let sliceEndsAtMs = performance.now() + sliceMs;
  for (const one of all) {
    const visited = visit(one);
    if (visited !== null) underway.push(visited);
    if (underway.length < underwayMax && performance.now() < sliceEndsAtMs) continue;
    if (underway.length >= underwayMax) await Promise.all(underway.splice(0));
    await nextTurn();
    if (isOver()) break;
    sliceEndsAtMs = performance.now() + sliceMs;
  }
  await Promise.all(underway);
};

/** True when a verdict rests on a CA that is not, or not any more, what it was then. */
const restsOnChangedCa = ({ verdict }: Connection, trust: TrustList): boolean => {
  if (verdict?.kind !== 'device' && verdict?.kind !== 'renewable') return false;
  const { ca } = verdict.identity;
  const present = trust.byId.get(ca.id);
  return present === undefined || present.isRetired || present.factory !== ca.factory;
};

/** Makes it. */
export const createRecheck = (services: RecheckServices): Recheck => {
  const { connections, reviewer, metrics, trust } = services;
  /** What could not be decided; no request on such a connection is served without asking. */
  const undecided = new Set<Connection | DeviceRequest>();
  /** A sweep ends when another of its kind begins: that one sees all that is left. */
  const latest = { everything: 0, cas: 0 };

  const cut = (socket: Connection['socket'], reason: string): number => {
    if (socket.destroyed) return 0;
    metrics.connectionsClosed.inc({ reason });
    cutConnection(socket);
    return 1;
  };
  const lookAtConnection = async (connection: Connection): Promise<number> => {
    const { verdict: held, hasCertificate, socket } = connection;
    const isServed = held !== null && held.kind !== 'refused' && hasCertificate;
    if (!isServed || socket.destroyed) return 0;
    try {
      const verdict = await reviewer.review(connection);
      return verdict.kind === 'refused' ? cut(socket, verdict.code) : 0;
    } catch {
      undecided.add(connection);
      return 0;
    }
  };
  const lookAtRequest = async (request: DeviceRequest): Promise<number> => {
    const { socket } = request.connection;
    if (socket.destroyed) return 0;
    try {
      return (await request.mayGoOn()) ? 0 : cut(socket, 'request_not_allowed_any_more');
    } catch {
      undecided.add(request);
      return 0;
    }
  };
  const lookAt = (one: Connection | DeviceRequest): Promise<number> =>
    'mayGoOn' in one ? lookAtRequest(one) : lookAtConnection(one);

  const sweep = async (
    kind: keyof typeof latest,
    concerns: (connection: Connection) => boolean,
  ): Promise<void> => {
    const own = ++latest[kind];
    const isOver = (): boolean => latest[kind] !== own;
    await inSlices(connections.requests(), lookAtRequest, isOver);
    await inSlices(connections.all(), (one) => (concerns(one) ? lookAt(one) : null), isOver);
  };

  return {
    deviceChanged: async (uuid, sequence) => {
      const held = connections.noteChange(uuid, sequence);
      const looks = [...held.connections, ...held.requests].map(lookAt);
      return (await Promise.all(looks)).reduce((sum, count) => sum + count, 0);
    },
    everythingChanged: (sequence) => {
      connections.noteEverything(sequence);
      return sweep('everything', () => true);
    },
    casChanged: () => sweep('cas', (connection) => restsOnChangedCa(connection, trust.current())),
    retry: async () => {
      if (undecided.size === 0) return;
      const again = [...undecided];
      undecided.clear();
      await inSlices(again, lookAt, () => false);
    },
  };
};
