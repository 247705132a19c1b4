/** The denied list: pages by UUID. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database.ts';
import type { GroupLimit } from '../group-limit.ts';

/** A device on the denied list. */
export interface DeniedDeviceRow {
  uuid: string;
  factory: string;
  denied_at: Date;
  denied_by: string;
  denial_reason: string | null;
}

/** Which page: from the first device after `after`, of those that were in one of these groups when they were denied. */
export interface DeniedListPage {
  readonly after: string | null;
  readonly limit: number;
  /** How many to skip; none unless said. */
  readonly offset?: number;
  readonly groups?: GroupLimit;
}

/** The UUIDs of a page, read from an index alone: one range of it, or one for each group. */
const uuidsOf = ({
  after,
  limit,
  offset = 0,
  groups = null,
}: DeniedListPage): RawBuilder<{ uuid: string }> => {
  const behind = after === null ? sql`` : sql`and uuid > ${after}`;
  const range = sql`denied_at is not null ${behind}`;
  if (groups === null)
    return sql`select uuid from devices where ${range} order by uuid limit ${limit} offset ${offset}`;
  return sql`
    select denied.uuid from unnest(${[...groups]}::text[]) as held (group_name)
    cross join lateral (
      select uuid from devices where ${range} and denied_group_name = held.group_name
      order by uuid limit ${limit + offset}
    ) as denied
    order by denied.uuid limit ${limit} offset ${offset}`;
};

/** A page of the denied list. */
export const listDeniedDevices = async (
  db: Db,
  page: DeniedListPage,
): Promise<DeniedDeviceRow[]> => {
  const { rows } = await sql<DeniedDeviceRow>`
    select d.uuid, d.factory, d.denied_at, coalesce(d.denied_by, '') as denied_by, d.denial_reason
    from (${uuidsOf(page)}) as p join devices as d on d.uuid = p.uuid
    order by d.uuid`.execute(db);
  return rows;
};

/** The UUIDs of the same page. */
export const listDeniedDeviceUuids = async (db: Db, page: DeniedListPage): Promise<string[]> =>
  (await uuidsOf(page).execute(db)).rows.map((row) => row.uuid);
