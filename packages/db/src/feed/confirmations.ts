/** Waiting until a change is in force everywhere. */
import type { Db } from '../database.ts';
import {
  type LaggingFollower,
  listFollowersBehind,
  updateSilentFollowersAsLost,
} from '../queries/feed-followers.ts';
import { leaseMarginMs, leaseMs, lostAfterMs } from './lease-terms.ts';

/** Tells when changes are in force. */
export interface Confirmations {
  /**
   * True once every follower has applied the change with this number, or cannot act on what it held before: its lease
   * has ended by the clock of the database. False when that could not be told within a second. Call it after the commit.
   */
  until(sequence: number): Promise<boolean>;
}

/** How to look, and who else wants to know. */
export interface ConfirmationOptions {
  readonly deadlineMs?: number;
  /** Sees the end of each wait. */
  onOutcome?(outcome: { readonly isConfirmed: boolean; readonly waitedMs: number }): void;
}

interface Waiting {
  readonly sequence: number;
  /** The time of the database when it was first asked after the commit: any lease on what was before began earlier. */
  committedByMs: number | null;
  readonly resolve: (isConfirmed: boolean) => void;
}

const firstLookMs = 2;
const lookMsMax = 25;

const holdsBack = (
  follower: LaggingFollower,
  waiting: { readonly sequence: number; readonly committedByMs: number },
  nowMs: number,
): boolean => {
  if (follower.appliedSequence >= waiting.sequence) return false;
  // What it was told before the commit, in whatever way, it may act on for the time of a lease.
  const end = Math.max(follower.leasedUntilMs, waiting.committedByMs + leaseMs);
  return nowMs <= end + leaseMarginMs;
};

/**
 * Makes it over a store. All who wait share one statement that is repeated, every few milliseconds at first; while nobody
 * waits, nothing is asked. Give it a pool of its own where other work could keep it waiting.
 */
export const createConfirmations = (db: Db, options: ConfirmationOptions = {}): Confirmations => {
  const { deadlineMs = 1_000, onOutcome } = options;
  const waiting = new Set<Waiting>();
  let isLooking = false;
  let delayMs = firstLookMs;

  const look = async (): Promise<void> => {
    const asked = [...waiting];
    const highest = Math.max(...asked.map((one) => one.sequence));
    const { nowMs, followers } = await listFollowersBehind(db, highest);
    for (const one of asked) {
      const { sequence } = one;
      const committedByMs = (one.committedByMs ??= nowMs);
      const isHeldBack = followers.some((follower) =>
        holdsBack(follower, { sequence, committedByMs }, nowMs),
      );
      if (!isHeldBack) one.resolve(true);
    }
    // Not left out here and now: one of them may be renewing its lease at this moment, which the statement would wait for.
    const isSilent = ({ leasedUntilMs }: LaggingFollower): boolean =>
      nowMs > leasedUntilMs + lostAfterMs;
    if (followers.some(isSilent)) await updateSilentFollowersAsLost(db);
  };
  const keepLooking = async (): Promise<void> => {
    isLooking = true;
    while (waiting.size > 0) {
      // What cannot be asked now may be in a moment; each who waits has a deadline.
      await look().catch(() => undefined);
      if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      delayMs = Math.min(lookMsMax, delayMs * 2);
    }
    isLooking = false;
  };

  return {
    until: (sequence) =>
      new Promise((resolve) => {
        const startedAtMs = performance.now();
        const settle = (isConfirmed: boolean): void => {
          if (!waiting.delete(one)) return;
          clearTimeout(deadline);
          onOutcome?.({ isConfirmed, waitedMs: performance.now() - startedAtMs });
          resolve(isConfirmed);
        };
        const one: Waiting = { sequence, committedByMs: null, resolve: settle };
        const deadline = setTimeout(() => settle(false), deadlineMs);
        waiting.add(one);
        delayMs = firstLookMs;
        if (!isLooking) void keepLooking();
      }),
  };
};
