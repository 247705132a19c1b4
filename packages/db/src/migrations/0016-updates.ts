/** Updates, which devices are assigned to, and the files whose rows are gone. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table updates (
      id uuid primary key,
      factory text collate "C" not null,
      tag text collate "C" not null,
      name text collate "C" not null,
      uploaded_at timestamptz(3) not null,
      uploaded_by text not null,
      unique (factory, tag, name)
    )`.execute(db);

  // An update cannot go while a device is assigned to it; a denial takes the assignment away.
  await sql`alter table devices add column update_id uuid references updates`.execute(db);
  await sql`create index devices_by_update on devices (update_id) where update_id is not null`.execute(
    db,
  );

  // Written by the transaction that deletes the last row that names the file; the file goes after the commit.
  await sql`
    create table blob_removals (
      blob_id uuid primary key,
      requested_at timestamptz not null default clock_timestamp()
    )`.execute(db);

  await sql`grant select, insert, update, delete on updates, blob_removals to moorgate_admin`.execute(
    db,
  );
  await sql`grant select on updates to moorgate_gateway`.execute(db);
  await sql`grant select (update_id) on devices to moorgate_gateway`.execute(db);
};
