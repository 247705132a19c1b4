/** Making a group of devices. */
import { type Context, holdsFor, principalName, recordAudit } from '@moorgate/auth';
import {
  insertDeviceGroup,
  inTransaction,
  lockDeviceGroupByName,
  type Trx,
  updateDeviceGroup,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkDeviceGroup, type DeviceGroup, deviceGroupFromRow } from './device-group.ts';

/** What a group is to be. */
export interface NewDeviceGroup {
  readonly name: string;
  readonly description: string;
}

const make = async (
  trx: Trx,
  change: Parameters<typeof insertDeviceGroup>[1],
): ReturnType<typeof updateDeviceGroup> => {
  const inserted = await insertDeviceGroup(trx, change);
  if (inserted !== undefined) return inserted;
  const present = await lockDeviceGroupByName(trx, change.name);
  // Nobody made it, and its last device has left it: it keeps its number.
  if (present?.is_there !== false) throw fault('device_group_exists');
  return updateDeviceGroup(trx, present.id, change);
};

/**
 * Makes a group that devices can be put into before any is in it.
 * Faults: invalid_request; scope_not_held, where `devices:read-update` is not held for it; device_group_exists.
 */
export const createDeviceGroup = async (
  ctx: Context,
  { name, description }: NewDeviceGroup,
): Promise<DeviceGroup> => {
  checkDeviceGroup({ name, description });
  if (!holdsFor(ctx.principal, 'devices:read-update', name)) {
    throw fault('scope_not_held', {
      detail: `Not held for the group ${name}: devices:read-update`,
    });
  }
  const change = { name, description, at: ctx.clock.now(), by: principalName(ctx.principal) };
  return inTransaction(ctx.db, async (trx) => {
    const row = await make(trx, change);
    await recordAudit(trx, ctx, {
      action: 'device_group.created',
      targetKind: 'device_group',
      targetId: name,
      after: { description },
    });
    return deviceGroupFromRow(row);
  });
};
