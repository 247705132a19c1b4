/** Statements about how many devices run what. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

/** Devices that have a tag, a target and a group in common. */
export interface TargetCountRow {
  readonly tag: string;
  readonly is_production: boolean;
  readonly group_name: string | null;
  readonly target_name: string;
  readonly devices: number;
  /** Those of them that were seen since then. */
  readonly online: number;
}

/** All devices of these groups that are not denied, counted; reads each of them once. */
export const countDevicesByTarget = async (
  db: Db,
  { onlineSince, groups }: { readonly onlineSince: Date; readonly groups: GroupLimit },
): Promise<TargetCountRow[]> => {
  const { rows } = await sql<TargetCountRow>`
    select c.tag, d.is_production, c.group_name, c.target_name, count(*)::int as devices,
      count(*) filter (where c.last_seen_at >= ${onlineSince})::int as online
    from device_check_ins c join devices d on d.uuid = c.device_uuid
    where c.is_listed and ${isWithin(sql.ref('c.group_name'), groups)}
    group by c.tag, d.is_production, c.group_name, c.target_name
    order by c.tag, d.is_production, c.group_name, c.target_name`.execute(db);
  return rows;
};

/** The latest version of a tag. */
export interface TagVersionRow {
  readonly tag: string;
  readonly version: number;
  /** Whether it is that of a target that there is now; else the highest that an update of the tag ever had. */
  readonly is_target: boolean;
}

/** Each tag that a factory has a target of, or ever had an update of. */
export const listTagVersions = async (db: Db, factory: string): Promise<TagVersionRow[]> => {
  const { rows } = await sql<TagVersionRow>`
    with present as (
      select tag, max(version) as version from targets cross join lateral unnest(tags) as tag
      where factory = ${factory} group by tag
    )
    select tag, version::float8 as version, true as is_target from present
    union all
    select tag, last_version::float8, false from update_tags
    where factory = ${factory} and tag not in (select tag from present)
    order by tag`.execute(db);
  return rows;
};
