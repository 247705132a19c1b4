/** The label keys in use. */
import type { Context } from '@moorgate/auth';
import { listKnownLabels as listKnownLabelRows, listLabelsOfGroups } from '@moorgate/db';
import { groupLimitOf } from '../group-limit.ts';

const alwaysKnown = ['name', 'group'];

/**
 * `name` and `group`, then every other key that some device has or once had, sorted by bytes; for whoever sees some groups
 * alone, those that a device of these groups has now.
 */
export const listKnownLabels = async (ctx: Context): Promise<string[]> => {
  const groups = groupLimitOf(ctx, 'devices:read');
  const labels = await (groups === null
    ? listKnownLabelRows(ctx.db)
    : listLabelsOfGroups(ctx.db, groups));
  return [...alwaysKnown, ...labels.filter((label) => !alwaysKnown.includes(label))];
};
