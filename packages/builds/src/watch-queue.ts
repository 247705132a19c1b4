/** What is to be watched of builds. */
import type { Context } from '@moorgate/auth';
import { countQueue, type QueueCounts } from '@moorgate/db';

/** So long ago a runner was last heard of that counts as seen. */
const seenMs = 120_000;

/** How many runs wait or are under way, since when, and how many runners were heard of lately. */
export const watchQueue = ({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<QueueCounts> =>
  countQueue(db, new Date(clock.now().getTime() - seenMs));
