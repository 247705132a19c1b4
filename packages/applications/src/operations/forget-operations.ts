/** What is to be watched of operations, and forgetting those that ended long ago. */
import type { Context } from '@moorgate/auth';
import { countOperations, deleteOldOperations, type OperationCounts } from '@moorgate/db';

const keptMs = 90 * 86_400_000;
const batch = 500;

/** Counts the operations that wait and go on, and the hosts that operations which have ended are not done with. */
export const countOperationWork = ({ db }: Pick<Context, 'db'>): Promise<OperationCounts> =>
  countOperations(db);

/** Forgets operations that ended 90 days ago, with their lines; answers how many. */
export const forgetOldOperations = async ({
  db,
  clock,
}: Pick<Context, 'db' | 'clock'>): Promise<number> => {
  const before = new Date(clock.now().getTime() - keptMs);
  let forgotten = 0;
  for (;;) {
    const count = await deleteOldOperations(db, { before, limit: batch });
    forgotten += count;
    if (count < batch) return forgotten;
  }
};
