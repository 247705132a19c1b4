/** What is known of a device and of the rollouts that it might have its update from. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';
import { reportedTags } from '../reported-tags.ts';

/** A device, denied ones included, and what it is assigned to. */
export interface DeviceAssignmentRow {
  readonly uuid: string;
  readonly factory: string;
  readonly group_name: string | null;
  /** What it last reported; empty for nothing. */
  readonly reported_tag: string;
  readonly denied_at: Date | null;
  readonly denied_by: string | null;
  readonly update_tag: string | null;
  readonly update_name: string | null;
}

/** The device of that UUID; none if it is in no group of the limit, a denied one when it was denied. */
export const findDeviceAssignmentByUuid = (
  db: Db,
  uuid: string,
  groups: GroupLimit,
): Promise<DeviceAssignmentRow | undefined> =>
  db
    .selectFrom('devices as d')
    .leftJoin('device_check_ins as c', 'c.device_uuid', 'd.uuid')
    .leftJoin('updates as u', 'u.id', 'd.update_id')
    .select([
      'd.uuid',
      'd.factory',
      'd.group_name',
      sql<string>`coalesce(c.tag, '')`.as('reported_tag'),
      'd.denied_at',
      'd.denied_by',
      'u.tag as update_tag',
      'u.name as update_name',
    ])
    .where('d.uuid', '=', uuid)
    .where(isWithin(sql`coalesce(d.group_name, d.denied_group_name)`, groups))
    .executeTakeFirst();

/** A rollout as one device stands to it. */
export interface RolloutVerdictRow {
  readonly number: number;
  readonly name: string;
  readonly update_id: string;
  readonly factory: string;
  readonly tag: string;
  readonly update_name: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly committed_at: Date | null;
  readonly closed_at: Date | null;
  readonly closed_by: string | null;
  /** It names the device, or its group, or is for all. */
  readonly is_selected: boolean;
  /** Its author could give updates to the device. */
  readonly is_within: boolean;
  /** The device has its update by it. */
  readonly is_current: boolean;
  readonly assigned_at: Date | null;
  readonly unassigned_at: Date | null;
  readonly unassigned_by: string | null;
  /** The last rollout of the tag, or of one that the device reports, asked for after this one, that ever had the device. */
  readonly later_name: string | null;
  readonly later_tag: string | null;
}

/**
 * Which rollouts of a factory: those of one tag or update of it, or else those that had the device or select it; those alone that
 * whoever asks sees, or that had the device.
 */
export interface RolloutVerdictQuery {
  readonly factory: string;
  readonly tag: string | null;
  readonly update: string | null;
  readonly groups: GroupLimit;
  readonly limit: number;
}

/** The rollouts that were asked for last, as a device stands to them, the last one first. */
export const listRolloutVerdicts = async (
  db: Db,
  uuid: string,
  { factory, tag, update, groups, limit }: RolloutVerdictQuery,
): Promise<RolloutVerdictRow[]> => {
  const isSeen =
    groups === null
      ? sql`true`
      : sql`(had.rollout_id is not null or r.author_groups <@ ${[...groups]}::text[])`;
  const isAboutAny = tag === null && update === null;
  const { rows } = await sql<RolloutVerdictRow>`
    select r.number, r.name, r.update_id, u.factory, u.tag, u.name as update_name, r.created_at, r.created_by,
      r.committed_at, r.closed_at, r.closed_by,
      s.is_selected,
      r.author_groups is null or coalesce(d.group_name = any(r.author_groups), false) as is_within,
      d.rollout_id is not distinct from r.id as is_current,
      had.assigned_at, had.unassigned_at, had.unassigned_by,
      later.name as later_name, later.tag as later_tag
    from devices d
    left join device_check_ins c on c.device_uuid = d.uuid
    cross join updates u
    join rollouts r on r.update_id = u.id
    left join rollout_devices had on had.rollout_id = r.id and had.device_uuid = d.uuid
    cross join lateral (
      select r.takes_all or coalesce(d.group_name = any(r.group_names), false) or exists (
        select from rollout_uuids n where n.rollout_id = r.id and n.device_uuid = d.uuid
      ) as is_selected
    ) as s
    left join lateral (
      select o.name, ou.tag from rollout_devices t
      join rollouts o on o.id = t.rollout_id
      join updates ou on ou.id = o.update_id
      where t.device_uuid = d.uuid and o.number > r.number
        and (ou.tag = u.tag or ou.tag = any(${reportedTags(sql`c.tag`)}))
      order by o.number desc limit 1
    ) as later on true
    where d.uuid = ${uuid} and u.factory = ${factory}
      and (${tag}::text is null or u.tag = ${tag}) and (${update}::text is null or u.name = ${update})
      and (not ${isAboutAny}::boolean or s.is_selected or had.rollout_id is not null) and ${isSeen}
    order by r.number desc limit ${limit}`.execute(db);
  return rows;
};
