/**
 * The feed of changes that a gateway must know. Its sequence comes from one locked row, taken as the last statement of a
 * transaction, so that numbers appear in the order of the commits and a reader never has to look back. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table change_feed_counter (
      only_row boolean primary key default true check (only_row),
      sequence bigint not null
    ) with (fillfactor = 20)`.execute(db);
  await sql`insert into change_feed_counter (sequence) values (0)`.execute(db);
  await sql`
    create table change_feed (
      sequence bigint primary key,
      at timestamptz not null default clock_timestamp(),
      kind text not null check (kind in ('device', 'devices', 'device_cas', 'token', 'user', 'people')),
      device_uuid uuid,
      subject text,
      check ((kind = 'device') = (device_uuid is not null)),
      check ((kind in ('token', 'user')) = (subject is not null))
    )`.execute(db);

  await sql`
    create function append_change(change_kind text, change_device_uuid uuid, change_subject text default null)
    returns bigint
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      next_sequence bigint;
    begin
      update public.change_feed_counter set sequence = sequence + 1 returning sequence into next_sequence;
      insert into public.change_feed (sequence, kind, device_uuid, subject)
      values (next_sequence, change_kind, change_device_uuid, change_subject);
      perform pg_notify('moorgate_changes', next_sequence::text);
      return next_sequence;
    end
    $$`.execute(db);
  await sql`revoke all on function append_change(text, uuid, text) from public`.execute(db);
};
