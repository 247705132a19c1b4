/** The fleet at a glance. */
import type { Context } from '@moorgate/auth';
import {
  countDeniedDevicesOfGroups,
  countDevices,
  countDevicesBySeen,
  countDevicesOfGroups,
  countDevicesWithPendingKeys,
  countPendingEnrolments,
} from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';

/** Who was seen within this many seconds is online: agents ask every few minutes. */
export const onlineSeconds = 900;

/** Who was not, but within this many, is late; all others that ever were seen are offline. */
export const lateSeconds = 86_400;

/** How many devices are in which state; the first four are those that are not denied. */
export interface FleetSummary {
  readonly online: number;
  readonly late: number;
  readonly offline: number;
  readonly neverSeen: number;
  readonly denied: number;
  /** With another key than the one on record, denied ones among them. */
  readonly refusedKeys: number;
  /** Null for whoever sees some groups alone: what waits is in none. */
  readonly pendingEnrolments: number | null;
}

const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1_000);

/** Counts the devices that whoever asks sees. What changes meanwhile may be in one number and not yet in another. */
export const summarizeFleet = async (ctx: Context): Promise<FleetSummary> => {
  const { db } = ctx;
  const groups = groupLimitOf(ctx, 'devices:read');
  const now = ctx.clock.now();
  const since = { online: before(now, onlineSeconds), late: before(now, lateSeconds) };
  const [seen, totals, refusedKeys, pendingEnrolments] = await Promise.all([
    countDevicesBySeen(db, since, groups),
    groups === null
      ? countDevices(db)
      : Promise.all([
          countDevicesOfGroups(db, groups),
          countDeniedDevicesOfGroups(db, groups),
        ]).then(([listed, denied]) => ({ listed, denied })),
    countDevicesWithPendingKeys(db, groups),
    groups === null ? countPendingEnrolments(db) : null,
  ]);
  const everSeen = seen.online + seen.late + seen.offline;
  return {
    ...seen,
    neverSeen: Math.max(0, totals.listed - everSeen),
    denied: totals.denied,
    refusedKeys,
    pendingEnrolments,
  };
};
