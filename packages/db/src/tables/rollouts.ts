/** Tables about rollouts, by which devices are assigned to updates. */
import type { Generated } from 'kysely';

export interface RolloutsTable {
  id: string;
  /** The order in which they were asked for. */
  number: Generated<number>;
  update_id: string;
  name: string;
  /** The groups whose devices it is for. */
  group_names: string[];
  /** The groups that the author could give updates to; null for every device. */
  author_groups: string[] | null;
  /** Whether it is for every device that reports the tag of the update. */
  takes_all: Generated<boolean>;
  created_at: Date;
  created_by: string;
  /** Null until the devices that fit it at first are assigned. */
  committed_at: Date | null;
  /** Since when it takes no more devices. */
  closed_at: Date | null;
  closed_by: string | null;
}

/** The devices that a rollout names. */
export interface RolloutUuidsTable {
  rollout_id: string;
  device_uuid: string;
}

/** The devices that a rollout gave its update to. */
export interface RolloutDevicesTable {
  rollout_id: string;
  device_uuid: string;
  assigned_at: Date;
  /** When an operator took the update away again. */
  unassigned_at: Date | null;
  unassigned_by: string | null;
}

/** Devices that may fit an open rollout now; written by triggers. */
export interface RolloutCandidatesTable {
  id: Generated<number>;
  candidate: string;
}

export interface RolloutTurnTable {
  only_row: Generated<boolean>;
  lock_handle: boolean | null;
}
