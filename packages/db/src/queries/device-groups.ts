/** The groups that devices are in: which there are, and what is known of them beside their devices. */
import { type RawBuilder, sql } from 'kysely';
import { allowLongStatements } from '../allow-long-statements.ts';
import type { Db, Trx } from '../database.ts';
import { type GroupLimit, isWithin } from '../group-limit.ts';

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

/** A group, and what is known of it. */
export interface DeviceGroupRow {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly created_at: Date;
  /** Empty where it came with a device. */
  readonly created_by: string;
  readonly changed_at: Date | null;
  readonly changed_by: string | null;
}

const columns = [
  'id',
  'name',
  'description',
  'created_at',
  'created_by',
  'changed_at',
  'changed_by',
] as const;

/** A condition on rows `g`: somebody made it, or a device is in it, or it has a layer of configuration. */
const isThere: RawBuilder<boolean> = sql<boolean>`(
  g.is_made
  or exists (select from devices as d where d.group_name = g.name)
  or exists (select from configurations as c where c.group_name = g.name and c.is_current)
)`;

/** The groups that are there, among these if a limit is given, sorted by bytes. */
export const listDeviceGroups = (db: Db, groups: GroupLimit = null): Promise<DeviceGroupRow[]> =>
  db
    .selectFrom('device_groups as g')
    .select(columns)
    .where(isWithin(sql.ref('g.name'), groups))
    .where(isThere)
    .orderBy('name')
    .execute();

/** The group of that name, if it is there. */
export const findGroupByName = (db: Db, name: string): Promise<DeviceGroupRow | undefined> =>
  db
    .selectFrom('device_groups as g')
    .select(columns)
    .where('g.name', '=', name)
    .where(isThere)
    .executeTakeFirst();

/** The row of that name, locked until the commit; whether the group is there as well. */
export const lockDeviceGroupByName = (
  trx: Trx,
  name: string,
): Promise<(DeviceGroupRow & { readonly is_there: boolean }) | undefined> =>
  trx
    .selectFrom('device_groups as g')
    .select([...columns, isThere.as('is_there')])
    .where('g.name', '=', name)
    .forUpdate()
    .executeTakeFirst();

/** What somebody makes of a group. */
export interface DeviceGroupChange {
  readonly name: string;
  readonly description: string;
  readonly at: Date;
  readonly by: string;
}

/** Makes a group; undefined, with nothing done, if there is a row of that name. */
export const insertDeviceGroup = (
  trx: Trx,
  { name, description, at, by }: DeviceGroupChange,
): Promise<DeviceGroupRow | undefined> =>
  trx
    .insertInto('device_groups')
    .values({ name, description, is_made: true, created_at: at, created_by: by })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(columns)
    .executeTakeFirst();

/** Changes a group, which is a made one from then on. */
export const updateDeviceGroup = (
  trx: Trx,
  id: number,
  { name, description, at, by }: DeviceGroupChange,
): Promise<DeviceGroupRow> =>
  trx
    .updateTable('device_groups')
    .set({ name, description, is_made: true, changed_at: at, changed_by: by })
    .where('id', '=', id)
    .returning(columns)
    .executeTakeFirstOrThrow();

/** Deletes a group and its layer of configuration, with the history of it. */
export const deleteDeviceGroup = async (trx: Trx, { id, name }: DeviceGroupRow): Promise<void> => {
  await trx.deleteFrom('configurations').where('group_name', '=', name).execute();
  await trx.deleteFrom('device_groups').where('id', '=', id).execute();
};

/** Some device of the group; none if there is none in it. */
export const findDeviceUuidByGroup = async (db: Db, group: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('devices')
    .select('uuid')
    .where('group_name', '=', group)
    .limit(1)
    .executeTakeFirst();
  return row?.uuid;
};

/** How many rights, and rollouts that go on, are limited to groups of which this is one. */
export const countRightsOfGroup = async (db: Db, group: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from roles where ${group} = any(device_groups))
      + (select count(*) from tokens where revoked_at is null and ${group} = any(device_groups))
      + (select count(*) from enrolment_tokens where revoked_at is null and group_name = ${group})
      + (select count(*) from rollouts where closed_at is null and ${group} = any(group_names))
      as count`.execute(db);
  return rows[0]!.count;
};

/** Puts all devices and the layer of one group, with its history, into another one that has neither. */
export const updateGroupOfDevices = async (trx: Trx, from: string, to: string): Promise<void> => {
  await allowLongStatements(trx);
  await sql`update devices set labels = jsonb_set(labels, '{group}', to_jsonb(${to}::text))
    where group_name = ${from}`.execute(trx);
  await trx
    .updateTable('configurations')
    .set({ group_name: to })
    .where('group_name', '=', from)
    .execute();
};
