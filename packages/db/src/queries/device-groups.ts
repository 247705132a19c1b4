/** The groups that devices are in. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import type { GroupLimit } from '../group-limit.ts';

/**
 * The groups that some device is in, among these if a limit is given, sorted by bytes. Each step looks up the next one in the index, so the cost follows
 * the number of groups, not the number of devices.
 */
export const listGroupNames = async (db: Db, groups: GroupLimit = null): Promise<string[]> => {
  if (groups !== null) return listGroupNamesAmong(db, groups);
  const { rows } = await sql<{ group_name: string }>`
    with recursive groups as (
      (select group_name from devices where group_name is not null order by group_name limit 1)
      union all
      select (
        select d.group_name from devices as d
        where d.group_name > groups.group_name order by d.group_name limit 1
      )
      from groups where groups.group_name is not null
    )
    select group_name from groups where group_name is not null`.execute(db);
  return rows.map((row) => row.group_name);
};

const listGroupNamesAmong = async (db: Db, groups: readonly string[]): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select distinct held.name collate "C" as name from unnest(${[...groups]}::text[]) as held (name)
    where exists (select from devices where group_name = held.name)
    order by 1`.execute(db);
  return rows.map((row) => row.name);
};

/** The group, if some device is in it or it has a layer of configuration. */
export const findGroupByName = async (
  db: Db,
  name: string,
): Promise<{ readonly name: string } | undefined> => {
  const { rows } = await sql<{ name: string }>`
    select ${name}::text as name
    where exists (select from devices where group_name = ${name})
      or exists (select from configurations where group_name = ${name})`.execute(db);
  return rows[0];
};
