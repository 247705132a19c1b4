/**
 * Configurations of the three layers (factory, group, device), every revision a row, and what each device was last given.
 * Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // delivered_at: the time that devices compare, in Unix seconds. Of all that one device is given, it only grows, whatever
  // the clock does and however fast changes follow each other; the clock's own time is created_at.
  await sql`
    create table configurations (
      id uuid primary key,
      factory text collate "C",
      group_name text collate "C",
      device_uuid uuid references devices on delete cascade,
      revision integer not null check (revision > 0),
      is_current boolean not null default true,
      delivered_at bigint not null,
      files jsonb not null,
      reason text not null,
      created_at timestamptz(3) not null,
      created_by text not null,
      check (num_nonnulls(factory, group_name, device_uuid) = 1)
    )`.execute(db);
  for (const key of ['factory', 'group_name', 'device_uuid']) {
    const column = sql.id(key);
    await sql`create unique index ${sql.id(`configurations_by_${key}`)} on configurations (${column}, revision)
      where ${column} is not null`.execute(db);
    await sql`create unique index ${sql.id(`configurations_current_by_${key}`)} on configurations (${column})
      where is_current and ${column} is not null`.execute(db);
  }
  await sql`create index configurations_by_delivery on configurations (delivered_at)`.execute(db);

  // When the layers that apply to a device last became others: it came into another group, or came back from a denial that
  // destroyed its own layer. On the same scale as delivered_at.
  await sql`alter table devices add column layers_changed_at bigint`.execute(db);
  await sql`create index devices_by_layers_changed on devices (layers_changed_at) where layers_changed_at is not null`.execute(
    db,
  );

  // Whoever changes a layer of many devices locks the row alone; who changes that of one shares it with others like them.
  // The lock handle has no meaning: the right to update it is the right to lock the row.
  await sql`
    create table configuration_clock (
      only_row boolean primary key default true check (only_row),
      lock_handle boolean
    )`.execute(db);
  await sql`insert into configuration_clock default values`.execute(db);

  await sql`
    create table applied_configurations (
      device_uuid uuid primary key references devices on delete cascade,
      applied_at timestamptz(3) not null,
      factory_id uuid references configurations on delete set null,
      group_id uuid references configurations on delete set null,
      device_id uuid references configurations on delete set null
    )`.execute(db);
  for (const layer of ['factory_id', 'group_id', 'device_id'])
    await sql`create index ${sql.id(`applied_configurations_by_${layer}`)} on applied_configurations (${sql.id(layer)})
      where ${sql.id(layer)} is not null`.execute(db);

  await sql`grant select, insert, update, delete on configurations, applied_configurations to moorgate_admin`.execute(
    db,
  );
  await sql`grant select, insert, delete on configurations to moorgate_gateway`.execute(db);
  await sql`grant update (is_current) on configurations to moorgate_gateway`.execute(db);
  await sql`grant select, insert, update on applied_configurations to moorgate_gateway`.execute(db);
  await sql`grant select on configuration_clock to moorgate_admin, moorgate_gateway`.execute(db);
  await sql`grant update (lock_handle) on configuration_clock to moorgate_admin, moorgate_gateway`.execute(
    db,
  );
  await sql`grant select (layers_changed_at) on devices to moorgate_gateway`.execute(db);

  // A device changes its own layer through a gateway, which may say so and nothing else.
  await sql`
    create function append_device_change(changed_device_uuid uuid) returns bigint
    language sql security definer set search_path = pg_catalog, public, pg_temp as $$
      select public.append_change('device', changed_device_uuid)
    $$`.execute(db);
  await sql`revoke all on function append_device_change(uuid) from public`.execute(db);
  await sql`grant execute on function append_device_change(uuid) to moorgate_gateway`.execute(db);
};
