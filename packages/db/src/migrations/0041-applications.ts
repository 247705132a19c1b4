/** Applications with their deployments, who may change them, and the operations that change what hosts run. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await addApplications(db);
  await addDeployments(db);
  await addOperations(db);
  await sql`
    grant select, insert, update, delete
    on applications, application_instances, application_permissions, deployments, application_operations,
      application_operation_hosts, application_operation_lines
    to moorgate_admin`.execute(db);
};

const addApplications = async (db: Kysely<never>): Promise<void> => {
  // key: what containers are labelled with; of all installations no other application has it.
  await sql`
    create table applications (
      id bigint generated always as identity primary key,
      key uuid not null unique,
      name text collate "C" not null unique,
      current_deployment_id bigint,
      created_at timestamptz(3) not null,
      created_by text not null
    )`.execute(db);
  // beacon_id refers to nothing: a host stays one of the application when its beacon is gone.
  await sql`
    create table application_instances (
      application_id bigint not null references applications on delete cascade,
      position integer not null,
      beacon_id uuid not null,
      address text collate "C" not null,
      primary key (application_id, position),
      unique (application_id, beacon_id, address)
    )`.execute(db);
  await sql`
    create table application_permissions (
      application_id bigint not null references applications on delete cascade,
      user_id uuid not null references users on delete cascade,
      level smallint not null check (level between 0 and 2),
      primary key (application_id, user_id)
    )`.execute(db);
  await sql`create index application_permissions_by_user on application_permissions (user_id)`.execute(
    db,
  );
};

const addDeployments = async (db: Kysely<never>): Promise<void> => {
  // digest: of kind and command; what was found bad is known again by it.
  await sql`
    create table deployments (
      id bigint generated always as identity primary key,
      application_id bigint not null references applications on delete cascade,
      kind text not null check (kind in ('container', 'compose')),
      command jsonb not null,
      health jsonb,
      digest bytea not null,
      creator text not null,
      created_at timestamptz(3) not null,
      status text not null check (status in ('pending', 'succeeded', 'failed')),
      outcome text,
      is_bad boolean not null default false
    )`.execute(db);
  await sql`create index deployments_by_application on deployments (application_id, id)`.execute(
    db,
  );
  await sql`
    alter table applications add constraint applications_current_deployment
    foreign key (current_deployment_id) references deployments`.execute(db);
  await sql`
    create index applications_by_current_deployment on applications (current_deployment_id)`.execute(
    db,
  );
};

const addOperations = async (db: Kysely<never>): Promise<void> => {
  // finished_at: its stream has ended; hosts that are not what they should be yet (unsettled) are worked on beyond it.
  // stage: twice the number of the stage that comes next, and one more while it is under way.
  // token_id: with which it was asked for; null for a session. Whoever holds the lease works on it, by the clock of the store.
  await sql`
    create table application_operations (
      id uuid primary key,
      ordinal bigint generated always as identity,
      application_id bigint references applications on delete set null,
      application_name text not null,
      kind text not null check (kind in ('create', 'start', 'stop', 'revert', 'update')),
      deployment_id bigint references deployments on delete set null,
      requested_by uuid references users on delete set null,
      requester text not null,
      token_id text,
      request_id text,
      plan jsonb not null,
      phase text not null default 'waiting' check (phase in ('waiting', 'forward', 'back', 'after', 'over')),
      stage integer not null default 0,
      failed_stage integer,
      status text not null default 'pending' check (status in ('pending', 'running', 'succeeded', 'failed')),
      outcome text,
      unsettled integer not null default 0,
      created_at timestamptz(3) not null,
      started_at timestamptz(3),
      finished_at timestamptz(3),
      lease_holder uuid,
      leased_until timestamptz
    )`.execute(db);
  await sql`
    create unique index application_operations_unfinished on application_operations (application_id)
    where finished_at is null`.execute(db);
  await sql`
    create index application_operations_open on application_operations (ordinal)
    where finished_at is null or unsettled > 0`.execute(db);
  await sql`
    create index application_operations_by_application on application_operations (application_id, ordinal)`.execute(
    db,
  );
  await sql`
    create index application_operations_by_deployment on application_operations (deployment_id)`.execute(
    db,
  );
  await sql`
    create index application_operations_by_requester on application_operations (requested_by)`.execute(
    db,
  );
  await sql`
    create index application_operations_by_end on application_operations (finished_at)
    where finished_at is not null and unsettled = 0`.execute(db);
  // notes: written before each step, so that whoever goes on knows what may have been done.
  await sql`
    create table application_operation_hosts (
      operation_id uuid not null references application_operations on delete cascade,
      position integer not null,
      beacon_id uuid not null,
      beacon_address text not null,
      address text collate "C" not null,
      name text not null,
      role text not null check (role in ('deployed', 'removed')),
      state text not null default 'active'
        check (state in ('active', 'restoring', 'removing', 'finishing', 'settled', 'left_out')),
      stage integer not null default 0,
      notes jsonb not null default '{}',
      attempts integer not null default 0,
      retry_at timestamptz,
      outcome text,
      primary key (operation_id, position)
    )`.execute(db);
  await sql`
    create index application_operation_hosts_unsettled on application_operation_hosts (beacon_id, address)
    where state in ('restoring', 'removing', 'finishing')`.execute(db);
  await sql`
    create table application_operation_lines (
      operation_id uuid not null references application_operations on delete cascade,
      ordinal integer not null,
      line jsonb not null,
      primary key (operation_id, ordinal)
    )`.execute(db);
};
