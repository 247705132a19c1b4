/**
 * The processes that follow the feed, each with the number up to which it has applied it and the end of its lease by the
 * clock of this database. Whoever makes a change waits for them. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // Written several times a second and by their primary key alone, so that updates stay on their page.
  await sql`
    create table feed_followers (
      id uuid primary key,
      service text not null,
      instance text not null,
      process_id integer not null,
      started_at timestamptz not null,
      applied_sequence bigint not null,
      leased_until timestamptz not null,
      connections integer not null default 0,
      lost_at timestamptz
    ) with (fillfactor = 20)`.execute(db);
  await sql`grant select, insert, update, delete on feed_followers to moorgate_gateway`.execute(db);
  await sql`grant select, insert, update, delete on feed_followers to moorgate_admin`.execute(db);
  await sql`create index change_feed_by_time on change_feed (at)`.execute(db);
  await sql`grant delete on change_feed to moorgate_admin`.execute(db);
};
