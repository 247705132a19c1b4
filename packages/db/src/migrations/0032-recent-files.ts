/** What each user opened last. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // device_uuid has no reference: opening a file must not wait for whoever changes the device.
  await sql`
    create table recent_files (
      user_id uuid not null references users (id),
      file_id text not null,
      path text not null,
      revision text not null,
      device_uuid uuid,
      opened_at timestamptz not null,
      primary key (user_id, file_id, path)
    )`.execute(db);
  await sql`create index recent_files_by_age on recent_files (user_id, opened_at)`.execute(db);
  await sql`create index recent_files_by_device on recent_files (device_uuid) where device_uuid is not null`.execute(
    db,
  );
  await sql`grant select, insert, update, delete on recent_files to moorgate_admin`.execute(db);
};
