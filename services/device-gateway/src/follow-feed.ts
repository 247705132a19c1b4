/** What a change of the feed does to the connections of this process. */
import {
  type ChangeFollower,
  type FeedEntry,
  followChanges,
  type FollowerIdentity,
} from '@moorgate/db';
import type { RegistryTokens } from '@moorgate/delivery';
import { createRecheck } from './recheck-connections.ts';
import type { Reviewer, ReviewServices } from './reviewer.ts';

/** What following stands on. */
export interface FeedServices extends ReviewServices {
  readonly reviewer: Reviewer;
  readonly tokens: Pick<RegistryTokens, 'forget'>;
  readonly databaseUrl: string;
  readonly fromSequence: number;
  readonly follower: FollowerIdentity;
  /** Called at each confirmation, when a lease has begun. */
  onLease?(): void;
}

type DeviceEntry = Extract<FeedEntry, { kind: 'device' }>;

/**
 * Follows the feed. A change of a device marks its connections at once, so that their next requests read its row again,
 * and reads it again without waiting for one: connections of a device that may no longer connect are cut, downloads
 * included. A change of many devices marks every connection and reads nothing by itself. A change of the CAs loads the trust list: connections whose CA was retired by it are cut in the same way, and
 * the verdicts on the others are made again at their next use.
 */
export const followFeed = (services: FeedServices): ChangeFollower => {
  const { connections, lease, metrics, admission, tokens } = services;
  const { trust, ctx } = admission;
  const recheck = createRecheck({ ...services, trust });

  const cutDevice = async ({ deviceUuid, sequence, ageMs }: DeviceEntry): Promise<void> => {
    const startedMs = performance.now();
    const count = await recheck.deviceChanged(deviceUuid, sequence);
    if (count === 0) return;
    metrics.revocationSeconds.observe({}, (ageMs + performance.now() - startedMs) / 1_000);
  };

  const apply = async (entries: readonly FeedEntry[]): Promise<void> => {
    metrics.notePendingChanges(entries.length);
    let areCasOutdated = false;
    for (const entry of entries) {
      tokens.forget(entry.kind === 'device' ? entry.deviceUuid : undefined);
      if (entry.kind === 'device') void cutDevice(entry);
      else if (entry.kind === 'devices') connections.noteEverything(entry.sequence);
      else if (entry.kind === 'device_cas' || entry.kind === 'everything') areCasOutdated = true;
      if (entry.kind === 'everything') void recheck.everythingChanged(entry.sequence);
    }
    if (areCasOutdated) {
      await trust.reload();
      void recheck.casChanged();
    }
    metrics.notePendingChanges(0);
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
      void recheck.retry();
      services.onLease?.();
    },
    onTrouble: (error) => {
      metrics.feedTroubles.inc({});
      ctx.log.warn({ err: error }, 'the feed of changes cannot be followed at the moment');
    },
  });
};
