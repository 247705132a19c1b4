/**
 * Rollouts: which devices an update is given to, and which devices it was given to by that. Locks `devices` and
 * `device_check_ins` for the time of creating a column, an index and two triggers.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // number: the order in which they were asked for; of two that a device fits, the later one counts. author_groups: the
  // groups that the author could give updates to, null for every device. A row without committed_at is a job.
  await sql`
    create table rollouts (
      id uuid primary key,
      number bigint generated always as identity unique,
      update_id uuid not null references updates on delete cascade,
      name text collate "C" not null,
      group_names text[] not null,
      author_groups text[],
      created_at timestamptz(3) not null,
      created_by text not null,
      committed_at timestamptz(3),
      closed_at timestamptz(3),
      closed_by text,
      unique (update_id, name)
    )`.execute(db);
  await sql`create index rollouts_pending on rollouts (number) where committed_at is null`.execute(
    db,
  );

  // The devices that a rollout names. No row of devices is needed: one that is named may enrol later.
  await sql`
    create table rollout_uuids (
      rollout_id uuid not null references rollouts on delete cascade,
      device_uuid uuid not null,
      primary key (rollout_id, device_uuid)
    )`.execute(db);
  await sql`create index rollout_uuids_by_device on rollout_uuids (device_uuid)`.execute(db);

  // The devices that a rollout gave its update to. A row stays when a later rollout gives the device another one, and when
  // an operator takes the update away (unassigned_at), so that the device is not given it again.
  await sql`
    create table rollout_devices (
      rollout_id uuid not null references rollouts on delete cascade,
      device_uuid uuid not null references devices on delete cascade,
      assigned_at timestamptz(3) not null,
      unassigned_at timestamptz(3),
      unassigned_by text,
      primary key (rollout_id, device_uuid)
    )`.execute(db);
  await sql`create index rollout_devices_by_device on rollout_devices (device_uuid)`.execute(db);

  // The rollout that the present assignment is from.
  await sql`alter table devices add column rollout_id uuid references rollouts,
    add constraint devices_rollout_check check (rollout_id is null or update_id is not null)`.execute(
    db,
  );
  await sql`create index devices_by_rollout on devices (rollout_id) where rollout_id is not null`.execute(
    db,
  );

  await addCandidates(db);

  // Whoever assigns or takes away locks the row first, so that each sees what those before left. The lock handle has no
  // meaning: the right to update it is the right to lock the row.
  await sql`
    create table rollout_turn (
      only_row boolean primary key default true check (only_row),
      lock_handle boolean
    )`.execute(db);
  await sql`insert into rollout_turn default values`.execute(db);

  await sql`grant select, insert, update, delete on rollouts, rollout_uuids, rollout_devices to moorgate_admin`.execute(
    db,
  );
  await sql`grant select, delete on rollout_candidates to moorgate_admin`.execute(db);
  await sql`grant select on rollout_turn to moorgate_admin`.execute(db);
  await sql`grant update (lock_handle) on rollout_turn to moorgate_admin`.execute(db);
};

/**
 * Devices that came into another group or reported another tag since somebody looked: only they can have come to fit a
 * rollout that is open. Who asks for one meanwhile does not matter: a row is written in any case, and looked at later.
 */
const addCandidates = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table rollout_candidates (
      id bigint generated always as identity primary key,
      candidate uuid not null
    )`.execute(db);
  await sql`
    create function note_rollout_candidate() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      if tg_table_name = 'devices' then
        insert into public.rollout_candidates (candidate) values (new.uuid);
      else
        insert into public.rollout_candidates (candidate) values (new.device_uuid);
      end if;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger note_candidate after update of labels on devices for each row
    when (new.group_name is distinct from old.group_name and new.group_name is not null)
    execute function note_rollout_candidate()`.execute(db);
  await sql`
    create trigger note_candidate after update of tag on device_check_ins for each row
    when (new.tag <> old.tag and new.tag <> '') execute function note_rollout_candidate()`.execute(
    db,
  );
};
