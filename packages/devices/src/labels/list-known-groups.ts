/** The groups in use. */
import type { Context } from '@moorgate/auth';
import { listGroupNames } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';

/** The groups that some device is in, of those that whoever asks sees, sorted by bytes. A denied device is in none. */
export const listKnownGroups = (ctx: Context): Promise<string[]> =>
  listGroupNames(ctx.db, groupLimitOf(ctx, 'devices:read'));
