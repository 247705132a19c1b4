/** Between the wire shapes of rollouts and what the use cases take and give; pure. */
import type {
  ExplainedAssignment,
  ExplainedRollout,
  Rollout,
  RolloutDevice,
  RolloutRequest,
} from '@moorgate/delivery';
import { fault } from '@moorgate/errors';
import type {
  AssignmentBody,
  RolloutBody,
  RolloutDeviceBody,
  RolloutRequestBody,
} from './schemas-rollouts.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

const secondsOrNull = (at: Date | null): number | null => (at === null ? null : seconds(at));

/**
 * Who is to get the update. A request that names somebody, and says too who will have got it, is refused as existing servers
 * refuse it; one that names nobody is refused for that, by the use case. Throws `invalid_request`.
 */
export const toRolloutSelection = (
  body: RolloutRequestBody,
): Pick<RolloutRequest, 'uuids' | 'groups'> => {
  const selection = { uuids: body.uuids ?? [], groups: body.groups ?? [] };
  const namesSomebody = selection.uuids.length + selection.groups.length > 0;
  if (namesSomebody && (body['effective-uuids'] ?? []).length > 0)
    throw fault('invalid_request', { detail: 'Effective uuids are readonly' });
  return selection;
};

/** One rollout. */
export const toRolloutBody = (rollout: Rollout): RolloutBody => ({
  uuids: [...rollout.uuids],
  groups: [...rollout.groups],
  'takes-all': rollout.takesAll,
  'effective-uuids': [...rollout.effectiveUuids],
  committed: rollout.committedAt !== null,
  name: rollout.name,
  state: rollout.state,
  'effective-count': rollout.effectiveCount,
  'assigned-count': rollout.assignedCount,
  'created-at': seconds(rollout.createdAt),
  'created-by': rollout.createdBy,
  'committed-at': secondsOrNull(rollout.committedAt),
  'closed-at': secondsOrNull(rollout.closedAt),
  'closed-by': rollout.closedBy,
});

/** A device of a rollout. */
export const toRolloutDeviceBody = (device: RolloutDevice): RolloutDeviceBody => ({
  uuid: device.uuid,
  state: device.state,
  'assigned-at': seconds(device.assignedAt),
  'unassigned-at': secondsOrNull(device.unassignedAt),
  'unassigned-by': device.unassignedBy,
});

const toExplainedRolloutBody = (rollout: ExplainedRollout): AssignmentBody['rollouts'][number] => ({
  tag: rollout.tag,
  update: rollout.update,
  rollout: rollout.rollout,
  state: rollout.state,
  'created-at': seconds(rollout.createdAt),
  'created-by': rollout.createdBy,
  'assigned-at': secondsOrNull(rollout.assignedAt),
  reason: rollout.reason,
  explanation: rollout.explanation,
});

/** Why a device has, or has not, an update. */
export const toAssignmentBody = (assignment: ExplainedAssignment): AssignmentBody => ({
  uuid: assignment.uuid,
  group: assignment.group,
  tag: assignment.tag,
  update: assignment.update === null ? null : { ...assignment.update },
  reason: assignment.reason,
  explanation: assignment.explanation,
  rollouts: assignment.rollouts.map(toExplainedRolloutBody),
});
