/** A device begins a test. */
import { randomUUID } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import { deleteOldDeviceTests, insertDeviceTest, lockDeviceTests } from '@moorgate/db';
import { type HeldDevice, writeAsDevice } from '@moorgate/devices';
import type { TestLimits } from './test-rules.ts';

/** What a device says of a test that it begins. */
export interface TestBeginning {
  readonly name: string;
  /** Chosen by whoever asked for the test; null to have one made. In the form of `testIdPattern`. */
  readonly id: string | null;
}

/**
 * Notes a test as running and returns its id. A test of the same id is begun anew, without what it had; of tests beyond the
 * limit those that began first go, with their artifacts.
 * Faults: those of `writeAsDevice`.
 */
export const beginTest = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  device: Pick<HeldDevice, 'uuid' | 'generation' | 'reported'>,
  beginning: TestBeginning & Pick<TestLimits, 'testsMax'>,
): Promise<string> => {
  const id = beginning.id ?? randomUUID();
  const test = {
    id,
    name: beginning.name,
    targetName: device.reported.targetName,
    createdAt: ctx.clock.now(),
  };
  await writeAsDevice(ctx, device, async (trx) => {
    await lockDeviceTests(trx, device.uuid);
    await insertDeviceTest(trx, device.uuid, test);
    await deleteOldDeviceTests(trx, device.uuid, beginning.testsMax);
  });
  return id;
};
