/**
 * What somebody is about to change outside of the database, written down before it is let through; and what it takes to remove
 * builds when their time is over. Locks `build_counters` for the moment of adding a column, and `builds` and
 * `webhook_deliveries` while they are indexed.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await addIntents(db);
  await addRetention(db);
};

const addIntents = async (db: Kysely<never>): Promise<void> => {
  // One row for each thing that is to change, until its audit record is written, or it is known that nothing changed.
  // place: the repository that it is in; item: the reference or manifest. Null stands for none, before or after.
  // is_overtaken: another change began where this one begins and was made, so that what is there tells nothing of this one.
  await sql`
    create table audit_intents (
      id bigint generated always as identity primary key,
      operation uuid not null,
      kind text collate "C" not null check (kind in ('push', 'manifest', 'collection')),
      place text collate "C" not null,
      item text collate "C" not null,
      before text,
      after text,
      begun_at timestamptz(3) not null,
      actor_kind text not null check (actor_kind in ('user', 'token', 'device', 'system')),
      actor_id text not null,
      actor_name text not null,
      address text,
      request_id text,
      is_overtaken boolean not null default false
    )`.execute(db);
  await sql`create index audit_intents_by_place on audit_intents (kind, place, id)`.execute(db);
  await sql`create index audit_intents_by_operation on audit_intents (operation)`.execute(db);
  await sql`grant select, insert, update, delete on audit_intents to moorgate_admin`.execute(db);
};

const addRetention = async (db: Kysely<never>): Promise<void> => {
  // removed_builds: how many of the numbers up to the last one have no build any more.
  await sql`alter table build_counters add column removed_builds integer not null default 0`.execute(
    db,
  );
  await sql`create index builds_by_completion on builds (completed_at)
    where completed_at is not null`.execute(db);
  await sql`create index webhook_deliveries_over on webhook_deliveries (created_at)
    where next_attempt_at is null`.execute(db);
};
