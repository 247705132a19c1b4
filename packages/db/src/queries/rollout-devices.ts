/** Statements on `rollout_devices` and `rollout_candidates`: which devices rollouts gave their updates to. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';
import { conflictingDevices, type ConflictingDeviceRow } from '../conflicting-devices.ts';
import { allowLongStatements, type RolloutRow } from './rollouts.ts';

/** What of a rollout decides which devices it takes. */
export type AssigningRollout = Pick<
  RolloutRow,
  'id' | 'number' | 'update_id' | 'factory' | 'tag' | 'group_names' | 'author_groups'
>;

/**
 * A row where a rollout of the same tag that was asked for later ever had the device, or where this one had it, unless the device
 * has followed another tag meanwhile. Looked up by keys, whatever the statistics say, as everything that many devices are
 * joined with here.
 */
const taken = (
  device: RawBuilder<unknown>,
  { id, number, tag }: Readonly<Record<'id' | 'number' | 'tag', RawBuilder<unknown>>>,
): RawBuilder<unknown> => sql`(
  select o.number from rollout_devices had
  join rollouts o on o.id = had.rollout_id
  join updates ou on ou.id = o.update_id
  where had.device_uuid = ${device}.uuid and ou.tag = ${tag} and o.number >= ${number}
    and (o.number > ${number} or had.unassigned_at is not null or ${device}.rollout_id = ${id})
  limit 1
)`;

/** The devices that a rollout names or whose groups it names: all of them, or those among some. */
const selectedBy = (
  { id, group_names: groups }: AssigningRollout,
  among: readonly string[] | null,
): RawBuilder<unknown> =>
  among === null
    ? sql`
      select device_uuid as uuid from rollout_uuids where rollout_id = ${id}::uuid
      union select uuid from devices where group_name = any(${[...groups]}::text[])`
    : sql`
      select d.uuid from devices d
      where d.uuid = any(${[...among]}::uuid[]) and (
        d.group_name = any(${[...groups]}::text[])
        or exists (select from rollout_uuids n where n.rollout_id = ${id}::uuid and n.device_uuid = d.uuid)
      )`;

/** The common table expression `fitting`: the devices that fit a rollout and are free for it. */
const fitting = (
  rollout: AssigningRollout,
  among: readonly string[] | null,
): RawBuilder<unknown> => {
  const { factory, tag, author_groups: limit } = rollout;
  const key = {
    id: sql`${rollout.id}::uuid`,
    number: sql`${rollout.number}::bigint`,
    tag: sql`${tag}`,
  };
  return sql`selected as materialized (${selectedBy(rollout, among)}),
    fitting as materialized (
      select d.uuid from selected s
      cross join lateral (
        select uuid, rollout_id from devices
        where uuid = s.uuid and denied_at is null and factory = ${factory} and ${isWithin(sql`group_name`, limit)}
        limit 1
      ) as d
      cross join lateral (select tag from device_check_ins where device_uuid = d.uuid limit 1) as c
      left join lateral ${taken(sql`d`, key)} as taken on true
      where c.tag = ${tag} and taken.number is null
    )`;
};

/** Those of the devices that fit a rollout which would refuse the metadata of its update, by UUID. May take minutes. */
export const listDevicesRefusingRollout = async (
  trx: Trx,
  rollout: AssigningRollout,
): Promise<ConflictingDeviceRow[]> => {
  await allowLongStatements(trx);
  const { rows } = await sql<ConflictingDeviceRow>`
    with ${fitting(rollout, null)}
    select refusing."deviceUuid", refusing.conflict
    from (${conflictingDevices(rollout.update_id, sql`select uuid from fitting`)}) as refusing
    order by refusing."deviceUuid"`.execute(trx);
  return rows;
};

/**
 * Gives the update of a rollout to every device that fits it now, or to those among some, in one statement, and notes that it
 * has them. Left out are devices that are denied, of groups that the author could not give updates to, that would refuse the
 * metadata, and that a later rollout of the tag had. Answers how many there are, and their UUIDs if they are few enough. To be
 * called under `lockRolloutTurn`.
 */
export const assignRolloutDevices = async (
  trx: Trx,
  rollout: AssigningRollout,
  options: {
    readonly at: Date;
    readonly among: readonly string[] | null;
    /** How many UUIDs are answered at most; of more, none. */
    readonly uuidsMax: number;
  },
): Promise<{ readonly count: number; readonly uuids: readonly string[] }> => {
  const { at, among, uuidsMax } = options;
  const { rows } = await sql<{ count: number; uuids: string[] | null }>`
    with ${fitting(rollout, among)},
    refusing as materialized (${conflictingDevices(rollout.update_id, sql`select uuid from fitting`)}),
    chosen as materialized (
      select d.uuid from (select uuid from fitting except select "deviceUuid" from refusing order by 1) as f
      cross join lateral (
        select uuid from devices
        where uuid = f.uuid and denied_at is null and ${isWithin(sql`group_name`, rollout.author_groups)}
        limit 1 for no key update
      ) as d
    ), assigned as (
      update devices d set update_id = ${rollout.update_id}::uuid, rollout_id = ${rollout.id}::uuid
      from chosen where d.uuid = chosen.uuid
      returning d.uuid
    ), noted as (
      insert into rollout_devices (rollout_id, device_uuid, assigned_at)
      select ${rollout.id}::uuid, uuid, ${at}::timestamptz from assigned
      on conflict (rollout_id, device_uuid) do update set assigned_at = excluded.assigned_at
      returning device_uuid
    )
    select count(*)::int as count,
      case when count(*) <= ${uuidsMax} then array_agg(device_uuid) end as uuids
    from noted`.execute(trx);
  const { count, uuids } = rows[0]!;
  return { count, uuids: uuids ?? [] };
};

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

/** Takes its update from every device that has it by this rollout and is in the groups; answers how many these are. */
export const updateRolloutDevicesAsUnassigned = async (
  trx: Trx,
  rolloutId: string,
  { at, by, groups }: Unassignment & { readonly groups: GroupLimit },
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    with chosen as materialized (
      select uuid from devices where rollout_id = ${rolloutId}::uuid and ${isWithin(sql`group_name`, groups)}
      order by uuid for no key update
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

/** A rollout, and the devices that it is the last one for. */
export interface OpenRolloutMatch {
  readonly rolloutId: string;
  readonly uuids: readonly string[];
}

/**
 * For each of the devices the last rollout that is open, waiting ones included, and that the device fits, unless it is taken:
 * by rollout, in the order in which they were asked for.
 */
export const listOpenRolloutMatches = async (
  db: Db,
  uuids: readonly string[],
): Promise<OpenRolloutMatch[]> => {
  const key = { id: sql`r.id`, number: sql`r.number`, tag: sql`c.tag` };
  const { rows } = await sql<OpenRolloutMatch>`
    with matches as (
      select distinct on (d.uuid) d.uuid, r.id, r.number
      from devices d
      join device_check_ins c on c.device_uuid = d.uuid
      join updates u on u.factory = d.factory and u.tag = c.tag
      join rollouts r on r.update_id = u.id and r.closed_at is null
      left join lateral ${taken(sql`d`, key)} as taken on true
      where d.uuid = any(${[...uuids]}::uuid[]) and d.denied_at is null
        and (r.author_groups is null or d.group_name = any(r.author_groups))
        and (
          d.group_name = any(r.group_names)
          or exists (select from rollout_uuids n where n.rollout_id = r.id and n.device_uuid = d.uuid)
        )
        and taken.number is null
      order by d.uuid, r.number desc
    )
    select id as "rolloutId", array_agg(uuid) as uuids from matches group by id, number order by number`.execute(
    db,
  );
  return rows;
};

/** Whether a rollout waits to be committed, or a device may fit one. */
export const isRolloutWorkWaiting = async (db: Db): Promise<boolean> => {
  const { rows } = await sql<{ is_waiting: boolean }>`
    select exists (select from rollouts where committed_at is null) or exists (select from rollout_candidates)
      as is_waiting`.execute(db);
  return rows[0]!.is_waiting;
};
