/** Checks of tokens as an admin API has them: what was found is held for as long as the feed of changes is followed. */
import { randomUUID } from 'node:crypto';
import {
  type CheckSource,
  createTokenChecks,
  type TokenChecks,
  type TokenKeys,
} from '@moorgate/auth';
import { createLease, followChanges } from '@moorgate/db';

/** Checks that follow the feed. */
export interface FollowedChecks {
  readonly checks: TokenChecks;
  /** How many checks there were of each kind. */
  readonly counts: Readonly<Record<CheckSource, number>>;
  stop(): Promise<void>;
}

/** What they follow, and how well. */
export interface FollowedStore {
  /** The address of the store with the rights of the admin API. */
  readonly url: string;
  readonly keys: TokenKeys;
  /** It learns of no change and keeps its lease all the same, as the product never may. */
  readonly isDeaf: boolean;
}

/** Resolves when the lease is held for the first time. */
export const followChecks = async ({
  url,
  keys,
  isDeaf,
}: FollowedStore): Promise<FollowedChecks> => {
  const counts = { memory: 0, store: 0, malformed: 0 };
  const lease = createLease();
  const first = Promise.withResolvers<void>();
  const checks = createTokenChecks({
    keys,
    lease,
    onCheck: (source) => void (counts[source] += 1),
  });
  const follower = followChanges({
    url,
    applicationName: 'rights',
    follower: { id: randomUUID(), service: 'admin-api', instance: 'test' },
    fromSequence: 0,
    apply: isDeaf ? () => undefined : checks.apply,
    confirm: (sequence, sentAtMs) => {
      lease.confirm(sequence, sentAtMs);
      first.resolve();
    },
    onTrouble: first.reject,
  });
  await first.promise;
  return { checks, counts, stop: follower.stop };
};
