/** Statements about who has a run, and for how long. */
import { sql } from 'kysely';
import type { BuildStatus, Db, Trx } from '../database.ts';
import type { RunRow } from './build-runs.ts';

/** What a runner can do, and may. */
export interface RunnerOffer {
  readonly factory: string;
  readonly hostTags: readonly string[];
  /** Whether it has containers to run scripts in. */
  readonly hasContainers: boolean;
}

/** Whether a run that is queued waits for others of its build. */
const waitsForOthers = sql`exists (
  select 1 from build_runs other
  where other.factory = r.factory and other.build_id = r.build_id
    and other.name = any (r.after_runs) and other.status <> 'PASSED')`;

/** The run that comes first among those that this runner may take, locked; one that somebody else takes is left out. */
export const lockQueuedRun = async (
  trx: Trx,
  offer: RunnerOffer,
): Promise<Pick<RunRow, 'id'> | undefined> => {
  const { factory, hostTags, hasContainers } = offer;
  const { rows } = await sql<{ id: string }>`
    select id from build_runs r
    where status = 'QUEUED' and factory = ${factory}
      and (host_tag is null or host_tag = any (${[...hostTags]}::text[]))
      and (container is null or ${hasContainers}::boolean)
      and not ${waitsForOthers}
    order by priority desc, queued_at, ordinal
    limit 1 for no key update of r skip locked`.execute(trx);
  return rows[0];
};

/** A lease, with the credential that is good as long. */
export interface LeaseUpdate {
  readonly leaseId: string;
  readonly expiresAt: Date;
  readonly at: Date;
  readonly runner: { readonly id: string; readonly name: string };
  readonly credential: { readonly id: string; readonly hash: Buffer; readonly keyVersion: number };
}

/** Gives a run that waits to a runner. */
export const updateRunAsLeased = async (
  trx: Trx,
  id: string,
  { leaseId, expiresAt, at, runner, credential }: LeaseUpdate,
): Promise<void> => {
  await trx
    .updateTable('build_runs')
    .set({
      status: 'RUNNING',
      started_at: at,
      attempts: sql`attempts + 1`,
      runner_id: runner.id,
      runner_name: runner.name,
      lease_id: leaseId,
      lease_expires_at: expiresAt,
      credential_id: credential.id,
      credential_hash: credential.hash,
      credential_key_version: credential.keyVersion,
    })
    .where('id', '=', id)
    .execute();
};

/** Which lease of which runner. */
export interface LeaseKey {
  readonly runId: string;
  readonly leaseId: string;
  readonly runnerId: string;
  readonly now: Date;
}

/** Prolongs a lease that has not lapsed; answers the status of its run, undefined where it is lost. */
export const updateRunLease = async (
  db: Db,
  { runId, leaseId, runnerId, now }: LeaseKey,
  expiresAt: Date,
): Promise<BuildStatus | undefined> => {
  const row = await db
    .updateTable('build_runs')
    .set({ lease_expires_at: expiresAt })
    .where('id', '=', runId)
    .where('lease_id', '=', leaseId)
    .where('runner_id', '=', runnerId)
    .where('lease_expires_at', '>', now)
    .returning('status')
    .executeTakeFirst();
  return row?.status;
};

/** What decides whether a credential of a run is good. */
export interface RunCredentialRow {
  readonly id: string;
  readonly factory: string;
  readonly build_id: number;
  readonly credential_hash: Buffer;
  readonly credential_key_version: number;
  readonly publishes_apps: boolean;
  readonly repository: string | null;
}

/** The run whose credential has this id, while its lease has not lapsed. */
export const findRunByCredential = async (
  db: Db,
  credentialId: string,
  now: Date,
): Promise<RunCredentialRow | undefined> => {
  const { rows } = await sql<RunCredentialRow>`
    select r.id, r.factory, r.build_id, r.credential_hash, r.credential_key_version, r.publishes_apps, b.repository
    from build_runs r join builds b on b.factory = r.factory and b.build_id = r.build_id
    where r.credential_id = ${credentialId} and r.lease_expires_at > ${now}`.execute(db);
  return rows[0];
};

/** A run that nobody answers for any more. */
export interface OverdueRunRow {
  readonly id: string;
  readonly factory: string;
  readonly build_id: number;
  /** True where its time was over, false where its lease had lapsed. */
  readonly isTimedOut: boolean;
}

/** Runs whose lease has lapsed, or whose time was over so long ago, locked; those that somebody has locked are left out. */
export const lockOverdueRuns = async (
  trx: Trx,
  terms: { readonly now: Date; readonly graceSeconds: number; readonly limit: number },
): Promise<OverdueRunRow[]> => {
  const { now, graceSeconds, limit } = terms;
  const { rows } = await sql<OverdueRunRow>`
    select id, factory, build_id, lease_expires_at > ${now} as "isTimedOut"
    from build_runs
    where lease_id is not null and (
      lease_expires_at <= ${now}
      or started_at + make_interval(secs => timeout_seconds + ${graceSeconds}) <= ${now}
    )
    order by ordinal
    limit ${limit} for no key update skip locked`.execute(trx);
  return rows;
};

/** Locks the runs that a runner has. */
export const lockRunsByRunner = async (
  trx: Trx,
  runnerId: string,
): Promise<Pick<RunRow, 'id' | 'factory' | 'build_id'>[]> =>
  trx
    .selectFrom('build_runs')
    .select(['id', 'factory', 'build_id'])
    .where('runner_id', '=', runnerId)
    .where('lease_id', 'is not', null)
    .orderBy('ordinal')
    .forNoKeyUpdate()
    .execute();

/** What is to be watched of the queue. */
export interface QueueCounts {
  /** Runs that wait for a runner or are under way, by status. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Since when the oldest run waits; null where none does. */
  readonly oldestQueuedAt: Date | null;
  /** Runners that were heard of since that time. */
  readonly runnersSeen: number;
}

/** Counts the runs that have not ended, and the runners that were heard of since that time. */
export const countQueue = async (db: Db, seenSince: Date): Promise<QueueCounts> => {
  const { rows } = await sql<{ status: string; count: number; oldest: Date }>`
    select status, count(*) as count, min(queued_at) as oldest from build_runs r
    where (status = 'QUEUED' and not ${waitsForOthers}) or lease_id is not null group by status`.execute(
    db,
  );
  const seen = await sql<{ count: number }>`
    select count(*) as count from runners where last_seen_at > ${seenSince}`.execute(db);
  return {
    byStatus: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    oldestQueuedAt: rows.find(({ status }) => status === 'QUEUED')?.oldest ?? null,
    runnersSeen: seen.rows[0]!.count,
  };
};
