/** Forgetting proofs of possession that are too old to be shown again. */
import type { Context } from '@moorgate/auth';
import { deleteExpiredDpopProofs } from '@moorgate/db';

/** Deletes what would be refused for its age anyway. */
export const sweepProofs = ({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<void> =>
  deleteExpiredDpopProofs(db, clock.now());
