/** What every part of a gateway stands on: the store, the time, the index of connections, the counters, the lease. */
import { type RefusalTally, type RefusedConnection, tallyRefusedConnections } from '@moorgate/auth';
import {
  type Confirmations,
  createConfirmations,
  createLease,
  databaseOver,
  type Db,
  keyedAccess,
  type Lease,
  leaseMs,
  openPool,
  type Pool,
} from '@moorgate/db';
import { type Clock, createLogger, type Logger, systemClock } from '@moorgate/observability';
import type { DeviceGatewayConfig } from './config.ts';
import { type Connections, createConnections } from './connections.ts';
import type { gatewayEndpoints } from './dialects/gateway/index.ts';
import { createGatewayMetrics, type GatewayMetrics } from './metrics.ts';
import {
  createRefusalLog,
  type RefusalLog,
  type RefusalSink,
  writeRefusals,
} from './refusal-log.ts';

/** What is not configuration: the time, where lines go, and the process that it runs in. */
export interface GatewaySurroundings {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Under which id this process follows the feed, and in whose place. */
  readonly follower?: { readonly id: string; readonly replaces?: string | undefined };
  /** What session tickets are encrypted under is derived from it; common to the workers of a gateway, else drawn here. */
  readonly ticketSecret?: Buffer;
  /** What it serves, instead of the endpoints for devices: tests add some. */
  readonly endpoints?: typeof gatewayEndpoints;
  /** Where refusals go that are to be told of, instead of into the log. */
  readonly refusals?: RefusalSink;
  /** Called at each confirmation that the feed is followed to its end. */
  onLease?(): void;
}

const storeTimeoutMs = 2_000;

/** A gateway that is stopped, or cut off, in the middle of a write must not keep a denial waiting for the device's row. */
const idleInTransactionMs = leaseMs;

/** What the parts of a gateway share. */
export interface Foundation {
  readonly config: DeviceGatewayConfig;
  readonly surroundings: GatewaySurroundings;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Pool;
  readonly db: Db;
  readonly confirmations: Confirmations;
  readonly connections: Connections;
  readonly metrics: GatewayMetrics;
  readonly lease: Lease;
  readonly refusals: RefusalLog;
  /** The same refusals, for the audit. */
  readonly refusedConnections: RefusalTally<RefusedConnection>;
}

/** Makes it; connects to nothing yet. */
export const layFoundation = (
  config: DeviceGatewayConfig,
  surroundings: GatewaySurroundings,
): Foundation => {
  const log =
    surroundings.log ?? createLogger({ service: 'device-gateway', level: config.logLevel });
  const pool = openPool({
    url: config.databaseUrl,
    applicationName: 'moorgate device-gateway',
    poolSize: config.databaseConnectionsMax,
    connectTimeoutMs: storeTimeoutMs,
    queryTimeoutMs: storeTimeoutMs,
    idleInTransactionMs,
    settings: keyedAccess,
    onIdleError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
  });
  const db = databaseOver(pool);
  const clock = surroundings.clock ?? systemClock;
  const connections = createConnections();
  const lease = createLease();
  return {
    config,
    surroundings,
    clock,
    log,
    pool,
    db,
    confirmations: createConfirmations(db),
    connections,
    metrics: createGatewayMetrics({
      openConnections: connections.count,
      feedSequence: lease.confirmedThrough,
      feedAgeMs: lease.ageMs,
      pool,
    }),
    lease,
    refusals: createRefusalLog({
      sink: surroundings.refusals ?? writeRefusals(log),
      nowMs: () => clock.now().getTime(),
    }),
    refusedConnections: tallyRefusedConnections({ db, clock, log }),
  };
};
