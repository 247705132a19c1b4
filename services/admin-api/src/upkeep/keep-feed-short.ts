/** Housekeeping of the feed of changes. */
import type { Context } from '@moorgate/auth';
import { deleteOldChanges } from '@moorgate/db';
import { repeat } from './repeat.ts';

const hourMs = 3_600_000;

/** Deletes old changes now and once an hour. Answers what ends it. */
export const keepFeedShort = ({ db, log }: Pick<Context, 'db' | 'log'>): (() => Promise<void>) =>
  repeat({
    log,
    everyMs: hourMs,
    trouble: 'old changes were not deleted from the feed',
    work: () => deleteOldChanges(db),
  });
