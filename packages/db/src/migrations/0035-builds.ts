/** Builds with runs, consoles, artifacts and webhooks; triggers; runners; where references were last seen. Locks nothing. */
import { type Kysely, sql } from 'kysely';

const status = sql.raw(`text not null check (status in (
  'QUEUED', 'RUNNING', 'RUNNING_WITH_FAILURES', 'UPLOADING', 'PASSED', 'FAILED', 'PROMOTED', 'SKIPPED', 'CANCELLING'
))`);

export const up = async (db: Kysely<never>): Promise<void> => {
  await addTriggers(db);
  await addBuilds(db);
  await addRunners(db);
  await addRuns(db);
  await addContent(db);
  await addWebhooks(db);
  await addReferences(db);
  await sql`
    grant select, insert, update, delete
    on build_counters, builds, build_secrets, build_triggers, build_trigger_secrets, build_runs, build_status_events,
      run_consoles, run_artifacts, runners, webhook_deliveries, build_references, build_moves
    to moorgate_admin`.execute(db);
};

const addTriggers = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table build_triggers (
      id integer generated always as identity primary key,
      factory text not null,
      type text not null,
      created_by text not null,
      created_at timestamptz(3) not null,
      definition_repo text,
      definition_file text,
      queue_priority integer not null
    )`.execute(db);
  await sql`create index build_triggers_by_factory on build_triggers (factory, id)`.execute(db);
  await sql`
    create table build_trigger_secrets (
      trigger_id integer not null references build_triggers on delete cascade,
      name text collate "C" not null,
      sealed bytea not null,
      key_version integer not null,
      primary key (trigger_id, name)
    )`.execute(db);
};

const addBuilds = async (db: Kysely<never>): Promise<void> => {
  // One row for each factory, locked from the moment a number is drawn until the commit: no number is missing or twice.
  await sql`create table build_counters (
      factory text primary key, last_build_id integer not null
    )`.execute(db);
  await sql`
    create table builds (
      factory text not null,
      build_id integer not null check (build_id > 0),
      status ${status},
      trigger_name text,
      trigger_id integer references build_triggers on delete set null,
      reason text not null,
      annotation text,
      name text,
      definition text not null,
      webhooks jsonb not null,
      repository text,
      ref text,
      old_commit text,
      new_commit text,
      created_at timestamptz(3) not null,
      created_by text not null,
      completed_at timestamptz(3),
      primary key (factory, build_id)
    )`.execute(db);
  await sql`create index builds_by_trigger on builds (trigger_id)
    where trigger_id is not null`.execute(db);
  await sql`create index builds_by_trigger_name on builds (factory, trigger_name, build_id)`.execute(
    db,
  );
  await sql`create index builds_by_commit on builds (factory, repository, ref, new_commit)
    where repository is not null`.execute(db);
  await sql`create index builds_promoted on builds (factory, build_id)
    where status = 'PROMOTED'`.execute(db);
  await sql`
    create table build_secrets (
      factory text not null,
      build_id integer not null,
      name text collate "C" not null,
      sealed bytea not null,
      key_version integer not null,
      primary key (factory, build_id, name),
      foreign key (factory, build_id) references builds on delete cascade
    )`.execute(db);
};

const addRunners = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table runners (
      id uuid primary key,
      factory text not null,
      name text collate "C" not null,
      host_tags text[] not null,
      token_id text not null unique,
      secret_hash bytea not null,
      key_version integer not null,
      created_at timestamptz(3) not null,
      created_by text not null,
      last_seen_at timestamptz(3),
      last_address text,
      isolation text check (isolation in ('container', 'namespaces')),
      has_engine boolean,
      unique (factory, name)
    )`.execute(db);
  await sql`create index runners_by_age on runners (factory, created_at, id)`.execute(db);
};

const addRuns = async (db: Kysely<never>): Promise<void> => {
  // A run is somebody's, and its credential good, while it has a lease. console_start: what earlier attempts left.
  await sql`
    create table build_runs (
      id uuid primary key,
      ordinal bigint generated always as identity,
      factory text not null,
      build_id integer not null,
      name text collate "C" not null,
      status ${status},
      host_tag text,
      container text,
      script text not null,
      params jsonb not null,
      timeout_seconds integer not null check (timeout_seconds > 0),
      priority integer not null,
      persistent_volumes jsonb not null,
      publishes_apps boolean not null,
      tags text[] not null, after_runs text[] not null,
      attempts integer not null default 0,
      created_at timestamptz(3) not null,
      queued_at timestamptz(3) not null,
      started_at timestamptz(3),
      completed_at timestamptz(3),
      runner_id uuid references runners on delete set null,
      runner_name text,
      lease_id uuid unique,
      lease_expires_at timestamptz,
      credential_id text unique,
      credential_hash bytea,
      credential_key_version integer,
      message text,
      result jsonb,
      published_at timestamptz(3),
      console_start bigint not null default 0,
      console_bytes bigint not null default 0 check (console_bytes >= console_start),
      is_console_full boolean not null default false,
      unique (factory, build_id, name),
      foreign key (factory, build_id) references builds on delete cascade,
      check ((lease_id is null) = (lease_expires_at is null)),
      check ((lease_id is null) = (credential_id is null)),
      check (lease_id is null or status in ('RUNNING', 'UPLOADING', 'CANCELLING'))
    )`.execute(db);
  await sql`create index build_runs_queue on build_runs (priority desc, queued_at, ordinal)
    where status = 'QUEUED'`.execute(db);
  await sql`create index build_runs_leased on build_runs (lease_expires_at)
    where lease_id is not null`.execute(db);
  await sql`create index build_runs_by_name on build_runs (factory, name, build_id)`.execute(db);
  await sql`create index build_runs_by_runner on build_runs (runner_id)
    where runner_id is not null`.execute(db);
  await sql`create index build_runs_unpublished on build_runs (ordinal)
    where status = 'PASSED' and result is not null and published_at is null`.execute(db);
  await sql`
    create table build_status_events (
      factory text not null,
      build_id integer not null,
      ordinal bigint generated always as identity,
      run_id uuid references build_runs on delete cascade,
      at timestamptz(3) not null,
      status ${status},
      primary key (factory, build_id, ordinal),
      foreign key (factory, build_id) references builds on delete cascade
    )`.execute(db);
  await sql`create index build_status_events_by_run on build_status_events (run_id, ordinal)
    where run_id is not null`.execute(db);
};

const addContent = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table run_consoles (
      run_id uuid not null references build_runs on delete cascade,
      offset_bytes bigint not null check (offset_bytes >= 0),
      content bytea not null,
      primary key (run_id, offset_bytes)
    )`.execute(db);
  await sql`
    create table run_artifacts (
      run_id uuid not null references build_runs on delete cascade,
      path text collate "C" not null,
      blob_id uuid not null unique,
      bytes bigint not null check (bytes >= 0),
      created_at timestamptz(3) not null,
      primary key (run_id, path)
    )`.execute(db);
  await sql`
    create trigger note_removed_artifacts after delete on run_artifacts
    referencing old table as removed for each statement execute function note_removed_artifacts()`.execute(
    db,
  );
};

const addWebhooks = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table webhook_deliveries (
      id uuid primary key,
      factory text not null,
      build_id integer not null,
      url text not null,
      secret_name text not null,
      attempts integer not null default 0,
      next_attempt_at timestamptz(3),
      delivered_at timestamptz(3),
      failure text,
      created_at timestamptz(3) not null,
      foreign key (factory, build_id) references builds on delete cascade
    )`.execute(db);
  await sql`create index webhook_deliveries_due on webhook_deliveries (next_attempt_at)
    where next_attempt_at is not null`.execute(db);
  await sql`create index webhook_deliveries_by_build on webhook_deliveries (factory, build_id)`.execute(
    db,
  );
};

const addReferences = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table build_references (
      factory text not null,
      repository text not null,
      ref text collate "C" not null,
      commit_id text not null,
      primary key (factory, repository, ref)
    )`.execute(db);
  await sql`
    create table build_moves (
      factory text not null,
      repository text not null,
      ref text collate "C" not null,
      ordinal bigint generated always as identity,
      old_commit text not null,
      new_commit text not null,
      build_id integer,
      at timestamptz(3) not null,
      primary key (factory, repository, ref, ordinal)
    )`.execute(db);
};
