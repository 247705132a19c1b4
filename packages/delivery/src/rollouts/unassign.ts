/** Taking updates away from devices. */
import { commitChange, type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  countRolloutDevices,
  inTransaction,
  lockDeviceByUuid,
  lockRolloutTurn,
  updateDeviceAsUnassigned,
  updateRolloutAsClosed,
  updateRolloutDevicesAsUnassigned,
} from '@moorgate/db';
import { groupLimitOf, parseUuid } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import {
  auditIdOfRollout,
  requireRollout,
  type RolloutName,
  type RolloutServices,
} from './rollout.ts';

const scope = 'updates:read-update';

/**
 * Takes the assigned update from a device, which keeps running what it runs and is offered nothing. The rollout that gave the
 * update does not give it again, nor does an earlier one of the tag; a later one does. When this returns, no gateway offers
 * the update to the device any more.
 * Faults: device_not_found, for a denied device and one of a foreign group too; update_not_assigned; committed_unconfirmed.
 */
export const unassignDevice = async (ctx: Context, uuidText: string): Promise<void> => {
  const uuid = parseUuid(uuidText, 'device_not_found');
  await commitChange(ctx, async (trx, announce) => {
    await lockRolloutTurn(trx);
    const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, scope));
    if (device === undefined || device.denied_at !== null) throw fault('device_not_found');
    if (device.update_id === null) throw fault('update_not_assigned');
    const [at, by] = [ctx.clock.now(), principalName(ctx.principal)];
    await updateDeviceAsUnassigned(trx, uuid, { at, by });
    await recordAudit(trx, ctx, {
      action: 'device.update_unassigned',
      targetKind: 'device',
      targetId: uuid,
      before: { updateId: device.update_id },
    });
    announce({ kind: 'device', deviceUuid: uuid });
  });
};

/** So many devices lose their update in one transaction, for which a denial of one of them waits. */
const sliceMax = 1_000;

/** Closes the rollout and says what is about to be taken from how many devices. */
const closeForUnassignment = async (
  ctx: Context,
  services: RolloutServices,
  names: RolloutName,
): Promise<string> =>
  inTransaction(ctx.db, async (trx) => {
    await lockRolloutTurn(trx);
    const { id } = await requireRollout(ctx, { ...services, scope }, { ...names, db: trx });
    const [at, by] = [ctx.clock.now(), principalName(ctx.principal)];
    const isClosedNow = await updateRolloutAsClosed(trx, id, { closed_at: at, closed_by: by });
    const { current } = await countRolloutDevices(trx, id, groupLimitOf(ctx, scope));
    if (isClosedNow || current > 0)
      await recordAudit(trx, ctx, {
        action: 'rollout.unassigned',
        targetKind: 'rollout',
        targetId: auditIdOfRollout(names),
        after: { devices: current },
      });
    return id;
  });

/**
 * Closes a rollout and takes its update from all devices that have it by this rollout, as `unassignDevice` does from one: the
 * rollout is closed and the record is there first, then slice by slice the devices follow. Whoever gets no answer asks again.
 * Devices that are in no group which whoever asks holds the scope for keep it.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found, committed_unconfirmed.
 */
export const unassignRollout = async (
  ctx: Context,
  services: RolloutServices,
  names: RolloutName,
): Promise<void> => {
  const id = await closeForUnassignment(ctx, services, names);
  const [at, by] = [ctx.clock.now(), principalName(ctx.principal)];
  const slice = { at, by, groups: groupLimitOf(ctx, scope), limit: sliceMax };
  let isDone = false;
  while (!isDone)
    await commitChange(ctx, async (trx, announce) => {
      await lockRolloutTurn(trx);
      const devices = await updateRolloutDevicesAsUnassigned(trx, id, slice);
      isDone = devices < sliceMax;
      if (devices > 0) announce({ kind: 'devices' });
    });
};
