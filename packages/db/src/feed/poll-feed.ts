/** One look at the feed, which also says how far the one who looks has come and renews its lease. */
import type { Pool } from '../connect.ts';
import type { ChangeKind } from '../database.ts';
import type { Change } from './append-change.ts';
import { forgottenAfterMs, leaseMs } from './lease-terms.ts';

/**
 * A change to apply. `everything` stands for changes that cannot be told one by one, because the feed does not go on
 * where this reader stopped: whatever is held must be read again. `ageMs` is how long ago it was made, by the clock of
 * the database.
 */
export type FeedEntry = { readonly sequence: number; readonly ageMs: number } & (
  Change | { readonly kind: 'everything' }
);

/** A process that follows the feed, as it is known to those who wait for it. */
export interface FollowerIdentity {
  /** A new UUID for each process. */
  readonly id: string;
  /** What kind of process it is. */
  readonly service: string;
  /** What operators call the host or the installation that it runs in. */
  readonly instance: string;
  /** The id of a process that is known to have ended and that this one stands in for. */
  readonly replaces?: string | undefined;
}

/** What one look found. */
export interface FeedPage {
  /** False when this follower has no row, or was given up: the page is empty then, and no lease began. */
  readonly isRegistered: boolean;
  readonly entries: readonly FeedEntry[];
  /** The number up to which the feed is known once the entries are applied. */
  readonly through: number;
}

interface FeedRow {
  readonly isRegistered: boolean;
  readonly head: number;
  readonly sequence: number | null;
  readonly kind: ChangeKind;
  readonly deviceUuid: string;
  readonly subject: string;
  readonly ageMs: number;
}

const pageRows = 1_000;

/**
 * The row of the follower is written and the feed read in one statement. A follower that somebody gives up at the same
 * moment gets no lease: the update waits for the other's and then finds no row that fits.
 */
const pollStatement = `
  with follower as (
    update feed_followers
    set applied_sequence = $2, connections = $3, leased_until = clock_timestamp() + interval '${leaseMs} milliseconds'
    where id = $1 and lost_at is null
    returning id
  )
  select exists (select from follower) as "isRegistered", c.sequence as head, f.sequence, f.kind,
    f.device_uuid as "deviceUuid", f.subject, (extract(epoch from clock_timestamp() - f.at) * 1000)::float8 as "ageMs"
  from change_feed_counter c
  left join lateral (
    select sequence, kind, device_uuid, subject, at from change_feed where sequence > $2 order by sequence limit ${pageRows}
  ) f on true
  order by f.sequence`;

const isEntry = (row: FeedRow): row is FeedRow & { readonly sequence: number } =>
  row.sequence !== null;

const entryFromRow = (row: FeedRow & { readonly sequence: number }): FeedEntry => {
  const { sequence, ageMs, kind, deviceUuid, subject } = row;
  switch (kind) {
    case 'device':
      return { sequence, ageMs, kind, deviceUuid };
    case 'token':
      return { sequence, ageMs, kind, tokenId: subject };
    case 'user':
      return { sequence, ageMs, kind, userId: subject };
    default:
      return { sequence, ageMs, kind };
  }
};

/**
 * Tells that `applied` is in force at this follower, and reads the changes after it. A head behind it (a restored
 * database) or a missing number makes them `everything`.
 */
export const pollFeed = async (
  pool: Pool,
  follower: { readonly id: string; readonly applied: number; readonly connections: number },
): Promise<FeedPage> => {
  const { id, applied, connections } = follower;
  const { rows } = await pool.query<FeedRow>({
    name: 'poll-feed',
    text: pollStatement,
    values: [id, applied, connections],
  });
  const head = rows[0]?.head ?? 0;
  const isRegistered = rows[0]?.isRegistered === true;
  if (!isRegistered || head === applied) return { isRegistered, entries: [], through: applied };
  const entries = rows.filter(isEntry).map(entryFromRow);
  const isGapless = entries.at(-1)?.sequence === applied + entries.length;
  if (isGapless) return { isRegistered, entries, through: applied + entries.length };
  const everything = { kind: 'everything', sequence: head, ageMs: 0 } as const;
  return { isRegistered, entries: [everything], through: head };
};

/**
 * Makes the row of a follower, or takes up one that was given up, without a lease. The one that it replaces goes, and
 * with it whoever was lost long ago.
 */
export const registerFollower = async (
  pool: Pool,
  follower: FollowerIdentity,
  applied: number,
): Promise<void> => {
  const { id, service, instance, replaces = null } = follower;
  await pool.query(
    `with gone as (
       delete from feed_followers
       where id = $6 or lost_at < clock_timestamp() - interval '${forgottenAfterMs} milliseconds'
     )
     insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until)
     values ($1, $2, $3, $4, clock_timestamp(), $5, clock_timestamp())
     on conflict (id) do update
     set applied_sequence = excluded.applied_sequence, leased_until = excluded.leased_until, lost_at = null`,
    [id, service, instance, process.pid, applied, replaces],
  );
};

/** Takes the row of a follower away: nobody waits for it any more. It must act on nothing it holds from then on. */
export const deregisterFollower = async (pool: Pool, id: string): Promise<void> => {
  await pool.query('delete from feed_followers where id = $1', [id]);
};
