/** Setting and removing single labels of a device. */
import type { Context } from '@moorgate/auth';
import type { Labels } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { changeLabels, type LabelChange } from './change-labels.ts';

/**
 * Sets the labels of `upserts` and removes those of `deletes`; every other one stays. To remove one that is not there
 * changes nothing.
 * Faults: device_not_found, device_name_taken, invalid_request (rules; nothing asked for; a key that is both set and removed).
 */
export const patchLabels = async (
  ctx: Context,
  input: Pick<LabelChange, 'uuid' | 'require'> & { upserts: Labels; deletes: readonly string[] },
): Promise<void> => {
  const deletes = new Set(input.deletes);
  const upserts = Object.entries(input.upserts);
  if (upserts.length === 0 && deletes.size === 0) {
    throw fault('invalid_request', { detail: 'No change of labels was asked for.' });
  }
  const both = upserts.map(([key]) => key).filter((key) => deletes.has(key));
  if (both.length > 0) {
    throw fault('invalid_request', { detail: `Both set and removed: ${both.join(', ')}` });
  }
  await changeLabels(ctx, {
    ...input,
    apply: (before) =>
      Object.fromEntries([
        ...Object.entries(before).filter(([key]) => !deletes.has(key)),
        ...upserts,
      ]),
  });
};
