/** Which of the heads that a push moves start no build by themselves. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // Written before anything moves, so that whoever finds a head moved knows; at: when that was.
  await sql`
    create table build_omissions (
      factory text not null,
      repository text not null,
      ref text collate "C" not null,
      commit_id text not null,
      at timestamptz(3) not null,
      primary key (factory, repository, ref, commit_id)
    )`.execute(db);
  await sql`grant select, insert, update, delete on build_omissions to moorgate_admin`.execute(db);
};
