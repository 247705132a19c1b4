/** Statements about the content of updates, of which equal ones are one row with one blob. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Content that is there. */
export interface ContentRow {
  readonly sha256: Buffer;
  readonly blob_id: string;
  readonly bytes: number;
}

/** More rows than this in one statement save nothing. */
const batchMax = 2_000;

/**
 * Those of the contents that are there, in no order. Each of them stays for as long as `lockReleasedContents` is asked for
 * rows that were released earlier than now: one that no update has any more counts as released at this moment.
 */
export const updateContentsAsWanted = async (
  db: Db,
  hashes: readonly Buffer[],
): Promise<ContentRow[]> => {
  await sql`
    update contents set released_at = clock_timestamp()
    where sha256 = any(${hashes}::bytea[]) and released_at is not null`.execute(db);
  // What was deleted meanwhile is not seen by a statement that begins after it.
  const { rows } = await sql<ContentRow>`
    select sha256, blob_id, bytes from contents where sha256 = any(${hashes}::bytea[])`.execute(db);
  return rows;
};

/**
 * Inserts contents; returns the blobs of those that were there by now, which nobody needs. Of two transactions that insert
 * the same, the second waits for the first: give them in the order of their hashes, so that no two wait for each other.
 */
export const insertContents = async (
  trx: Trx,
  contents: readonly ContentRow[],
): Promise<string[]> => {
  const needless: string[] = [];
  for (let start = 0; start < contents.length; start += batchMax) {
    const batch = contents.slice(start, start + batchMax);
    const { rows } = await sql<{ blob_id: string }>`
      insert into contents (sha256, blob_id, bytes)
      select sha256, blob_id, bytes from unnest(
        ${batch.map(({ sha256 }) => sha256)}::bytea[], ${batch.map(({ blob_id }) => blob_id)}::uuid[],
        ${batch.map(({ bytes }) => bytes)}::bigint[]
      ) as content (sha256, blob_id, bytes)
      on conflict (sha256) do nothing
      returning blob_id`.execute(trx);
    const inserted = new Set(rows.map(({ blob_id }) => blob_id));
    for (const { blob_id } of batch) if (!inserted.has(blob_id)) needless.push(blob_id);
  }
  return needless;
};

/** Marks the contents of an update that is about to be deleted: from now on it may be that nobody has them. */
export const updateContentsAsReleased = async (trx: Trx, updateId: string): Promise<void> => {
  await sql`
    update contents c set released_at = clock_timestamp()
    from (select distinct content from update_files where update_id = ${updateId} order by content) f
    where c.sha256 = f.content and c.released_at is null`.execute(trx);
};

/** Locks contents that were released at least so long ago, the oldest first; those that somebody has locked are left out. */
export const lockReleasedContents = async (
  trx: Trx,
  { ageMs, limit }: { readonly ageMs: number; readonly limit: number },
): Promise<Buffer[]> => {
  const { rows } = await sql<{ sha256: Buffer }>`
    select sha256 from contents
    where released_at <= clock_timestamp() - ${ageMs}::float8 * interval '1 millisecond'
    order by released_at limit ${limit} for update skip locked`.execute(trx);
  return rows.map(({ sha256 }) => sha256);
};

/** Deletes those of the locked contents that no update has, and notes their blobs for removal; the others are no longer released. */
export const deleteUnusedContents = async (
  trx: Trx,
  locked: readonly Buffer[],
): Promise<number> => {
  const { numAffectedRows } = await sql`
    with gone as (
      delete from contents c where sha256 = any(${locked}::bytea[])
        and not exists (select from update_files f where f.content = c.sha256)
      returning blob_id
    )
    insert into blob_removals (blob_id) select blob_id from gone`.execute(trx);
  await sql`update contents set released_at = null where sha256 = any(${locked}::bytea[])`.execute(
    trx,
  );
  return Number(numAffectedRows ?? 0);
};
