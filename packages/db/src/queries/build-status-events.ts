/** Statements about what builds and their runs became, and when. */
import type { BuildStatus, Db, Trx } from '../database.ts';
import type { BuildKey } from './builds.ts';

/** What a build, or a run of it, became, and when. */
export interface StatusEventRow {
  readonly at: Date;
  readonly status: BuildStatus;
}

/** Notes what a build (run: null) or a run became. */
export const insertBuildStatusEvent = async (
  trx: Trx,
  { factory, buildId }: BuildKey,
  event: StatusEventRow & { readonly run_id: string | null },
): Promise<void> => {
  await trx
    .insertInto('build_status_events')
    .values({ ...event, factory, build_id: buildId })
    .execute();
};

/** What a build (run: null) or a run became, in that order. */
export const listBuildStatusEvents = (
  db: Db,
  { factory, buildId }: BuildKey,
  runId: string | null,
): Promise<StatusEventRow[]> => {
  const query = db
    .selectFrom('build_status_events')
    .select(['at', 'status'])
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .orderBy('ordinal');
  return (runId === null ? query.where('run_id', 'is', null) : query.where('run_id', '=', runId))
    .limit(1_000)
    .execute();
};
