/** Puts a gateway together from its parts. */
import { randomUUID } from 'node:crypto';
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
import { createEventQueue, type EventQueue } from '@moorgate/reports';
import type { GatewayServices } from './dialects/gateway/context.ts';
import { type Content, openContent } from './open-content.ts';
import { createEntrance, type Entrance } from './entrance.ts';
import { createEstServices } from './est-services.ts';
import { type FeedServices, followFeed } from './follow-feed.ts';
import type { Foundation } from './foundation.ts';
import { addDeviceCaGauge, addTunnelGauges } from './gauges.ts';
import { createReviewer, type ReviewServices } from './reviewer.ts';
import { testLimitsOf } from './test-settings.ts';
import { createRegistryServices } from './registry-services.ts';
import { openTunnelDoor } from './tunnels/tunnel-door.ts';
import { createTicketKeys, drawTicketSecret, type TicketKeys } from './ticket-keys.ts';

const firstLeaseTimeoutMs = 10_000;
const dayMs = 86_400_000;

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
    renewalGraceMs: config.renewalGraceDays * dayMs,
    isFeedCurrent: lease.isHeld,
  };
};

const openEventQueue = ({ pool, db, log, metrics }: Foundation): EventQueue =>
  createEventQueue({
    pool,
    db,
    log,
    onCommit: (events) => {
      metrics.events.inc({ what: 'statement' });
      metrics.events.inc({ what: 'event' }, events);
    },
  });

/** The parts that have to be closed again. */
export interface Parts {
  readonly entrance: Entrance;
  readonly follower: ChangeFollower;
  /** Resolves when the feed is followed to its end; rejects when that takes too long. */
  readonly whenCurrent: Promise<void>;
  readonly checkIns: CheckInQueue;
  readonly recorder: PresentedKeyRecorder;
  readonly ticketKeys: TicketKeys;
  readonly endpointServices: GatewayServices;
  readonly content: Content;
}

const follow = (
  { config, surroundings }: Foundation,
  followerId: string,
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
      id: followerId,
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
  const { refusedConnections } = foundation;
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
    logRefusal: (line) => {
      refusedConnections.note(line);
      return refusals.note(line);
    },
  };
  const reviewer = createReviewer(services);
  const secret = surroundings.ticketSecret ?? drawTicketSecret();
  const ticketKeys = createTicketKeys({ secret, clock, trust });
  const content = await openContent(foundation);
  const registry = await createRegistryServices(config, services.admission, lease.mayAsk);
  const followerId = surroundings.follower?.id ?? randomUUID();
  const endpointServices: GatewayServices = {
    est: await createEstServices(config, trust),
    downloads: content.downloads,
    registry,
    events: openEventQueue(foundation),
    countUpdateOutcome: ({ step, outcome }) => metrics.updateOutcomes.inc({ step, outcome }),
    tests: { blobs: content.blobs, limits: testLimitsOf(config) },
    tunnels: await openTunnelDoor({ config, db, log, followerId }),
  };
  addTunnelGauges(metrics.metrics, endpointServices.tunnels);
  const entrance = createEntrance(foundation, {
    ...services,
    reviewer,
    ticketKeys,
    endpointServices,
  });
  const { follower, whenCurrent } = follow(foundation, followerId, {
    ...services,
    reviewer,
    tokens: registry.tokens,
    databaseUrl: config.databaseUrl,
    fromSequence: trust.knownThrough(),
  });
  const made = { entrance, follower, whenCurrent, checkIns, recorder, ticketKeys };
  return { ...made, endpointServices, content };
};
