/**
 * Totals of devices, kept by triggers, so that no page of a list has to count. Locks devices for the time of creating
 * the triggers.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // A backend always uses the same row: two transactions wait for each other only when their backends share one, and
  // never in a circle.
  await sql`
    create table device_counts (
      shard smallint primary key,
      listed bigint not null default 0,
      denied bigint not null default 0
    ) with (fillfactor = 50)`.execute(db);
  await sql`insert into device_counts (shard) select generate_series(0, 15)`.execute(db);

  await sql`
    create function count_devices(listed_change bigint, denied_change bigint) returns void
    language sql security definer set search_path = pg_catalog, public as $$
      update public.device_counts
      set listed = listed + listed_change, denied = denied + denied_change
      where shard = pg_backend_pid() % 16 and (listed_change <> 0 or denied_change <> 0)
    $$`.execute(db);
  await sql`revoke all on function count_devices(bigint, bigint) from public`.execute(db);
  await sql`
    create function count_changed_devices() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public as $$
    declare
      listed_change bigint := 0;
      denied_change bigint := 0;
    begin
      if tg_op in ('INSERT', 'UPDATE') then
        select count(*) filter (where denied_at is null), count(*) filter (where denied_at is not null)
        into listed_change, denied_change from after_rows;
      end if;
      if tg_op in ('DELETE', 'UPDATE') then
        select listed_change - count(*) filter (where denied_at is null),
               denied_change - count(*) filter (where denied_at is not null)
        into listed_change, denied_change from before_rows;
      end if;
      perform public.count_devices(listed_change, denied_change);
      return null;
    end
    $$`.execute(db);
  await sql`create trigger count_inserted after insert on devices
    referencing new table as after_rows for each statement execute function count_changed_devices()`.execute(
    db,
  );
  await sql`create trigger count_updated after update on devices
    referencing old table as before_rows new table as after_rows
    for each statement execute function count_changed_devices()`.execute(db);
  await sql`create trigger count_deleted after delete on devices
    referencing old table as before_rows for each statement execute function count_changed_devices()`.execute(
    db,
  );
};
