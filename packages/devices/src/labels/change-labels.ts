/** What every change of a device's labels does. */
import { type Context, holdsFor, recordAudit } from '@moorgate/auth';
import {
  appendChange,
  findNextTimeByDevice,
  inTransaction,
  insertKnownLabels,
  isDeadlock,
  isUniqueViolation,
  type Labels,
  lockDeviceByUuid,
  lockSharedConfigurationClock,
  type Trx,
  updateDeviceLabels,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { groupLimitOf } from '../group-limit.ts';
import { parseUuid } from '../parse-uuid.ts';
import { checkLabels } from './label-rules.ts';

const scope = 'devices:read-update';

/** A change of one device: its labels afterwards, made from those before. */
export interface LabelChange {
  readonly uuid: string;
  /** Called with the present labels, which nobody else changes meanwhile; throws to leave them so. */
  require?(present: Labels): void;
  apply(before: Labels): Labels;
}

/**
 * Changes the labels of a device that nobody else changes meanwhile. A change that leaves all as it was writes nothing. A
 * device moves into groups alone that whoever asks holds `devices:read-update` for.
 * Faults: device_not_found (for a denied device and one of a foreign group too), invalid_request, scope_not_held,
 * device_name_taken.
 */
export const changeLabels = async (ctx: Context, change: LabelChange): Promise<void> => {
  const uuid = parseUuid(change.uuid, 'device_not_found');
  try {
    await inTransaction(ctx.db, (trx) => changeLocked(ctx, trx, { ...change, uuid }));
  } catch (error) {
    throw isNameTaken(error) ? fault('device_name_taken') : error;
  }
};

const changeLocked = async (ctx: Context, trx: Trx, change: LabelChange): Promise<void> => {
  const { uuid } = change;
  const device = await lockDeviceByUuid(trx, uuid, groupLimitOf(ctx, scope));
  if (device === undefined || device.denied_at !== null) throw fault('device_not_found');
  const before = device.labels;
  change.require?.(before);
  const after = change.apply(before);
  checkLabels(after);
  if (isSame(before, after)) return;
  const isMoved = before['group'] !== after['group'];
  if (isMoved) requireGroupHeld(ctx, after['group'] ?? null);

  await insertKnownLabels(
    trx,
    Object.keys(after).filter((key) => !Object.hasOwn(before, key)),
  );
  await updateDeviceLabels(trx, uuid, {
    labels: after,
    ...(isMoved ? { layers_changed_at: await timeOfMove(ctx, trx, uuid) } : {}),
  });
  await recordAudit(trx, ctx, {
    action: 'device.labels_changed',
    targetKind: 'device',
    targetId: uuid,
    before: { labels: before },
    after: { labels: after },
  });
  await appendChange(trx, { kind: 'device', deviceUuid: uuid });
};

/** Later than all that the device may have been given, so that it notices what its new group gives it. */
const timeOfMove = async (ctx: Context, trx: Trx, uuid: string): Promise<number> => {
  await lockSharedConfigurationClock(trx);
  return findNextTimeByDevice(trx, uuid, Math.floor(ctx.clock.now().getTime() / 1_000));
};

/** Nobody moves a device to where they could not have changed it. */
const requireGroupHeld = (ctx: Context, group: string | null): void => {
  if (holdsFor(ctx.principal, scope, group)) return;
  const where = group === null ? 'devices without a group' : `the group ${group}`;
  throw fault('scope_not_held', { detail: `Not held for ${where}: ${scope}` });
};

/**
 * Whether a change of labels failed for its name. Transactions that wait for each other there wait for names: each wants the
 * one that the other is giving up.
 */
export const isNameTaken = (error: unknown): boolean =>
  isUniqueViolation(error, 'devices_name_unique') || isDeadlock(error);

const isSame = (one: Labels, other: Labels): boolean => {
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && one[key] === other[key])
  );
};
