/** The housekeeping of enrolment tokens: those that ended long ago go. */
import type { Context } from '@moorgate/auth';
import { deleteEndedEnrolmentTokens, inTransaction } from '@moorgate/db';

const dayMs = 86_400_000;

/** How long a token is still listed after it was revoked or used up, or has expired. */
const keptDays = 30;
const batchLength = 1_000;

/**
 * Deletes the tokens that ended 30 days ago or earlier, in batches, each in a transaction of its own; what became of them
 * stays in the audit. Several processes may do it at once.
 */
export const sweepEnrolmentTokens = async ({
  db,
  clock,
}: Pick<Context, 'db' | 'clock'>): Promise<void> => {
  const endedBefore = new Date(clock.now().getTime() - keptDays * dayMs);
  let deleted: number;
  do {
    deleted = await inTransaction(db, (trx) =>
      deleteEndedEnrolmentTokens(trx, { endedBefore, limit: batchLength }),
    );
  } while (deleted === batchLength);
};
