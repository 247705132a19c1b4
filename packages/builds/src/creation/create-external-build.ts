/** A number for what was built elsewhere, at the wish of an operator. */
import { type Context, recordAudit } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import { type Reservation, reserveBuild } from './record-change.ts';

/** Takes the next number of the factory; the build has passed, and so have the runs that are named. */
export const createExternalBuild = (
  ctx: Context,
  reservation: Reservation,
): Promise<{ readonly buildId: number }> =>
  inTransaction(ctx.db, async (trx) => {
    const { buildId } = await reserveBuild(trx, ctx, reservation);
    const { factory, triggerName, runNames } = reservation;
    await recordAudit(trx, ctx, {
      action: 'build.reserved',
      targetKind: 'build',
      targetId: `${factory}/${String(buildId)}`,
      after: { triggerName, runs: runNames },
    });
    return { buildId };
  });
