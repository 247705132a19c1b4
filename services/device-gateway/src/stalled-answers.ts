/** Cuts connections whose clients do not take their answers. */
import { type Connections, isIdle } from './connections.ts';
import { cutConnection } from './cut-connection.ts';
import type { GatewayMetrics } from './metrics.ts';

/** What it stands on. */
export interface StalledAnswersServices {
  readonly connections: Connections;
  readonly metrics: GatewayMetrics;
  /** How long an answer may wait for its client to take the next piece of it. */
  readonly stallTimeoutMs: number;
}

/** How far an answer had got when it was last looked at. */
interface Progress {
  readonly takenBytes: number;
  readonly sinceMs: number;
}

const looksPerTimeout = 4;

/**
 * Looks at the answers that are on their way, four times in the time that one may rest, and cuts those of which nothing has
 * been taken for so long. What the client sends meanwhile is no progress. Returns what ends it.
 */
export const cutStalledAnswers = (services: StalledAnswersServices): (() => void) => {
  const { connections, metrics, stallTimeoutMs } = services;
  let progress = new Map<object, Progress>();

  const look = (): void => {
    const nowMs = performance.now();
    const seen = new Map<object, Progress>();
    for (const connection of connections.all()) {
      const { socket } = connection;
      if (isIdle(connection) || socket.writableLength === 0) continue;
      const takenBytes = socket.bytesWritten - socket.writableLength;
      const last = progress.get(socket);
      const sinceMs = last?.takenBytes === takenBytes ? last.sinceMs : nowMs;
      if (nowMs - sinceMs < stallTimeoutMs) {
        seen.set(socket, { takenBytes, sinceMs });
        continue;
      }
      metrics.connectionsClosed.inc({ reason: 'answer_not_taken' });
      cutConnection(socket);
    }
    progress = seen;
  };
  const timer = setInterval(look, stallTimeoutMs / looksPerTimeout);
  timer.unref();
  return () => clearInterval(timer);
};
