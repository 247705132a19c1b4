/** Housekeeping of the feed of changes. */
import type { Context } from '@moorgate/auth';
import { deleteOldChanges } from '@moorgate/db';

const hourMs = 3_600_000;

/** Deletes old changes once an hour, and logs where that fails. Answers what ends it. */
export const keepFeedShort = ({ db, log }: Pick<Context, 'db' | 'log'>): (() => void) => {
  const timer = setInterval(() => {
    deleteOldChanges(db).catch((error: unknown) => {
      log.warn({ err: error }, 'old changes were not deleted from the feed');
    });
  }, hourMs);
  return () => clearInterval(timer);
};
