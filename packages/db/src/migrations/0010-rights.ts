/**
 * Roles: rights under a name, for every device or for those of some groups; who has them; users who are programs; and
 * what lists of some devices are found by. Locks `users`, `devices` and `device_check_ins` for as long as the indexes take
 * to build.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // device_groups: null means every device, and what is no device too. Nothing at all would be a role that does nothing.
  await sql`
    create table roles (
      id uuid primary key,
      name text not null unique,
      description text not null default '',
      scopes text[] not null,
      device_groups text[] check (device_groups <> '{}'),
      created_at timestamptz not null,
      created_by text not null,
      changed_at timestamptz not null,
      version integer not null default 1
    )`.execute(db);

  // source: null for a role that an operator gave; otherwise the login provider that gave it, which takes it away again.
  // Somebody can have one role from both.
  await sql`
    create table user_roles (
      user_id uuid not null references users (id),
      role_id uuid not null references roles (id),
      granted_at timestamptz not null,
      granted_by text not null,
      source text,
      unique nulls not distinct (user_id, role_id, source)
    )`.execute(db);
  await sql`create index user_roles_by_role on user_roles (role_id)`.execute(db);

  // A service account is a user that is a program; a person answers for it.
  await sql`
    alter table users
      add column kind text not null default 'person' check (kind in ('person', 'service')),
      add column owner_id uuid references users (id),
      add constraint users_owner_check check (owner_id is null or kind = 'service')`.execute(db);
  await sql`create index users_by_owner on users (owner_id) where owner_id is not null`.execute(db);

  // A denial destroys the labels. The group that it took a device from decides who sees the denial.
  await sql`alter table devices add column denied_group_name text collate "C"`.execute(db);

  // For people who see some groups alone: each order of the list within one group.
  await sql`create index devices_of_group_by_uuid on devices (group_name, uuid)
    where denied_at is null and group_name is not null`.execute(db);
  await sql`create index devices_of_group_by_name on devices (group_name, coalesce(name, '~'), uuid)
    where denied_at is null and group_name is not null`.execute(db);
  await sql`create index devices_of_group_by_name_descending on devices (group_name, coalesce(name, ''), uuid)
    where denied_at is null and group_name is not null`.execute(db);
  await sql`create index devices_of_group_by_created_at on devices (group_name, created_at, uuid)
    where denied_at is null and group_name is not null`.execute(db);
  await sql`create index devices_denied_of_group on devices (denied_group_name, uuid)
    where denied_at is not null and denied_group_name is not null`.execute(db);

  await sql`grant select, insert, update, delete on roles, user_roles to moorgate_admin`.execute(
    db,
  );
  // added_by: who added it through the API; null where it came with cas.pem, so that only such a CA leaves with the file.
  await sql`alter table device_cas add column added_by text`.execute(db);
  await addLastSightByGroup(db);
  await addLabelTables(db);
  await keepLabelTables(db);
};

/** The order by last sight within one group: the table of check-ins knows the group, so that one index has both. */
const addLastSightByGroup = async (db: Kysely<never>): Promise<void> => {
  await sql`alter table device_check_ins add column group_name text collate "C"`.execute(db);
  await sql`update device_check_ins as c set group_name = d.group_name
    from devices as d where d.uuid = c.device_uuid and d.group_name is not null`.execute(db);
  await sql`create index device_check_ins_of_group_by_last_seen
    on device_check_ins (group_name, last_seen_at, device_uuid)
    where is_listed and group_name is not null`.execute(db);
  await sql`
    create function set_group_of_check_in() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      new.group_name := (select d.group_name from public.devices as d where d.uuid = new.device_uuid);
      return new;
    end
    $$`.execute(db);
  await sql`create trigger set_group before insert on device_check_ins
    for each row execute function set_group_of_check_in()`.execute(db);
};

/**
 * Which devices have a label, and how many devices of a group have a label of a key: as each of them has the label `group`,
 * also how many devices it has. A denied device has no labels.
 */
const addLabelTables = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table device_labels (
      label_key text collate "C",
      label_value text collate "C",
      device_uuid uuid,
      primary key (label_key, label_value, device_uuid)
    )`.execute(db);
  await sql`insert into device_labels (label_key, label_value, device_uuid)
    select e.key, e.value, d.uuid
    from devices as d cross join lateral jsonb_each_text(d.labels) as e (key, value)`.execute(db);
  // Shards as in device_counts: transactions that change one group wait for each other only when their backends share one.
  await sql`
    create table device_group_labels (
      group_name text collate "C",
      label_key text collate "C",
      shard smallint,
      devices bigint not null,
      primary key (group_name, label_key, shard)
    ) with (fillfactor = 50)`.execute(db);
  await sql`insert into device_group_labels (group_name, label_key, shard, devices)
    select d.group_name, k.key, 0, count(*)
    from devices as d cross join lateral jsonb_object_keys(d.labels) as k (key)
    where d.group_name is not null
    group by d.group_name, k.key`.execute(db);
  await sql`grant select on device_labels, device_group_labels to moorgate_admin`.execute(db);
};

/** Groups are counted in their order, so that two statements that change several never wait in a circle. */
const keepDeviceLabels = sql`
  create function keep_device_labels() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    if tg_op = 'INSERT' then
      insert into public.device_labels (label_key, label_value, device_uuid)
      select e.key, e.value, a.uuid
      from after_rows as a cross join lateral jsonb_each_text(a.labels) as e (key, value);
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select a.group_name, k.key, pg_backend_pid() % 16, count(*)
      from after_rows as a cross join lateral jsonb_object_keys(a.labels) as k (key)
      where a.group_name is not null
      group by a.group_name, k.key
      order by a.group_name, k.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
    elsif tg_op = 'DELETE' then
      delete from public.device_labels as l
      using before_rows as b cross join lateral jsonb_each_text(b.labels) as e (key, value)
      where l.label_key = e.key and l.label_value = e.value and l.device_uuid = b.uuid;
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select b.group_name, k.key, pg_backend_pid() % 16, -count(*)
      from before_rows as b cross join lateral jsonb_object_keys(b.labels) as k (key)
      where b.group_name is not null
      group by b.group_name, k.key
      order by b.group_name, k.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
    else
      delete from public.device_labels as l
      using before_rows as b join after_rows as a on a.uuid = b.uuid
        cross join lateral jsonb_each_text(b.labels) as e (key, value)
      where b.labels <> a.labels
        and l.label_key = e.key and l.label_value = e.value and l.device_uuid = b.uuid;
      insert into public.device_labels (label_key, label_value, device_uuid)
      select e.key, e.value, a.uuid
      from before_rows as b join after_rows as a on a.uuid = b.uuid
        cross join lateral jsonb_each_text(a.labels) as e (key, value)
      where b.labels <> a.labels;
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select c.group_name, c.key, pg_backend_pid() % 16, sum(c.change)
      from (
        select b.group_name, k.key, -1 as change
        from before_rows as b join after_rows as a on a.uuid = b.uuid
          cross join lateral jsonb_object_keys(b.labels) as k (key)
        where b.labels <> a.labels and b.group_name is not null
        union all
        select a.group_name, k.key, 1
        from before_rows as b join after_rows as a on a.uuid = b.uuid
          cross join lateral jsonb_object_keys(a.labels) as k (key)
        where b.labels <> a.labels and a.group_name is not null
      ) as c
      group by c.group_name, c.key
      having sum(c.change) <> 0
      order by c.group_name, c.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
      update public.device_check_ins as c set group_name = a.group_name
      from before_rows as b join after_rows as a on a.uuid = b.uuid
      where c.device_uuid = a.uuid and b.group_name is distinct from a.group_name;
    end if;
    return null;
  end
  $$`;

/** Triggers, as for the totals: whoever changes labels, by one device or by many, the lists are right with the commit. */
const keepLabelTables = async (db: Kysely<never>): Promise<void> => {
  await keepDeviceLabels.execute(db);
  await sql`create trigger keep_labels_inserted after insert on devices
    referencing new table as after_rows for each statement execute function keep_device_labels()`.execute(
    db,
  );
  await sql`create trigger keep_labels_updated after update on devices
    referencing old table as before_rows new table as after_rows
    for each statement execute function keep_device_labels()`.execute(db);
  await sql`create trigger keep_labels_deleted after delete on devices
    referencing old table as before_rows for each statement execute function keep_device_labels()`.execute(
    db,
  );
};
