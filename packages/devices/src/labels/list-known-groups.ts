/** The groups in use. */
import type { Context } from '@moorgate/auth';
import { listConfiguredGroups, listGroupNames } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';

/**
 * The groups that some device is in, or that have a layer of configuration, of those that whoever asks sees, sorted by
 * bytes. A denied device is in none.
 */
export const listKnownGroups = async (ctx: Context): Promise<string[]> => {
  const limit = groupLimitOf(ctx, 'devices:read');
  const inUse = await listGroupNames(ctx.db, limit);
  const configured = await listConfiguredGroups(ctx.db, limit);
  return [...new Set([...inUse, ...configured])].sort();
};
