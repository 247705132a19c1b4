/**
 * What devices report: events of their updates, states of their apps, and descriptions of themselves; and the log of each
 * update, which operators follow. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

/** An update has a log from its first moment, so that whoever writes events finds a row to lock. */
const logsOfUpdates = async (db: Kysely<never>): Promise<void> => {
  // last_position grows under the lock of the row as the last thing of a transaction, so that lines appear in their order.
  // watched_until: while somebody follows the log, and only then, writers wake them; commits that notify wait for each other.
  await sql`
    create table update_logs (
      update_id uuid primary key references updates on delete cascade,
      last_position bigint not null default 0,
      watched_until timestamptz
    ) with (fillfactor = 50)`.execute(db);
  await sql`insert into update_logs (update_id) select id from updates`.execute(db);
  await sql`
    create function open_update_log() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
      insert into public.update_logs (update_id) values (new.id);
      return null;
    end $$`.execute(db);
  await sql`
    create trigger open_log after insert on updates for each row execute function open_update_log()`.execute(
    db,
  );
};

const eventsOfDevices = async (db: Kysely<never>): Promise<void> => {
  // sequence: the order of arrival. An event has a line in the log of the update that its device was assigned to then.
  await sql`
    create table device_events (
      device_uuid uuid not null references devices on delete cascade,
      sequence bigint generated always as identity,
      event_id text collate "C" not null,
      correlation_id text collate "C" not null,
      device_time text collate "C" not null,
      type_id text not null,
      type_version integer not null,
      target_name text not null,
      version text not null,
      ecu text,
      success boolean,
      details text,
      update_id uuid references update_logs on delete set null,
      position bigint,
      primary key (device_uuid, sequence),
      unique (device_uuid, event_id)
    )`.execute(db);
  await sql`create unique index device_events_by_line on device_events (update_id, position) where update_id is not null`.execute(
    db,
  );
};

const statesOfDevices = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table device_apps_states (
      device_uuid uuid not null references devices on delete cascade,
      sequence bigint generated always as identity,
      sha256 bytea not null,
      state json not null,
      primary key (device_uuid, sequence),
      unique (device_uuid, sha256)
    )`.execute(db);

  await sql`
    create table device_descriptions (
      device_uuid uuid not null references devices on delete cascade,
      kind text collate "C" not null check (kind in ('hardware', 'network', 'settings', 'ecus')),
      content text not null,
      sha256 bytea not null,
      primary key (device_uuid, kind)
    )`.execute(db);
};

export const up = async (db: Kysely<never>): Promise<void> => {
  await logsOfUpdates(db);
  await eventsOfDevices(db);
  await statesOfDevices(db);
  await sql`grant select, delete on device_events, device_apps_states, device_descriptions to moorgate_admin`.execute(
    db,
  );
  await sql`grant select, insert, update (watched_until) on update_logs to moorgate_admin`.execute(
    db,
  );
  await sql`grant insert, delete on device_events, device_apps_states to moorgate_gateway`.execute(
    db,
  );
  await sql`grant select (device_uuid, sequence, event_id, correlation_id) on device_events to moorgate_gateway`.execute(
    db,
  );
  await sql`grant select (device_uuid, sequence, sha256) on device_apps_states to moorgate_gateway`.execute(
    db,
  );
  await sql`grant insert, update (content, sha256), select (device_uuid, kind, sha256) on device_descriptions
    to moorgate_gateway`.execute(db);
  await sql`grant select, update (last_position) on update_logs to moorgate_gateway`.execute(db);
};
