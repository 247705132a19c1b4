/** The label keys in use. */
import type { Context } from '@moorgate/auth';
import { listKnownLabels as listKnownLabelRows } from '@moorgate/db';

const alwaysKnown = ['name', 'group'];

/** `name` and `group`, then every other key that some device has or once had, sorted by bytes. */
export const listKnownLabels = async (ctx: Context): Promise<string[]> => {
  const labels = await listKnownLabelRows(ctx.db);
  return [...alwaysKnown, ...labels.filter((label) => !alwaysKnown.includes(label))];
};
