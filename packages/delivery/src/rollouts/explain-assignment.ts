/** Why a device has the update that it has, and why it has not another one. */
import type { Context } from '@moorgate/auth';
import {
  type DeviceAssignmentRow,
  findDeviceAssignmentByUuid,
  type GroupLimit,
  listRolloutVerdicts,
  type RolloutVerdictRow,
} from '@moorgate/db';
import { groupLimitOf, parseUuid } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { describeConflict, listRefusingDevices } from '../tuf/require-assignable.ts';
import { requireUpdateName, type UpdateName } from '../updates/update.ts';
import {
  judgeDenial,
  judgeRollout,
  type RolloutJudgement,
  type RolloutReason,
} from './judge-rollout.ts';
import { type RolloutServices, type RolloutState, stateOf } from './rollout.ts';

/** A rollout as the device stands to it. */
export interface ExplainedRollout extends RolloutJudgement {
  readonly tag: string;
  readonly update: string;
  readonly rollout: string;
  readonly state: RolloutState;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly assignedAt: Date | null;
}

/** The answer for one device. */
export interface ExplainedAssignment {
  readonly uuid: string;
  readonly group: string | null;
  /** What it last reported; empty for nothing. */
  readonly tag: string;
  readonly update: UpdateName | null;
  /** `no_rollout` where none was ever asked for. */
  readonly reason: RolloutReason | 'no_rollout';
  readonly explanation: string;
  /** The rollouts that were asked for last, the last one first. */
  readonly rollouts: readonly ExplainedRollout[];
}

/** Of which device, and of which update or tag; unless said, of those that the device had or that select it. */
export interface AssignmentQuestion {
  readonly uuid: string;
  readonly tag?: string | undefined;
  readonly update?: string | undefined;
}

/** So many rollouts are looked at. */
const rolloutsMax = 20;

/** The groups that are within both limits. */
const withinBoth = (one: GroupLimit, other: GroupLimit): GroupLimit => {
  if (one === null || other === null) return one ?? other;
  return one.filter((group) => other.includes(group));
};

/** The answer tells of a device and of updates. */
const requireDevice = async (ctx: Context, uuidText: string): Promise<DeviceAssignmentRow> => {
  const uuid = parseUuid(uuidText, 'device_not_found');
  const groups = withinBoth(groupLimitOf(ctx, 'devices:read'), groupLimitOf(ctx, 'updates:read'));
  const device = await findDeviceAssignmentByUuid(ctx.db, uuid, groups);
  if (device === undefined) throw fault('device_not_found');
  return device;
};

/** A device that fits a rollout, and is not taken by it, may be one that would refuse what it is to be given. */
const judge = async (
  { db }: Context,
  device: DeviceAssignmentRow,
  row: RolloutVerdictRow,
): Promise<RolloutJudgement> => {
  const judgement = judgeRollout(device, row);
  if (judgement.reason !== 'waiting') return judgement;
  const wanted = { updateId: row.update_id, deviceUuids: [device.uuid] };
  const [refusing] = await listRefusingDevices(db, wanted);
  if (refusing === undefined) return judgement;
  return { reason: 'metadata_refused', explanation: describeConflict(refusing) };
};

const explain = async (
  ctx: Context,
  device: DeviceAssignmentRow,
  row: RolloutVerdictRow,
): Promise<ExplainedRollout> => ({
  tag: row.tag,
  update: row.update_name,
  rollout: row.name,
  state: stateOf(row),
  createdAt: row.created_at,
  createdBy: row.created_by,
  assignedAt: row.assigned_at,
  ...(await judge(ctx, device, row)),
});

const none: Pick<ExplainedAssignment, 'reason' | 'explanation'> = {
  reason: 'no_rollout',
  explanation: 'There is no rollout that could have given the device an update.',
};

/** What says most: that the device is denied; the rollout that the device has its update from, else the last one that it could have one from. */
const decisive = (
  device: DeviceAssignmentRow,
  rollouts: readonly ExplainedRollout[],
): RolloutJudgement | undefined =>
  judgeDenial(device) ??
  rollouts.find(({ reason }) => reason === 'assigned') ??
  rollouts.find(({ reason }) => reason !== 'not_selected') ??
  rollouts[0];

/**
 * Why a device has, or has not, an update: what it is assigned to, and how it stands to each of the last rollouts that
 * had it or select it, or to those of one update or tag. Whoever is limited to groups is told of rollouts that had the device, and of
 * those that they see anyway. A denied device is answered for too, as the denied list shows it.
 * Faults: update_name_invalid; device_not_found, for one of a foreign group too.
 */
export const explainAssignment = async (
  ctx: Context,
  { factory }: RolloutServices,
  question: AssignmentQuestion,
): Promise<ExplainedAssignment> => {
  const { uuid, tag, update } = question;
  requireUpdateName({ tag: tag ?? 'any', name: update ?? 'any' });
  const device = await requireDevice(ctx, uuid);
  const groups = groupLimitOf(ctx, 'updates:read');
  const limit = rolloutsMax;
  const query = { factory, tag: tag ?? null, update: update ?? null, groups, limit };
  const rows = await listRolloutVerdicts(ctx.db, device.uuid, query);
  const rollouts: ExplainedRollout[] = [];
  for (const row of rows) rollouts.push(await explain(ctx, device, row));
  const { reason, explanation } = decisive(device, rollouts) ?? none;
  return {
    uuid: device.uuid,
    group: device.group_name,
    tag: device.reported_tag,
    update:
      device.update_tag === null || device.update_name === null
        ? null
        : { tag: device.update_tag, name: device.update_name },
    reason,
    explanation,
    rollouts,
  };
};
