/** A rollout as operators see it, the rules of its names, and who sees it. */
import type { Context, Scope } from '@moorgate/auth';
import { type Db, findRolloutByKey, type RolloutRow } from '@moorgate/db';
import { groupLimitOf } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { requireUpdateName, updateNamePattern } from '../updates/update.ts';

/** By what people know a rollout of an update of the installation's own factory. */
export interface RolloutName {
  readonly tag: string;
  readonly update: string;
  readonly rollout: string;
}

/** The installation whose rollouts are meant. */
export interface RolloutServices {
  readonly factory: string;
}

/** `pending`: its first devices are about to be assigned; `open`: it takes devices that come to fit it; `closed`: no more. */
export const rolloutStates = ['pending', 'open', 'closed'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** What is known of a rollout in itself. */
export interface RolloutSummary {
  readonly name: string;
  readonly groups: readonly string[];
  /** Whether it is for every device that reports the tag. */
  readonly takesAll: boolean;
  readonly state: RolloutState;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When its first devices were assigned; null before. */
  readonly committedAt: Date | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
}

const namePattern = new RegExp(updateNamePattern);

/** Passes for names that there can be. Throws `update_name_invalid`, `rollout_name_invalid`. */
export const requireRolloutName = ({ tag, update, rollout }: RolloutName): void => {
  requireUpdateName({ tag, name: update });
  if (!namePattern.test(rollout))
    throw fault('rollout_name_invalid', {
      detail: `Rollout name must match a given regexp: ${namePattern.source}`,
    });
};

/** Where a rollout stands. */
export const stateOf = (
  row: Pick<RolloutRow, 'committed_at' | 'closed_at'>,
): RolloutSummary['state'] => {
  if (row.closed_at !== null) return 'closed';
  return row.committed_at === null ? 'pending' : 'open';
};

/** The rollout of a row. */
export const rolloutSummaryFromRow = (row: RolloutRow): RolloutSummary => ({
  name: row.name,
  groups: row.group_names,
  takesAll: row.takes_all,
  state: stateOf(row),
  createdAt: row.created_at,
  createdBy: row.created_by,
  committedAt: row.committed_at,
  closedAt: row.closed_at,
  closedBy: row.closed_by,
});

/**
 * The rollout of that name. Whoever holds the scope for some groups alone sees those whose author could reach no other
 * groups either.
 * Faults: update_name_invalid, rollout_name_invalid, rollout_not_found.
 */
export const requireRollout = async (
  ctx: Context,
  { factory, scope }: RolloutServices & { readonly scope: Scope },
  { db = ctx.db, ...names }: RolloutName & { readonly db?: Db },
): Promise<RolloutRow> => {
  requireRolloutName(names);
  const { tag, update: name, rollout } = names;
  const groups = groupLimitOf(ctx, scope);
  const row = await findRolloutByKey(db, { factory, tag, name, rollout, groups });
  if (row === undefined) throw fault('rollout_not_found');
  return row;
};

/** How the audit names a rollout. */
export const auditIdOfRollout = ({ tag, update, rollout }: RolloutName): string =>
  `${tag}/${update}/${rollout}`;

/** The names of a row. */
export const rolloutNameOf = (row: RolloutRow): RolloutName => ({
  tag: row.tag,
  update: row.update_name,
  rollout: row.name,
});
