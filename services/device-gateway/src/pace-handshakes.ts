/** Begins handshakes a few at a time, so that thousands of them at once hold nothing else up. */
import type { Socket } from 'node:net';

/** Takes TCP connections that are to be given a handshake. */
export interface HandshakePace {
  /** Begins the handshake now, or in its turn; a connection that closes before is forgotten. */
  enter(socket: Socket): void;
  /** How many connections wait for their turn. */
  waiting(): number;
}

/** What pacing stands on. */
export interface PaceOptions {
  beginHandshake(socket: Socket): void;
  /** Sees how long each connection has waited. */
  onBegin(waitedMs: number): void;
  /** Handshakes that begin within one turn of the event loop. */
  perTurnMax?: number;
}

interface Waiting {
  readonly socket: Socket;
  readonly sinceMs: number;
}

/** So many take about ten milliseconds of a processor. */
const perTurnMaxDefault = 16;

/**
 * Makes it. Left alone, the event loop would take all connections that are there and answer each of their messages before it
 * looked at a timer: a fleet that comes back at once would keep open connections waiting, and the feed of changes with
 * them. What has not begun costs next to nothing, and goes first come, first served.
 */
export const paceHandshakes = (options: PaceOptions): HandshakePace => {
  const { beginHandshake, onBegin, perTurnMax = perTurnMaxDefault } = options;
  let queue: Waiting[] = [];
  let begunThisTurn = 0;
  let isScheduled = false;

  const begin = (socket: Socket, waitedMs: number): void => {
    begunThisTurn += 1;
    onBegin(waitedMs);
    beginHandshake(socket);
  };
  const nextTurn = (): void => {
    isScheduled = false;
    begunThisTurn = 0;
    const nowMs = performance.now();
    let taken = 0;
    for (const { socket, sinceMs } of queue) {
      if (begunThisTurn >= perTurnMax) break;
      taken += 1;
      if (!socket.destroyed) begin(socket, nowMs - sinceMs);
    }
    queue = queue.slice(taken);
    if (begunThisTurn > 0) schedule();
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(nextTurn);
  };

  return {
    enter: (socket) => {
      schedule();
      if (queue.length === 0 && begunThisTurn < perTurnMax) begin(socket, 0);
      else queue.push({ socket, sinceMs: performance.now() });
    },
    waiting: () => queue.length,
  };
};
