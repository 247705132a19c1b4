/** The Git repositories of factories; their content is in a folder, under their ids. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table repositories (
      id uuid primary key,
      factory text collate "C" not null,
      name text collate "C" not null,
      default_branch text collate "C" not null,
      keeps_history boolean not null,
      bytes bigint,
      created_at timestamptz(3) not null,
      created_by text not null,
      pushed_at timestamptz(3),
      tidied_at timestamptz(3),
      tidying_until timestamptz(3),
      unique (factory, name)
    )`.execute(db);
  await sql`grant select, insert, update, delete on repositories to moorgate_admin`.execute(db);
};
