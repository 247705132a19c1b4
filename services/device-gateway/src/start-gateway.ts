/** Starts the device gateway from its configuration. */
import type { Server } from 'node:https';
import { createCertificateJudge } from '@moorgate/auth';
import { parseListenAddress } from '@moorgate/config';
import {
  type ChangeFollower,
  databaseOver,
  type Db,
  keyedAccess,
  openPool,
  type Pool,
} from '@moorgate/db';
import {
  type AdmissionServices,
  type CheckInQueue,
  createCheckInQueue,
  createLookups,
  createPresentedKeyRecorder,
  createRefusalLimiter,
  openTrustStore,
  type PresentedKeyRecorder,
  type TrustStore,
} from '@moorgate/devices';
import {
  closeServer,
  type KeyPair,
  listen,
  mountNode,
  readKeyPair,
  watchKeyPair,
} from '@moorgate/http';
import {
  type Clock,
  createLogger,
  type Logger,
  type Metrics,
  systemClock,
} from '@moorgate/observability';
import type { DeviceGatewayConfig } from './config.ts';
import { type Connections, createConnections } from './connections.ts';
import { requireAccess } from './dialects/gateway/context.ts';
import { gatewayEndpoints } from './dialects/gateway/index.ts';
import { followFeed } from './follow-feed.ts';
import { createGate } from './gate.ts';
import { createLease, type Lease } from './lease.ts';
import { createGatewayMetrics, type GatewayMetrics } from './metrics.ts';
import { createRefusalLog } from './refusal-log.ts';
import { createReviewer, type ReviewServices } from './reviewer.ts';
import { createTlsServer, newTicketKeys, secureContextOptions } from './tls-server.ts';

/** A running gateway. */
export interface DeviceGateway {
  readonly url: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** Reads the key and the certificate again; what cannot be used is logged and the present pair stays. */
  reloadCertificate(): void;
  /** Lets requests end, for some seconds at most, writes what waits, and closes every connection. */
  close(): Promise<void>;
}

/** What is not configuration: the time, and where lines go. */
export interface GatewaySurroundings {
  readonly clock?: Clock;
  readonly log?: Logger;
}

const storeTimeoutMs = 2_000;
const closeTimeoutMs = 5_000;

interface Foundation {
  readonly config: DeviceGatewayConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Pool;
  readonly db: Db;
  readonly connections: Connections;
  readonly metrics: GatewayMetrics;
  readonly lease: Lease;
}

const layFoundation = (
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
    settings: keyedAccess,
    onIdleError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
  });
  const connections = createConnections();
  const lease = createLease();
  return {
    config,
    clock: surroundings.clock ?? systemClock,
    log,
    pool,
    db: databaseOver(pool),
    connections,
    metrics: createGatewayMetrics({
      openConnections: connections.count,
      feedSequence: lease.confirmedThrough,
    }),
    lease,
  };
};

const admissionOver = (
  foundation: Foundation,
  trust: TrustStore,
  recorder: PresentedKeyRecorder,
): AdmissionServices => {
  const { config, clock, log, db, pool, lease, metrics } = foundation;
  return {
    ctx: { db, clock, log },
    judge: createCertificateJudge(),
    trust,
    recorder,
    lookups: createLookups({
      pool,
      onBatch: (rows) => {
        metrics.lookups.inc({ what: 'statement' });
        metrics.lookups.inc({ what: 'device' }, rows);
      },
    }),
    limiter: createRefusalLimiter({
      failuresMax: config.refusalsPerMinuteMax,
      nowMs: () => performance.now(),
    }),
    renewalGraceMs: 0,
    isFeedCurrent: lease.isHeld,
  };
};

interface Parts {
  readonly server: Server;
  readonly follower: ChangeFollower;
  readonly checkIns: CheckInQueue;
  readonly recorder: PresentedKeyRecorder;
}

/** Puts the parts together; the server does not listen yet. */
const assemble = async (foundation: Foundation): Promise<Parts> => {
  const { config, clock, log, db, connections, metrics, lease } = foundation;
  const trust = await openTrustStore({ db, log });
  const recorder = createPresentedKeyRecorder({ db, clock, log });
  const count = (outcome: string, by: number): void => metrics.checkIns.inc({ outcome }, by);
  const checkIns = createCheckInQueue({ db, clock, log, count });
  const services: ReviewServices = {
    admission: admissionOver(foundation, trust, recorder),
    connections,
    lease,
    checkIns,
    metrics,
    logRefusal: createRefusalLog(log, () => clock.now().getTime()),
  };
  const reviewer = createReviewer(services);
  const mount = mountNode({
    endpoints: gatewayEndpoints,
    requireAccess,
    onAnswer: metrics.countAnswer,
  });
  const { refusedTimeoutMs } = config;
  const gate = createGate({ ...services, reviewer, mount, refusedTimeoutMs });
  const server = createTlsServer(config, readKeyPair(config), gate);
  // A ticket must not outlive the CA that vouched for its device.
  if (config.sessionTickets) trust.onChange(() => server.setTicketKeys(newTicketKeys()));
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    metrics.tlsErrors.inc({ code: error.code ?? 'unknown' });
  });
  const follower = followFeed({
    ...services,
    reviewer,
    databaseUrl: config.databaseUrl,
    fromSequence: trust.knownThrough(),
  });
  return { server, follower, checkIns, recorder };
};

/**
 * Starts it; resolves when it answers. Rejects, with nothing left open, when the store cannot be read, the key and the
 * certificate cannot be used, or the address is taken.
 */
export const startGateway = async (
  config: DeviceGatewayConfig,
  surroundings: GatewaySurroundings = {},
): Promise<DeviceGateway> => {
  const foundation = layFoundation(config, surroundings);
  const { log, db, metrics } = foundation;
  const opened: (() => Promise<void> | void)[] = [() => db.destroy()];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const { server, follower, checkIns, recorder } = await assemble(foundation);
    opened.push(recorder.close, checkIns.close, follower.stop);
    const { url, port } = await listen(server, parseListenAddress(config.address));
    opened.push(() => closeServer(server, closeTimeoutMs));
    const apply = (pair: KeyPair): void =>
      server.setSecureContext(secureContextOptions(config, pair));
    const certificate = watchKeyPair(config, apply, log);
    opened.push(certificate.stop);
    log.info({ url }, 'device gateway listens');
    return { url, port, metrics: metrics.metrics, reloadCertificate: certificate.reload, close };
  } catch (error) {
    await close();
    throw error;
  }
};
