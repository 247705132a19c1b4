/** The actions of a device: what it can be asked for, and what it was asked for. */
import type { Context } from '@moorgate/auth';
import { getConfiguration } from '@moorgate/configurations';
import { listDeviceActions } from '@moorgate/db';
import { getDevice } from '@moorgate/devices';
import { type DeviceAction, deviceActionFromRow } from './device-action.ts';
import { offeredActions } from './offered-actions.ts';

/** Those of one device. */
export interface DeviceActions {
  /** The names of those that it offers, sorted. */
  readonly offered: readonly string[];
  /** The newest first, as many as are remembered. */
  readonly started: readonly DeviceAction[];
}

/**
 * The actions of a device.
 * Faults: device_not_found.
 */
export const listActions = async (ctx: Context, deviceUuid: string): Promise<DeviceActions> => {
  const { uuid } = await getDevice(ctx, deviceUuid);
  const layer = await getConfiguration(ctx, { deviceUuid: uuid });
  const rows = await listDeviceActions(ctx.db, uuid);
  return {
    offered: offeredActions(layer?.files ?? {}),
    started: rows.map(deviceActionFromRow),
  };
};
