/** The files of updates, whose content is stored once however many updates have it. Locks `updates` for a moment. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // released_at: since when it may be that no update has it any more; null while one is known to. A row goes with its blob
  // some hours later, so that whoever uploads the same content meanwhile can rely on it.
  await sql`
    create table contents (
      sha256 bytea primary key check (octet_length(sha256) = 32),
      blob_id uuid not null unique,
      bytes bigint not null check (bytes >= 0),
      released_at timestamptz
    )`.execute(db);
  await sql`create index contents_by_release on contents (released_at) where released_at is not null`.execute(
    db,
  );

  await sql`
    create table update_files (
      update_id uuid not null references updates on delete cascade,
      path text collate "C" not null,
      content bytea not null references contents,
      primary key (update_id, path)
    )`.execute(db);
  await sql`create index update_files_by_content on update_files (content)`.execute(db);

  await sql`create index updates_by_age on updates (factory, tag, uploaded_at, name)`.execute(db);

  // The highest version that a target of the tag ever had: none is given twice, whatever is deleted.
  await sql`
    create table update_tags (
      factory text collate "C" not null,
      tag text collate "C" not null,
      last_version bigint not null,
      primary key (factory, tag)
    )`.execute(db);

  await sql`grant select, insert, update, delete on contents, update_files, update_tags to moorgate_admin`.execute(
    db,
  );
  await sql`grant select on contents, update_files to moorgate_gateway`.execute(db);
};
