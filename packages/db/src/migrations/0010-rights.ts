/**
 * Roles: rights under a name, for every device or for those of some groups; who has them; and users who are programs.
 * Locks `users` and `devices` for as long as the indexes take to build.
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
};
