/** Statements about the processes that follow the feed, from the side of those who wait for them or look at them. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { lostAfterMs } from '../feed/lease-terms.ts';

/** A follower that has not applied a change yet. Times are in milliseconds since the epoch, by the database's clock. */
export interface LaggingFollower {
  readonly appliedSequence: number;
  readonly leasedUntilMs: number;
}

/** The followers that have not confirmed every change up to `sequence`, lost ones left out, and the present time. */
export const listFollowersBehind = async (
  db: Db,
  sequence: number,
): Promise<{ readonly nowMs: number; readonly followers: readonly LaggingFollower[] }> => {
  const { rows } = await sql<{
    nowMs: number;
    appliedSequence: number | null;
    leasedUntilMs: number;
  }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs",
      f.applied_sequence as "appliedSequence",
      (extract(epoch from f.leased_until) * 1000)::float8 as "leasedUntilMs"
    from (select) as always
    left join feed_followers f on f.lost_at is null and f.applied_sequence < ${sequence}`.execute(
    db,
  );
  const followers = rows.flatMap(({ appliedSequence, leasedUntilMs }) =>
    appliedSequence === null ? [] : [{ appliedSequence, leasedUntilMs }],
  );
  return { nowMs: rows[0]?.nowMs ?? 0, followers };
};

/** Gives up followers whose lease ended long ago. They get none before they have registered again. */
export const updateSilentFollowersAsLost = async (db: Db): Promise<void> => {
  await sql`
    update feed_followers set lost_at = clock_timestamp()
    where lost_at is null
      and leased_until < clock_timestamp() - ${`${lostAfterMs} milliseconds`}::interval`.execute(
    db,
  );
};

/** A follower as it is shown. */
export interface FollowerRow {
  readonly id: string;
  readonly instance: string;
  readonly process_id: number;
  readonly started_at: Date;
  readonly applied_sequence: number;
  readonly connections: number;
  readonly leased_until: Date;
  readonly lost_at: Date | null;
  /** By the clock of the database. */
  readonly has_lease: boolean;
  /** The last number of the feed at the same moment. */
  readonly head: number;
}

/** The followers of one service, by instance and start. */
export const listFollowersByService = async (db: Db, service: string): Promise<FollowerRow[]> => {
  const { rows } = await sql<FollowerRow>`
    select f.id, f.instance, f.process_id, f.started_at, f.applied_sequence, f.connections, f.leased_until, f.lost_at,
      f.lost_at is null and f.leased_until > clock_timestamp() as has_lease, c.sequence as head
    from feed_followers f cross join change_feed_counter c
    where f.service = ${service}
    order by f.instance, f.started_at, f.id`.execute(db);
  return rows;
};
