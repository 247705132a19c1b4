/** Forgetting moves of references that nobody tells of any more. */
import type { Context } from '@moorgate/auth';
import { deleteOldBuildMoves } from '@moorgate/db';

const keptMs = 7 * 86_400_000;

/** Deletes moves that are older than a week; where the references are stays known. */
export const forgetMoves = ({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<number> =>
  deleteOldBuildMoves(db, { before: new Date(clock.now().getTime() - keptMs), limit: 10_000 });
