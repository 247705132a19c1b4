/** What is to be watched of builds. */
import type { Context } from '@moorgate/auth';
import { countEndedBuilds, countQueue, type QueueCounts } from '@moorgate/db';

/** So long ago a runner was last heard of that counts as seen. */
const seenMs = 120_000;
const dayMs = 86_400_000;

/** The queue, and how builds end. */
export interface BuildCounts extends QueueCounts {
  /** Of the last day. */
  readonly ended: { readonly passed: number; readonly failed: number };
}

/**
 * How many runs wait or are under way, since when, how many runners were heard of lately, and how builds of the last day
 * ended.
 */
export const watchQueue = async ({
  db,
  clock,
}: Pick<Context, 'db' | 'clock'>): Promise<BuildCounts> => {
  const nowMs = clock.now().getTime();
  const queue = await countQueue(db, new Date(nowMs - seenMs));
  const ended = await countEndedBuilds(db, new Date(nowMs - dayMs));
  const { PASSED: passed = 0, PROMOTED: promoted = 0, FAILED: failed = 0 } = ended;
  return { ...queue, ended: { passed: passed + promoted, failed } };
};
