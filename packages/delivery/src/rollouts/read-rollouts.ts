/** The rollouts of an update, and the devices that they gave it to. */
import { type Context, decodeCursor, type Page, pageOf } from '@moorgate/auth';
import {
  countRolloutDevices,
  listRolloutDevices as listRolloutDeviceRows,
  listRollouts as listRolloutRows,
  listRolloutUuids,
  type RolloutDeviceRow,
} from '@moorgate/db';
import { groupLimitOf } from '@moorgate/devices';
import { requireUpdateName, type UpdateName } from '../updates/update.ts';
import {
  requireRollout,
  type RolloutName,
  type RolloutServices,
  type RolloutSummary,
  rolloutSummaryFromRow,
} from './rollout.ts';

const scope = 'updates:read';

/** Which page of a list. */
export interface RolloutPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * A page of the rollouts of an update that whoever asks sees, in the order in which they were asked for; an update that there
 * is not has none.
 * Faults: update_name_invalid, cursor_invalid.
 */
export const listRollouts = async (
  ctx: Context,
  { factory }: RolloutServices,
  { tag, name, limit, cursor }: UpdateName & RolloutPage,
): Promise<Page<RolloutSummary>> => {
  requireUpdateName({ tag, name });
  const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, [/^\d{1,15}$/])[0]);
  const page = { after, limit: limit + 1, groups: groupLimitOf(ctx, scope) };
  const rows = await listRolloutRows(ctx.db, { factory, tag, name }, page);
  const { items, nextCursor } = pageOf(rows, limit, ({ number }) => [String(number)]);
  return { items: items.map(rolloutSummaryFromRow), nextCursor };
};

/** One rollout with its devices. */
export interface Rollout extends RolloutSummary {
  /** The devices that it names, the first by UUID. */
  readonly uuids: readonly string[];
  /** The devices that it gave the update to, without those that it was taken away from; the first by UUID. */
  readonly effectiveUuids: readonly string[];
  /** How many those are. */
  readonly effectiveCount: number;
  /** How many of them have the update by this rollout now: no later one gave them another. */
  readonly assignedCount: number;
}

/** How many named and how many effective devices a rollout is shown with. */
export const rolloutUuidsMax = 10_000;

/**
 * One rollout; devices in groups that whoever asks does not see are left out.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found.
 */
export const getRollout = async (
  ctx: Context,
  services: RolloutServices,
  names: RolloutName,
): Promise<Rollout> => {
  const row = await requireRollout(ctx, { ...services, scope }, names);
  const [groups, limit] = [groupLimitOf(ctx, scope), rolloutUuidsMax];
  const effective = { groups, limit, isEffective: true, after: null };
  const { effective: effectiveCount, current } = await countRolloutDevices(ctx.db, row.id, groups);
  return {
    ...rolloutSummaryFromRow(row),
    uuids: await listRolloutUuids(ctx.db, row.id, { groups, limit }),
    effectiveUuids: (await listRolloutDeviceRows(ctx.db, row.id, effective)).map(
      ({ uuid }) => uuid,
    ),
    effectiveCount,
    assignedCount: current,
  };
};

/** `assigned`: has the update by this rollout; `replaced`: by or from another one; `unassigned`: an operator took it away. */
export const rolloutDeviceStates = ['assigned', 'replaced', 'unassigned'] as const;

/** A device that a rollout gave its update to. */
export interface RolloutDevice {
  readonly uuid: string;
  readonly state: (typeof rolloutDeviceStates)[number];
  readonly assignedAt: Date;
  readonly unassignedAt: Date | null;
  readonly unassignedBy: string | null;
}

const deviceStateOf = (row: RolloutDeviceRow): RolloutDevice['state'] => {
  if (row.unassigned_at !== null) return 'unassigned';
  return row.is_current ? 'assigned' : 'replaced';
};

const deviceFromRow = (row: RolloutDeviceRow): RolloutDevice => ({
  uuid: row.uuid,
  state: deviceStateOf(row),
  assignedAt: row.assigned_at,
  unassignedAt: row.unassigned_at,
  unassignedBy: row.unassigned_by,
});

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * A page of the devices that a rollout gave its update to, by UUID, in groups that whoever asks sees.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found, cursor_invalid.
 */
export const listRolloutDevices = async (
  ctx: Context,
  services: RolloutServices,
  { limit, cursor, ...names }: RolloutName & RolloutPage,
): Promise<Page<RolloutDevice>> => {
  const after = cursor === undefined ? null : (decodeCursor(cursor, [uuidPattern])[0] ?? null);
  const { id } = await requireRollout(ctx, { ...services, scope }, names);
  const page = {
    groups: groupLimitOf(ctx, scope),
    isEffective: false,
    after,
    limit: limit + 1,
  };
  const rows = await listRolloutDeviceRows(ctx.db, id, page);
  const { items, nextCursor } = pageOf(rows, limit, ({ uuid }) => [uuid]);
  return { items: items.map(deviceFromRow), nextCursor };
};
