/** Statements about builds that have ended, about those of them whose time is over, and how much there is of all builds. */
import { sql } from 'kysely';
import type { BuildStatus, Db, Trx } from '../database.ts';
import type { BuildKey } from './builds.ts';

/** A build that may be removed. */
export interface OldBuildRow {
  readonly build_id: number;
  readonly completed_at: Date;
  /** Of its consoles and artifacts together. */
  readonly bytes: number;
}

/** Which of them. */
export interface OldBuildFilter {
  readonly factory: string;
  readonly completedBefore: Date;
  /** This one alone; any unless given. */
  readonly buildId?: number;
  readonly limit: number;
}

/** The builds that a target of the factory is, or says it is from, by the ends of addresses of builds. */
const namedByTargets = (factory: string) => sql`
  select version as build_id from targets where factory = ${factory}
  union
  select substring(custom ->> field from '/builds/(\\d{1,9})/?$')::integer
  from targets cross join unnest(array['uri', 'origUri', 'origUriApps']) field
  where factory = ${factory}`;

/**
 * The oldest builds that have ended before that time and that nothing needs: not the newest of the factory, not one that was
 * promoted, not one that a target names, that has a result which is not published, or a webhook that is still to be sent.
 */
export const listOldBuilds = async (
  db: Db,
  { factory, completedBefore, buildId, limit }: OldBuildFilter,
): Promise<OldBuildRow[]> => {
  const isThisOne = buildId === undefined ? sql`true` : sql`b.build_id = ${buildId}`;
  const { rows } = await sql<OldBuildRow>`
    with named as materialized (${namedByTargets(factory)})
    select b.build_id, b.completed_at,
      (select coalesce(sum(r.console_bytes + coalesce(
          (select sum(a.bytes) from run_artifacts a where a.run_id = r.id), 0)), 0)::float8
        from build_runs r where r.factory = b.factory and r.build_id = b.build_id) as bytes
    from builds b
    where b.factory = ${factory} and b.completed_at < ${completedBefore} and ${isThisOne}
      and b.status <> 'PROMOTED'
      and b.build_id < (select max(build_id) from builds where factory = ${factory})
      and not exists (select from named n where n.build_id = b.build_id)
      and not exists (
        select from build_runs r
        where r.factory = b.factory and r.build_id = b.build_id
          and (r.completed_at is null
            or r.status = 'PASSED' and r.result is not null and r.published_at is null))
      and not exists (
        select from webhook_deliveries w
        where w.factory = b.factory and w.build_id = b.build_id and w.next_attempt_at is not null)
    order by b.build_id limit ${limit}`.execute(db);
  return rows;
};

/** Deletes a build with all that it has, and counts it as removed; blobs of its artifacts are removed after the commit. */
export const deleteBuild = async (trx: Trx, { factory, buildId }: BuildKey): Promise<void> => {
  await trx
    .deleteFrom('builds')
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .execute();
  await trx
    .updateTable('build_counters')
    .set({ removed_builds: sql`removed_builds + 1` })
    .where('factory', '=', factory)
    .execute();
};

/** How many builds of a factory are there. */
export const countBuilds = async (db: Db, factory: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select last_build_id - removed_builds as count from build_counters
    where factory = ${factory}`.execute(db);
  return rows[0]?.count ?? 0;
};

/** The bytes of all consoles and artifacts of a factory. */
export const countBuildBytes = async (db: Db, factory: string): Promise<number> => {
  const { rows } = await sql<{ bytes: number }>`
    select (
      (select coalesce(sum(console_bytes), 0) from build_runs where factory = ${factory})
      + (select coalesce(sum(a.bytes), 0) from run_artifacts a join build_runs r on r.id = a.run_id
         where r.factory = ${factory})
    )::float8 as bytes`.execute(db);
  return rows[0]!.bytes;
};

/** How many builds have ended since that time, by what they became. */
export const countEndedBuilds = async (
  db: Db,
  since: Date,
): Promise<Readonly<Partial<Record<BuildStatus, number>>>> => {
  const { rows } = await sql<{ status: BuildStatus; count: number }>`
    select status, count(*) as count from builds
    where completed_at > ${since} group by status`.execute(db);
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};
