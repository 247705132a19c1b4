/** Cuts long answers while nobody can tell whether their devices may still have them. */
import { answerUnderWay, type Connection, type Connections } from './connections.ts';
import { cutConnection } from './cut-connection.ts';
import type { Lease } from '@moorgate/db';
import type { GatewayMetrics } from './metrics.ts';

/** What it stands on. */
export interface LapsedAnswersServices {
  readonly connections: Connections;
  readonly lease: Lease;
  readonly metrics: GatewayMetrics;
}

/** Longer than the store is away when it is started again, and short enough for a denial that cannot be heard of. */
const graceMs = 1_000;
const lookMs = 250;

const isGoingOut = (connection: Connection): boolean =>
  connection.isStream || answerUnderWay(connection)?.headersSent === true;

/**
 * While the lease has been gone for a second, cuts every answer that has been going out for as long, downloads above all:
 * their devices may have been denied meanwhile. New requests are decided one by one, so that connections which rest may
 * stay. Returns what ends it.
 */
export const cutLapsedAnswers = (services: LapsedAnswersServices): (() => void) => {
  const { connections, lease, metrics } = services;
  const look = (): void => {
    if (lease.lapsedMs() < graceMs) return;
    const nowMs = performance.now();
    for (const connection of connections.all()) {
      if (!isGoingOut(connection) || nowMs - connection.activeAtMs < graceMs) continue;
      metrics.connectionsClosed.inc({ reason: 'lease_lapsed' });
      cutConnection(connection.socket);
    }
  };
  const timer = setInterval(look, lookMs);
  timer.unref();
  return () => clearInterval(timer);
};
