/** Putting a device into a group. */
import type { Context } from '@moorgate/auth';
import { findGroupByName } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { patchLabels } from '../labels/patch-labels.ts';

/**
 * Puts a device into a group that there is, or, with null, into none.
 * Faults: group_not_found; those of `patchLabels`, scope_not_held for a group that `devices:read-update` is not held for among
 * them.
 */
export const assignGroup = async (
  ctx: Context,
  { uuid, group }: { readonly uuid: string; readonly group: string | null },
): Promise<void> => {
  if (group === null) return patchLabels(ctx, { uuid, upserts: {}, deletes: ['group'] });
  const isThere = (await findGroupByName(ctx.db, group)) !== undefined;
  if (!isThere) throw fault('group_not_found');
  return patchLabels(ctx, { uuid, upserts: { group }, deletes: [] });
};
