/** The groups in use. */
import type { Context } from '@moorgate/auth';
import { listGroupNames } from '@moorgate/db';

/** The groups that some device is in, sorted by bytes. A denied device is in none. */
export const listKnownGroups = (ctx: Context): Promise<string[]> => listGroupNames(ctx.db);
