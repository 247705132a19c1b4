/** States of the apps of devices: keeping and listing them. */
import { hash } from 'node:crypto';
import type { Context } from '@moorgate/auth';
import { type AppsState, insertAppsState, listAppsStates } from '@moorgate/db';
import { getDevice, type HeldDevice, writeAsDevice } from '@moorgate/devices';

/** How many states of one device are kept. */
const keptStates = 10;

/**
 * Keeps a state, and the newest ten of the device. One that is there already, since the answer to it was lost, is not kept
 * twice. Faults: those of `writeAsDevice`.
 */
export const recordAppsState = (
  ctx: Pick<Context, 'db'>,
  device: Pick<HeldDevice, 'uuid' | 'generation'>,
  appsState: AppsState,
): Promise<void> => {
  const state = JSON.stringify(appsState);
  const sha256 = hash('sha256', state, 'buffer');
  return writeAsDevice(ctx, device, (trx) =>
    insertAppsState(trx, device.uuid, { state, sha256, kept: keptStates }),
  );
};

/**
 * The states of a device's apps, the newest first; ten at most.
 * Faults: device_not_found.
 */
export const listAppsStatesOfDevice = async (
  ctx: Context,
  uuidText: string,
): Promise<AppsState[]> => {
  const { uuid } = await getDevice(ctx, uuidText);
  return listAppsStates(ctx.db, uuid, keptStates);
};
