/** Puts a gateway together from its parts. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:https';
import { hostname } from 'node:os';
import { createCertificateJudge } from '@moorgate/auth';
import type { ChangeFollower } from '@moorgate/db';
import {
  type AdmissionServices,
  type CheckInQueue,
  createCheckInQueue,
  createLookups,
  createPresentedKeyRecorder,
  createRefusalLimiter,
  gatewayService,
  openTrustStore,
  type PresentedKeyRecorder,
  type TrustStore,
} from '@moorgate/devices';
import { mountNode, readKeyPair } from '@moorgate/http';
import { requireAccess } from './dialects/gateway/context.ts';
import { gatewayEndpoints } from './dialects/gateway/index.ts';
import { type FeedServices, followFeed } from './follow-feed.ts';
import type { Foundation } from './foundation.ts';
import { createGate } from './gate.ts';
import { addDeviceCaGauge } from './metrics.ts';
import { createReviewer, type ReviewServices } from './reviewer.ts';
import {
  createTicketKeys,
  drawTicketSecret,
  type TicketKeys,
  useTicketKeys,
} from './ticket-keys.ts';
import { createTlsServer } from './tls-server.ts';

const firstLeaseTimeoutMs = 10_000;

const admissionOver = (
  foundation: Foundation,
  trust: TrustStore,
  recorder: PresentedKeyRecorder,
): AdmissionServices => {
  const { config, clock, log, db, confirmations, pool, lease, metrics } = foundation;
  return {
    ctx: { db, confirmations, clock, log },
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

/** The parts that have to be closed again. */
export interface Parts {
  readonly server: Server;
  readonly follower: ChangeFollower;
  /** Resolves when the feed is followed to its end; rejects when that takes too long. */
  readonly whenCurrent: Promise<void>;
  readonly checkIns: CheckInQueue;
  readonly recorder: PresentedKeyRecorder;
  readonly ticketKeys: TicketKeys;
  /** From now on each answer is the last of its connection. */
  beginDrain(): void;
}

const follow = (
  { config, surroundings }: Foundation,
  services: Omit<FeedServices, 'follower' | 'onLease'>,
): Pick<Parts, 'follower' | 'whenCurrent'> => {
  const { promise: whenCurrent, resolve, reject } = Promise.withResolvers<void>();
  const tooLate = setTimeout(() => {
    reject(new Error('the feed of changes could not be followed to its end'));
  }, firstLeaseTimeoutMs);
  // Nobody waits for it when the gateway does not get as far as that.
  whenCurrent.catch(() => undefined);
  const follower = followFeed({
    ...services,
    follower: {
      id: surroundings.follower?.id ?? randomUUID(),
      service: gatewayService,
      instance: config.name ?? hostname(),
      replaces: surroundings.follower?.replaces,
    },
    onLease: () => {
      clearTimeout(tooLate);
      resolve();
      surroundings.onLease?.();
    },
  });
  const stop = (): Promise<void> => {
    clearTimeout(tooLate);
    return follower.stop();
  };
  return { follower: { ...follower, stop }, whenCurrent };
};

/** Puts the parts together; the server does not listen yet. */
export const assemble = async (foundation: Foundation): Promise<Parts> => {
  const { config, surroundings, clock, log, db, connections, metrics, lease, refusals } =
    foundation;
  const trust = await openTrustStore({ db, log });
  addDeviceCaGauge(metrics.metrics, trust);
  const recorder = createPresentedKeyRecorder({ db, clock, log });
  const count = (outcome: string, by: number): void => metrics.checkIns.inc({ outcome }, by);
  const checkIns = createCheckInQueue({ db, clock, log, count });
  const services: ReviewServices = {
    admission: admissionOver(foundation, trust, recorder),
    connections,
    lease,
    checkIns,
    metrics,
    logRefusal: refusals.note,
  };
  const reviewer = createReviewer(services);
  const mount = mountNode({
    endpoints: surroundings.endpoints ?? gatewayEndpoints,
    requireAccess,
    onAnswer: metrics.countAnswer,
  });
  const { refusedTimeoutMs } = config;
  let isDraining = false;
  const gate = createGate({
    ...services,
    reviewer,
    mount,
    refusedTimeoutMs,
    isDraining: () => isDraining,
  });
  const secret = surroundings.ticketSecret ?? drawTicketSecret();
  const ticketKeys = createTicketKeys({ secret, clock, trust });
  const pair = readKeyPair(config);
  metrics.noteServerCertificate(pair.cert);
  const server = createTlsServer(config, pair, gate);
  if (config.sessionTickets) useTicketKeys(server, ticketKeys);
  server.on('tlsClientError', (error: NodeJS.ErrnoException) => {
    metrics.tlsErrors.inc({ code: error.code ?? 'unknown' });
  });
  const { follower, whenCurrent } = follow(foundation, {
    ...services,
    reviewer,
    databaseUrl: config.databaseUrl,
    fromSequence: trust.knownThrough(),
  });
  const beginDrain = (): void => {
    isDraining = true;
  };
  return { server, follower, whenCurrent, checkIns, recorder, ticketKeys, beginDrain };
};
