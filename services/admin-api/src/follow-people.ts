/** Holding what tokens may do, and forgetting it when that changes. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type Context,
  createTokenChecks,
  type DerivationKeys,
  noteRetiredSecret,
  openUseLog,
  type ReusePolicy,
  type TokenChecks,
  type TokenKeys,
} from '@moorgate/auth';
import { createLease, followChanges } from '@moorgate/db';
import type { AdminMetrics } from './metrics.ts';

/** What it stands on. */
export interface PeopleServices extends Pick<Context, 'db' | 'log'> {
  readonly databaseUrl: string;
  readonly keys: TokenKeys;
  readonly derivationKeys?: DerivationKeys;
  readonly reusePolicy: ReusePolicy;
  /** A session that nobody used for so long has ended; 0, and without a word, for none. */
  readonly sessionRestMinutes?: number;
  readonly metrics: Pick<AdminMetrics, 'noteCheck' | 'noteFeedTrouble'>;
}

/** The checks of this process. */
export interface FollowedPeople {
  readonly tokenChecks: TokenChecks;
  /** Resolves when the feed is followed to its end for the first time, or after a second without that. */
  readonly begun: Promise<void>;
  /** False when requests with tokens are refused, since it cannot be known what has changed. */
  isFollowing(): boolean;
  /** Writes the last uses, and ends following: nobody waits for this process from then on. */
  close(): Promise<void>;
}

const beginMsMax = 1_000;

/**
 * Makes the checks of tokens over the feed of changes. Without the feed every request asks the store; after some seconds
 * without it they are refused with 503, since a revocation does not wait for this process any longer.
 */
export const followPeople = (services: PeopleServices): FollowedPeople => {
  const { db, log, databaseUrl, keys, derivationKeys, reusePolicy, metrics } = services;
  const { sessionRestMinutes = 0 } = services;
  const lease = createLease();
  const first = Promise.withResolvers<void>();
  const deadline = setTimeout(first.resolve, beginMsMax);
  const uses = openUseLog({ db, log });
  const tokenChecks = createTokenChecks({
    keys,
    ...(derivationKeys === undefined ? {} : { derivationKeys }),
    lease,
    ...(sessionRestMinutes === 0 ? {} : { sessionRestMs: sessionRestMinutes * 60_000 }),
    onCheck: metrics.noteCheck,
    onUse: uses.note,
    onRetired: (ctx, secret) => noteRetiredSecret(ctx, secret, reusePolicy),
  });
  const follower = followChanges({
    url: databaseUrl,
    applicationName: 'moorgate admin-api feed',
    follower: { id: randomUUID(), service: 'admin-api', instance: hostname() },
    // Nothing is held yet, so nothing that has been changed before matters.
    fromSequence: 0,
    apply: tokenChecks.apply,
    confirm: (sequence, sentAtMs) => {
      lease.confirm(sequence, sentAtMs);
      first.resolve();
    },
    onTrouble: (error) => {
      metrics.noteFeedTrouble();
      log.warn({ err: error }, 'the feed of changes cannot be followed at the moment');
    },
  });
  return {
    tokenChecks,
    begun: first.promise,
    isFollowing: lease.mayAsk,
    close: async () => {
      clearTimeout(deadline);
      await uses.close();
      await follower.stop();
    },
  };
};
