/** Reading groups of devices. */
import { type Context, holdsFor } from '@moorgate/auth';
import { findGroupByName, listDeviceGroups as listDeviceGroupRows } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { type DeviceGroup, deviceGroupFromRow } from './device-group.ts';

/** The groups that somebody made, or that have devices or a configuration, of those that whoever asks sees; by name. */
export const listDeviceGroups = async (ctx: Context): Promise<DeviceGroup[]> => {
  const rows = await listDeviceGroupRows(ctx.db, groupLimitOf(ctx, 'devices:read'));
  return rows.map(deviceGroupFromRow);
};

/**
 * One group.
 * Faults: group_not_found, for a foreign one too.
 */
export const getDeviceGroup = async (ctx: Context, name: string): Promise<DeviceGroup> => {
  const isHeld = holdsFor(ctx.principal, 'devices:read', name);
  const row = isHeld ? await findGroupByName(ctx.db, name) : undefined;
  if (row === undefined) throw fault('group_not_found');
  return deviceGroupFromRow(row);
};
