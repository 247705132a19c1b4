/** Statements on `rollout_devices` and `rollout_candidates`: which devices rollouts gave their updates to. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

/** A device that a rollout gave its update to. */
export interface RolloutDeviceRow {
  readonly uuid: string;
  readonly assigned_at: Date;
  readonly unassigned_at: Date | null;
  readonly unassigned_by: string | null;
  /** Whether it has the update by this rollout now. */
  readonly is_current: boolean;
}

/** Which devices of a rollout. */
export interface RolloutDevicePage {
  readonly groups: GroupLimit;
  /** Those alone that the update was not taken away from. */
  readonly isEffective: boolean;
  /** The last UUID of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** A page of the devices of a rollout, by UUID. */
export const listRolloutDevices = (
  db: Db,
  rolloutId: string,
  { groups, isEffective, after, limit }: RolloutDevicePage,
): Promise<RolloutDeviceRow[]> =>
  db
    .selectFrom('rollout_devices as t')
    .innerJoin('devices as d', 'd.uuid', 't.device_uuid')
    .select([
      't.device_uuid as uuid',
      't.assigned_at',
      't.unassigned_at',
      't.unassigned_by',
      sql<boolean>`d.rollout_id is not distinct from t.rollout_id`.as('is_current'),
    ])
    .where('t.rollout_id', '=', rolloutId)
    .where(isWithin(sql`d.group_name`, groups))
    .$if(isEffective, (query) => query.where('t.unassigned_at', 'is', null))
    .$if(after !== null, (query) => query.where('t.device_uuid', '>', after!))
    .orderBy('t.device_uuid')
    .limit(limit)
    .execute();

/** How many devices a rollout had, without those that the update was taken away from, and how many have it by that now. */
export const countRolloutDevices = async (
  db: Db,
  rolloutId: string,
  groups: GroupLimit,
): Promise<{ readonly effective: number; readonly current: number }> => {
  const { rows } = await sql<{ effective: number; current: number }>`
    select count(*)::int as effective, count(*) filter (where d.rollout_id = t.rollout_id)::int as current
    from rollout_devices t join devices d on d.uuid = t.device_uuid
    where t.rollout_id = ${rolloutId} and t.unassigned_at is null and ${isWithin(sql`d.group_name`, groups)}`.execute(
    db,
  );
  return rows[0]!;
};

/** Who took an update away, and when. */
export interface Unassignment {
  readonly at: Date;
  readonly by: string;
}

/** Takes its update from a locked device; the rollout that gave it does not give it again. */
export const updateDeviceAsUnassigned = async (
  trx: Trx,
  uuid: string,
  { at, by }: Unassignment,
): Promise<void> => {
  await sql`
    update rollout_devices set unassigned_at = ${at}::timestamptz, unassigned_by = ${by}
    where device_uuid = ${uuid} and rollout_id = (select rollout_id from devices where uuid = ${uuid})`.execute(
    trx,
  );
  await trx
    .updateTable('devices')
    .set({ update_id: null, rollout_id: null })
    .where('uuid', '=', uuid)
    .execute();
};

/** Takes its update from devices that have it by this rollout and are in the groups, so many at most; answers how many these are. */
export const updateRolloutDevicesAsUnassigned = async (
  trx: Trx,
  rolloutId: string,
  { at, by, groups, limit }: Unassignment & { readonly groups: GroupLimit; readonly limit: number },
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    with chosen as materialized (
      select uuid from devices where rollout_id = ${rolloutId}::uuid and ${isWithin(sql`group_name`, groups)}
      order by uuid limit ${limit} for no key update
    ), freed as (
      update devices d set update_id = null, rollout_id = null from chosen where d.uuid = chosen.uuid
      returning d.uuid
    ), noted as (
      update rollout_devices t set unassigned_at = ${at}::timestamptz, unassigned_by = ${by}
      from freed where t.rollout_id = ${rolloutId}::uuid and t.device_uuid = freed.uuid
      returning t.device_uuid
    )
    select count(*)::int as count from noted`.execute(trx);
  return rows[0]!.count;
};

/** A device that may fit an open rollout since it changed. */
export interface RolloutCandidateRow {
  readonly id: number;
  readonly candidate: string;
}

/** The candidates behind one, in the order in which they were noted. */
export const listRolloutCandidates = (
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<RolloutCandidateRow[]> =>
  db
    .selectFrom('rollout_candidates')
    .select(['id', 'candidate'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();

/** Forgets candidates that were looked at. */
export const deleteRolloutCandidates = async (db: Db, ids: readonly number[]): Promise<void> => {
  await sql`delete from rollout_candidates where id = any(${[...ids]}::bigint[])`.execute(db);
};

/** How many kinds of work there are: a rollout that waits to be committed, a device that may fit one; 0 for nothing to do. */
export const countRolloutWork = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select exists (select from rollouts where committed_at is null)::int
      + exists (select from rollout_candidates)::int as count`.execute(db);
  return rows[0]!.count;
};
