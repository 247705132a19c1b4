/** What devices say of themselves, for operators. */
import type { Context } from '@moorgate/auth';
import { findLastDeviceEventByDevice, listDescriptions } from '@moorgate/db';
import { getDevice } from '@moorgate/devices';
import { type DeviceEvent, deviceEventFromRow, isEndOfWork } from '../events/device-event.ts';
import { type ControlUnit, readControlUnits } from './read-description.ts';

/** What a device told of itself; texts are as they came, and empty where it told nothing. */
export interface DeviceReports {
  /** JSON. */
  readonly hardware: string;
  /** JSON. */
  readonly network: string;
  /** The settings of its agent, TOML. */
  readonly settings: string;
  /** The event that came last; null where there is none, and where it says that everything is over and went well. */
  readonly pendingEvent: DeviceEvent | null;
}

/** What the device of that UUID, which the caller may read, told of itself. */
export const getDeviceReports = async (
  ctx: Pick<Context, 'db'>,
  { uuid }: { readonly uuid: string },
): Promise<DeviceReports> => {
  const [descriptions, row] = await Promise.all([
    listDescriptions(ctx.db, uuid),
    findLastDeviceEventByDevice(ctx.db, uuid),
  ]);
  const last = row === undefined ? null : deviceEventFromRow(row);
  return {
    hardware: descriptions.get('hardware') ?? '',
    network: descriptions.get('network') ?? '',
    settings: descriptions.get('settings') ?? '',
    pendingEvent: last === null || isEndOfWork(last) ? null : last,
  };
};

/**
 * The secondary control units of a device by their serials.
 * Faults: device_not_found.
 */
export const listControlUnits = async (
  ctx: Context,
  uuidText: string,
): Promise<ReadonlyMap<string, ControlUnit>> => {
  const { uuid } = await getDevice(ctx, uuidText);
  const text = (await listDescriptions(ctx.db, uuid)).get('ecus');
  return readControlUnits(text === undefined ? {} : JSON.parse(text));
};
