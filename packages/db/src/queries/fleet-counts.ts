/** How many devices are in which state. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

/** When devices were seen last that are not denied; who was never seen is in none of these. */
export interface SeenCounts {
  readonly online: number;
  readonly late: number;
  readonly offline: number;
}

const never = new Date(0);

/** Of the groups, or of all: `online` since then, `late` before that and since then, `offline` before. Reads an index. */
export const countDevicesBySeen = async (
  db: Db,
  since: { readonly online: Date; readonly late: Date },
  groups: GroupLimit,
): Promise<SeenCounts> => {
  const { rows } = await sql<SeenCounts>`
    select count(*) filter (where last_seen_at >= ${since.online}) as online,
      count(*) filter (where last_seen_at < ${since.online} and last_seen_at >= ${since.late}) as late,
      count(*) filter (where last_seen_at < ${since.late}) as offline
    from device_check_ins
    where is_listed and last_seen_at > ${never} and ${isWithin(sql`group_name`, groups)}`.execute(
    db,
  );
  const { online, late, offline } = rows[0]!;
  return { online: Number(online), late: Number(late), offline: Number(offline) };
};

/** How many are denied that were in one of these groups. */
export const countDeniedDevicesOfGroups = async (
  db: Db,
  groups: readonly string[],
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from devices
    where denied_at is not null and ${isWithin(sql`denied_group_name`, groups)}`.execute(db);
  return Number(rows[0]!.count);
};

/** How many devices of the groups, or of all, presented a key that was refused. */
export const countDevicesWithPendingKeys = async (db: Db, groups: GroupLimit): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(distinct k.device_uuid) as count from device_keys as k
    join devices as d on d.uuid = k.device_uuid
    where k.state = 'pending'
      and ${isWithin(sql`coalesce(d.group_name, d.denied_group_name)`, groups)}`.execute(db);
  return Number(rows[0]!.count);
};

/** How many devices wait for their enrolment. */
export const countPendingEnrolments = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(distinct p.device_uuid) as count from pending_enrolments as p
    where not exists (select from devices as d where d.uuid = p.device_uuid)`.execute(db);
  return Number(rows[0]!.count);
};
