/** Totals of devices, as the triggers maintain them. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** How many devices there are, denied ones apart. Reads a fixed number of rows. */
export const countDevices = async (db: Db): Promise<{ listed: number; denied: number }> => {
  const row = await db
    .selectFrom('device_counts')
    .select(({ fn }) => [
      fn.sum<string>('listed').as('listed'),
      fn.sum<string>('denied').as('denied'),
    ])
    .executeTakeFirstOrThrow();
  return { listed: Number(row.listed), denied: Number(row.denied) };
};

/** How many devices that are not denied are in these groups. Reads a fixed number of rows for each. */
export const countDevicesOfGroups = async (db: Db, groups: readonly string[]): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(devices), 0)::bigint as count from device_group_labels
    where label_key = 'group' and group_name = any(${[...groups]}::text[])`.execute(db);
  return rows[0]!.count;
};
