/** Which log a tail is about. */
import type { Context } from '@moorgate/auth';
import { findRolloutByKey, findUpdateByKey, type UpdateLogSource } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** An update of a factory, and perhaps one of its rollouts. */
export interface LogName {
  readonly factory: string;
  readonly tag: string;
  readonly name: string;
  readonly rollout?: string;
}

/**
 * The log of an update, or of one of its rollouts; null where there is no such update.
 * Faults: rollout_not_found.
 */
export const findLog = async (
  ctx: Pick<Context, 'db'>,
  { rollout, ...key }: LogName,
): Promise<UpdateLogSource | null> => {
  if (rollout === undefined) {
    const update = await findUpdateByKey(ctx.db, key);
    return update === undefined ? null : { updateId: update.id, rolloutId: null };
  }
  const row = await findRolloutByKey(ctx.db, { ...key, rollout, groups: null });
  if (row === undefined) throw fault('rollout_not_found');
  return { updateId: row.update_id, rolloutId: row.id };
};
