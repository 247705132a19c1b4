/** A device tells how a test ended. */
import type { Context } from '@moorgate/auth';
import { updateDeviceTestAsCompleted } from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { TestResult } from './device-test.ts';
import { requireTestId } from './test-rules.ts';

/** How it ended. */
export interface TestEnd {
  readonly status: 'PASSED' | 'FAILED';
  readonly details: string | null;
  readonly results: readonly TestResult[] | null;
}

/**
 * Notes how a test ended; told again, what is told last counts.
 * Faults: test_not_found; those of `writeAsDevice`.
 */
export const completeTest = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  device: Pick<HeldDevice, 'uuid' | 'generation'>,
  { id, ...end }: TestEnd & { readonly id: string },
): Promise<void> => {
  requireTestId(id);
  await writeAsDevice(ctx, device, async (trx) => {
    const key = { uuid: device.uuid, id };
    const completedAt = ctx.clock.now();
    if (!(await updateDeviceTestAsCompleted(trx, key, { ...end, completedAt })))
      throw fault('test_not_found');
  });
};
