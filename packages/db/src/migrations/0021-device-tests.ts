/** Tests that devices report, their artifacts, and the actions that operators start on devices. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // ordinal: the order in which tests began, whatever the clock did.
  await sql`
    create table device_tests (
      device_uuid uuid not null references devices on delete cascade,
      id text collate "C" not null,
      ordinal bigint generated always as identity,
      name text not null,
      target_name text not null,
      status text not null check (status in ('RUNNING', 'PASSED', 'FAILED')),
      details text,
      results jsonb,
      created_at timestamptz(3) not null,
      completed_at timestamptz(3),
      primary key (device_uuid, id)
    )`.execute(db);
  await sql`create index device_tests_by_order on device_tests (device_uuid, ordinal)`.execute(db);
  await sql`
    create table test_artifacts (
      device_uuid uuid not null,
      test_id text collate "C" not null,
      name text collate "C" not null,
      ordinal bigint generated always as identity,
      blob_id uuid not null unique,
      bytes bigint not null check (bytes >= 0),
      primary key (device_uuid, test_id, name),
      foreign key (device_uuid, test_id) references device_tests on delete cascade
    )`.execute(db);
  await addRemoval(db);
  await sql`
    create table device_actions (
      device_uuid uuid not null references devices on delete cascade,
      id text collate "C" not null,
      ordinal bigint generated always as identity,
      name text not null,
      is_captured boolean not null,
      configuration_revision integer not null,
      requested_at timestamptz(3) not null,
      requested_by text not null,
      primary key (device_uuid, id)
    )`.execute(db);
  await sql`create index device_actions_by_order on device_actions (device_uuid, ordinal)`.execute(
    db,
  );

  await sql`grant select, insert, update, delete on device_tests to moorgate_gateway`.execute(db);
  await sql`grant select, insert, delete on test_artifacts to moorgate_gateway`.execute(db);
  await sql`grant select, delete on device_tests, test_artifacts to moorgate_admin`.execute(db);
  await sql`grant select, insert, delete on device_actions to moorgate_admin`.execute(db);
};

const addRemoval = async (db: Kysely<never>): Promise<void> => {
  // However the row of an artifact goes, its file is noted in the same transaction; a job removes it after the commit.
  await sql`
    create function note_removed_artifacts() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      insert into public.blob_removals (blob_id) select blob_id from removed on conflict do nothing;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger note_removed_artifacts after delete on test_artifacts
    referencing old table as removed for each statement execute function note_removed_artifacts()`.execute(
    db,
  );
};
