/** SQL on `application_operations` for those who look after all of them. */
import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** What is to be watched of operations. */
export interface OperationCounts {
  readonly waiting: number;
  readonly running: number;
  /** Hosts that are not yet what they should be, beyond the end of an operation. */
  readonly unsettledHosts: number;
  /** Since when the oldest of them is so; null for none. */
  readonly unsettledSince: Date | null;
}

/** Counts what has not ended. */
export const countOperations = async (db: Db): Promise<OperationCounts> => {
  const { rows } = await sql<OperationCounts>`
    select count(*) filter (where status = 'pending') as waiting,
      count(*) filter (where status = 'running') as running,
      coalesce(sum(unsettled), 0)::bigint as "unsettledHosts",
      min(finished_at) filter (where unsettled > 0) as "unsettledSince"
    from application_operations where finished_at is null or unsettled > 0`.execute(db);
  return rows[0]!;
};

/** Deletes operations that ended before that time, with their lines, so many at most; answers how many. */
export const deleteOldOperations = async (
  db: Db,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from application_operations where id in (
      select id from application_operations
      where finished_at < ${before} and unsettled = 0
      order by finished_at limit ${limit} for update skip locked
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
};
