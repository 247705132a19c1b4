/**
 * Whose a device is, who registered it, and groups as things of their own: a number, a description, and who made them.
 * Locks devices for the time of adding columns that are empty, and of creating triggers and indexes.
 */
import { type Kysely, sql } from 'kysely';

/**
 * Every group that a device comes into has a row, whichever way it came into it, so that its number stays the same. It is
 * there as long as a device is in it, or it is configured, or somebody made it.
 */
const keepGroups = sql`
  create function keep_device_groups() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    insert into public.device_groups (name, created_at, created_by)
    select distinct a.group_name collate "C", clock_timestamp(), ''
    from after_rows as a
    where a.group_name is not null
      and not exists (select from public.device_groups as g where g.name = a.group_name)
    order by 1
    on conflict (name) do nothing;
    return null;
  end
  $$`;

const keepGroupsOfConfigurations = sql`
  create function keep_configured_group() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    insert into public.device_groups (name, created_at, created_by)
    select new.group_name, new.created_at, new.created_by
    where not exists (select from public.device_groups as g where g.name = new.group_name)
    on conflict (name) do nothing;
    return null;
  end
  $$`;

export const up = async (db: Kysely<never>): Promise<void> => {
  // A mark for people, which gives no right. registered_by is a name, as everywhere where it says who did something.
  await sql`alter table devices add column owner_id uuid references users, add column registered_by text`.execute(
    db,
  );
  await sql`grant insert (owner_id, registered_by) on devices to moorgate_gateway`.execute(db);
  // The order of the list by owner and then by name, in the whole fleet and in one group. The nil of both comes last.
  const key = sql`(coalesce(owner_id::text, '~') || ' ' || coalesce(name, '~')) collate "C"`;
  await sql`create index devices_by_owner on devices ((${key}), uuid) where denied_at is null`.execute(
    db,
  );
  await sql`create index devices_of_group_by_owner on devices (group_name, (${key}), uuid)
    where denied_at is null and group_name is not null`.execute(db);

  // The few devices for production, among all.
  await sql`create index devices_for_production on devices (uuid)
    where denied_at is null and is_production`.execute(db);

  await sql`
    create table device_groups (
      id integer generated always as identity primary key,
      name text collate "C" not null unique,
      description text not null default '',
      is_made boolean not null default false,
      created_at timestamptz(3) not null,
      created_by text not null,
      changed_at timestamptz(3),
      changed_by text
    )`.execute(db);
  await sql`grant select, insert, update, delete on device_groups to moorgate_admin`.execute(db);
  await sql`
    insert into device_groups (name, created_at, created_by)
    select name, now(), '' from (
      select group_name as name from devices where group_name is not null
      union
      select group_name from configurations where group_name is not null
    ) as present order by name`.execute(db);
  await keepGroups.execute(db);
  await keepGroupsOfConfigurations.execute(db);
  await sql`create trigger keep_groups_inserted after insert on devices
    referencing new table as after_rows for each statement execute function keep_device_groups()`.execute(
    db,
  );
  await sql`create trigger keep_groups_updated after update on devices
    referencing new table as after_rows for each statement execute function keep_device_groups()`.execute(
    db,
  );
  await sql`create trigger keep_configured_group after insert on configurations
    for each row when (new.group_name is not null) execute function keep_configured_group()`.execute(
    db,
  );

  // The few devices that have an address in the VPN, among all that have a layer.
  await sql`create index configurations_with_vpn on configurations (device_uuid)
    where is_current and device_uuid is not null and files ? 'wireguard-client'`.execute(db);
};
