/** Statements about the runs of builds. */
import { sql } from 'kysely';
import type { BuildStatus, Db, RunResultColumn, Trx } from '../database.ts';
import { notifyRunners } from '../notify-runners.ts';
import type { BuildKey } from './builds.ts';

/** A run. */
export interface RunRow {
  readonly id: string;
  readonly factory: string;
  readonly build_id: number;
  readonly name: string;
  readonly status: BuildStatus;
  readonly host_tag: string | null;
  readonly attempts: number;
  readonly created_at: Date;
  readonly queued_at: Date;
  readonly started_at: Date | null;
  readonly completed_at: Date | null;
  readonly runner_id: string | null;
  readonly runner_name: string | null;
  readonly lease_id: string | null;
  readonly lease_expires_at: Date | null;
  readonly message: string | null;
  readonly console_start: number;
  readonly console_bytes: number;
  readonly is_console_full: boolean;
  readonly publishes_apps: boolean;
}

/** What is read of a run. */
export const runColumns = [
  'id',
  'factory',
  'build_id',
  'name',
  'status',
  'host_tag',
  'attempts',
  'created_at',
  'queued_at',
  'started_at',
  'completed_at',
  'runner_id',
  'runner_name',
  'lease_id',
  'lease_expires_at',
  'message',
  'console_start',
  'console_bytes',
  'is_console_full',
  'publishes_apps',
] as const;

/** What a run is told to do. */
export interface RunOrderRow {
  readonly container: string | null;
  readonly script: string;
  readonly params: Readonly<Record<string, string>>;
  readonly timeout_seconds: number;
  readonly priority: number;
  readonly persistent_volumes: Readonly<Record<string, string>>;
  readonly publishes_apps: boolean;
  readonly tags: readonly string[];
  /** The runs of the same build that have to pass before, by name. */
  readonly after_runs: readonly string[];
}

const orderColumns = [
  'container',
  'script',
  'params',
  'timeout_seconds',
  'priority',
  'persistent_volumes',
  'publishes_apps',
  'tags',
  'after_runs',
] as const;

/** What a run starts with. */
export interface NewRunRow
  extends
    RunOrderRow,
    Pick<
      RunRow,
      'id' | 'factory' | 'build_id' | 'name' | 'status' | 'host_tag' | 'created_at' | 'completed_at'
    > {}

/** Inserts the runs of a build, and wakes those who wait for runs where one is queued. */
export const insertRuns = async (trx: Trx, runs: readonly NewRunRow[]): Promise<void> => {
  if (runs.length === 0) return;
  const rows = runs.map((run) => ({
    ...run,
    params: sql<Record<string, string>>`${JSON.stringify(run.params)}::jsonb`,
    persistent_volumes: sql<
      Record<string, string>
    >`${JSON.stringify(run.persistent_volumes)}::jsonb`,
    tags: [...run.tags],
    after_runs: [...run.after_runs],
    queued_at: run.created_at,
  }));
  await trx.insertInto('build_runs').values(rows).execute();
  if (runs.some(({ status }) => status === 'QUEUED')) await notifyRunners(trx);
};

/** The runs of some builds, by build and in their order. */
export const listRunsOfBuilds = (
  db: Db,
  factory: string,
  buildIds: readonly number[],
): Promise<RunRow[]> =>
  db
    .selectFrom('build_runs')
    .select(runColumns)
    .where('factory', '=', factory)
    .where('build_id', 'in', buildIds.length === 0 ? [0] : [...buildIds])
    .orderBy('build_id')
    .orderBy('ordinal')
    .execute();

/** A run by its name. */
export const findRunByName = (
  db: Db,
  { factory, buildId }: BuildKey,
  name: string,
): Promise<RunRow | undefined> =>
  db
    .selectFrom('build_runs')
    .select(runColumns)
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .where('name', '=', name)
    .executeTakeFirst();

/** What a run is told to do. */
export const findRunOrderById = (db: Db, id: string): Promise<RunOrderRow | undefined> =>
  db.selectFrom('build_runs').select(orderColumns).where('id', '=', id).executeTakeFirst();

/** Locks a run by its id. */
export const lockRunById = (trx: Trx, id: string): Promise<RunRow | undefined> =>
  trx
    .selectFrom('build_runs')
    .select(runColumns)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();

/** Locks the runs of a build in their order. */
export const lockRunsByBuild = (trx: Trx, { factory, buildId }: BuildKey): Promise<RunRow[]> =>
  trx
    .selectFrom('build_runs')
    .select(runColumns)
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .orderBy('ordinal')
    .forNoKeyUpdate()
    .execute();

/** How a run stands among those of its build. */
export type RunStanding = Pick<RunRow, 'id' | 'name' | 'status'> & Pick<RunOrderRow, 'after_runs'>;

/** How the runs of a build stand now, in their order; ask under the lock of the build. */
export const listRunStandings = (
  trx: Trx,
  { factory, buildId }: BuildKey,
): Promise<RunStanding[]> =>
  trx
    .selectFrom('build_runs')
    .select(['id', 'name', 'status', 'after_runs'])
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .orderBy('ordinal')
    .execute();

/** Sets the status of a run that goes on, and what is to be said of it. */
export const updateRunStatus = async (
  trx: Trx,
  id: string,
  change: { readonly status: BuildStatus; readonly message?: string },
): Promise<void> => {
  await trx.updateTable('build_runs').set(change).where('id', '=', id).execute();
};

/** How a run ended. */
export interface RunEnd {
  readonly status: BuildStatus;
  readonly at: Date;
  readonly message: string | null;
  readonly result: RunResultColumn | null;
}

const noLease = {
  lease_id: null,
  lease_expires_at: null,
  credential_id: null,
  credential_hash: null,
  credential_key_version: null,
} as const;

/** Ends a run; its lease, and the credential with it, are gone. */
export const updateRunAsEnded = async (
  trx: Trx,
  id: string,
  { status, at, message, result }: RunEnd,
): Promise<void> => {
  const columnOf = result === null ? null : sql<RunResultColumn>`${JSON.stringify(result)}::jsonb`;
  await trx
    .updateTable('build_runs')
    .set({ ...noLease, status, completed_at: at, message, result: columnOf })
    .where('id', '=', id)
    .execute();
};

/** Queues a run that has ended once more, behind what earlier attempts left of its console. */
export const updateRunAsQueued = async (trx: Trx, id: string, at: Date): Promise<void> => {
  await trx
    .updateTable('build_runs')
    .set({
      ...noLease,
      status: 'QUEUED',
      queued_at: at,
      started_at: null,
      completed_at: null,
      message: null,
      result: null,
      published_at: null,
      console_start: sql`console_bytes`,
      is_console_full: false,
    })
    .where('id', '=', id)
    .execute();
  await notifyRunners(trx);
};
