/** Replacing all labels of a device. */
import type { Context } from '@moorgate/auth';
import { changeLabels, type LabelChange } from './change-labels.ts';

/**
 * Leaves the device with exactly these labels; null stands for a label that it is not to have.
 * Faults: device_not_found, device_name_taken, invalid_request.
 */
export const replaceLabels = async (
  ctx: Context,
  input: Pick<LabelChange, 'uuid' | 'require'> & {
    labels: Readonly<Record<string, string | null>>;
  },
): Promise<void> => {
  const labels = Object.fromEntries(
    Object.entries(input.labels).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  await changeLabels(ctx, { ...input, apply: () => labels });
};
