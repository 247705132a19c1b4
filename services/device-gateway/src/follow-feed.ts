/** What a change of the feed does to the connections of this process. */
import {
  type ChangeFollower,
  type FeedEntry,
  followChanges,
  type FollowerIdentity,
} from '@moorgate/db';
import type { Connection } from './connections.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';

/** What following stands on. */
export interface FeedServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly databaseUrl: string;
  readonly fromSequence: number;
  readonly follower: FollowerIdentity;
  /** Called at each confirmation, when a lease has begun. */
  onLease?(): void;
}

/**
 * Follows the feed. A change of a device marks its connections at once, so that their next requests read its row again,
 * and reads it again without waiting for one: connections of a device that may no longer connect are cut, downloads
 * included. A change of the CAs loads the trust list; verdicts made under the old one are made again at their next use.
 */
export const followFeed = (services: FeedServices): ChangeFollower => {
  const { connections, reviewer, lease, metrics, admission } = services;
  const { trust, ctx } = admission;
  /** Connections whose new verdict could not be made; no request on them is served without asking. */
  const undecided = new Set<Connection>();

  const review = async (connection: Connection): Promise<void> => {
    const { verdict: held, certificate, socket } = connection;
    if (held === null || held.kind === 'refused' || certificate === null || socket.destroyed)
      return;
    try {
      const verdict = await reviewer.review(connection);
      if (verdict.kind !== 'refused') return;
      metrics.connectionsClosed.inc({ reason: verdict.code });
      socket.destroy();
    } catch {
      undecided.add(connection);
    }
  };
  const reviewUndecided = (): void => {
    const again = [...undecided];
    undecided.clear();
    for (const connection of again) void review(connection);
  };

  const apply = async (entries: readonly FeedEntry[]): Promise<void> => {
    let areCasOutdated = false;
    for (const entry of entries) {
      if (entry.kind === 'device') {
        for (const one of connections.noteChange(entry.deviceUuid, entry.sequence))
          void review(one);
        continue;
      }
      areCasOutdated = true;
      if (entry.kind === 'device_cas') continue;
      for (const one of connections.noteEverything(entry.sequence)) void review(one);
    }
    if (areCasOutdated) await trust.reload();
  };

  return followChanges({
    url: services.databaseUrl,
    applicationName: 'moorgate device-gateway feed',
    follower: services.follower,
    fromSequence: services.fromSequence,
    connections: connections.count,
    apply,
    confirm: (sequence, sentAtMs) => {
      trust.confirm(sequence);
      lease.confirm(sequence, sentAtMs);
      reviewUndecided();
      services.onLease?.();
    },
    onTrouble: (error) => {
      metrics.feedTroubles.inc({});
      ctx.log.warn({ err: error }, 'the feed of changes cannot be followed at the moment');
    },
  });
};
