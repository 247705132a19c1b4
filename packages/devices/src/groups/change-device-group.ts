/** Renaming, describing and deleting groups of devices. */
import {
  commitChange,
  type Context,
  holdsFor,
  principalName,
  recordAudit,
  type Scope,
} from '@moorgate/auth';
import {
  countRightsOfGroup,
  deleteDeviceGroup as deleteDeviceGroupRow,
  type DeviceGroupRow,
  findDeviceUuidByGroup,
  lockConfigurationClock,
  lockDeviceGroupByName,
  type Trx,
  updateDeviceGroup,
  updateGroupOfDevices,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkDeviceGroup } from './device-group.ts';

/** What is to become of a group; what is left out stays. */
export interface DeviceGroupUpdate {
  readonly name: string;
  readonly newName?: string | undefined;
  readonly description?: string | undefined;
}

/** A foreign group is answered like one that there is not. */
const lockGroup = async (
  trx: Trx,
  ctx: Context,
  { name, scope }: { readonly name: string; readonly scope: Scope },
): Promise<DeviceGroupRow> => {
  const group = holdsFor(ctx.principal, scope, name)
    ? await lockDeviceGroupByName(trx, name)
    : undefined;
  if (group?.is_there !== true) throw fault('group_not_found');
  return group;
};

/** Rights are given for a name: who has them for the old one would lose them, who has them for the new one would get them. */
const requireNoRights = async (trx: Trx, names: readonly string[]): Promise<void> => {
  for (const name of names) {
    if ((await countRightsOfGroup(trx, name)) === 0) continue;
    const detail = `Roles, tokens or rollouts are limited to the group ${name}.`;
    throw fault('device_group_in_use', { detail });
  }
};

/** Passes for a name that the group may have, which no row has afterwards. */
const claimName = async (
  trx: Trx,
  ctx: Context,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> => {
  if (!holdsFor(ctx.principal, 'devices:read-update', to))
    throw fault('scope_not_held', { detail: `Not held for the group ${to}: devices:read-update` });
  const present = await lockDeviceGroupByName(trx, to);
  if (present?.is_there === true) throw fault('device_group_exists');
  await requireNoRights(trx, [from, to]);
  if (present !== undefined) await deleteDeviceGroupRow(trx, present);
};

/**
 * Renames a group, with its devices and its configuration, or describes it otherwise. Devices are not told: what they are
 * given stays the same.
 * Faults: invalid_request; group_not_found, for a foreign one too; scope_not_held; device_group_exists, where the new name is
 * taken; device_group_in_use, for a name that rights or open rollouts are limited to; committed_unconfirmed.
 */
export const changeDeviceGroup = async (ctx: Context, update: DeviceGroupUpdate): Promise<void> => {
  const { name: from } = update;
  await commitChange(ctx, async (trx, announce) => {
    await lockConfigurationClock(trx);
    const group = await lockGroup(trx, ctx, { name: from, scope: 'devices:read-update' });
    const { newName: to = from, description = group.description } = update;
    checkDeviceGroup({ name: to, description });
    if (to === from && description === group.description) return;
    if (to !== from) await claimName(trx, ctx, { from, to });
    const [at, by] = [ctx.clock.now(), principalName(ctx.principal)];
    await updateDeviceGroup(trx, group.id, { name: to, description, at, by });
    if (to !== from) await updateGroupOfDevices(trx, from, to);
    await recordAudit(trx, ctx, {
      action: 'device_group.changed',
      targetKind: 'device_group',
      targetId: from,
      before: { name: from, description: group.description },
      after: { name: to, description },
    });
    if (to !== from) announce({ kind: 'devices' });
  });
};

/**
 * Deletes a group that no device is in, with its configuration and the history of that.
 * Faults: group_not_found, for a foreign one too; device_group_in_use, where a device is in it.
 */
export const deleteDeviceGroup = async (ctx: Context, name: string): Promise<void> => {
  await commitChange(ctx, async (trx) => {
    await lockConfigurationClock(trx);
    const group = await lockGroup(trx, ctx, { name, scope: 'devices:delete' });
    if ((await findDeviceUuidByGroup(trx, name)) !== undefined)
      throw fault('device_group_in_use', { detail: 'Devices are in it.' });
    await deleteDeviceGroupRow(trx, group);
    await recordAudit(trx, ctx, {
      action: 'device_group.deleted',
      targetKind: 'device_group',
      targetId: name,
      before: { description: group.description },
    });
  });
};
