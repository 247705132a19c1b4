/** The groups in use. */
import type { Context } from '@moorgate/auth';
import { listDeviceGroups } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';

/**
 * The groups that some device is in, or that have a layer of configuration, or that somebody made, of those that whoever
 * asks sees, sorted by bytes. A denied device is in none.
 */
export const listKnownGroups = async (ctx: Context): Promise<string[]> => {
  const rows = await listDeviceGroups(ctx.db, groupLimitOf(ctx, 'devices:read'));
  return rows.map(({ name }) => name);
};
