/** What runs made, for those who publish it. */
import type { Context } from '@moorgate/auth';
import {
  type Db,
  type FinishedRunRow,
  inTransaction,
  listUnpublishedRuns,
  type RunResultColumn,
  type Trx,
  updateRunAsPublished,
} from '@moorgate/db';
import type { BuildSource } from '../build.ts';
import { appendLine } from '../consoles/append-line.ts';

/** The result of a run that has passed. */
export interface RunResult {
  readonly runId: string;
  readonly factory: string;
  /** The version of the targets that are made of it. */
  readonly buildId: number;
  readonly runName: string;
  /** The tags that its targets get. */
  readonly tags: readonly string[];
  readonly triggerName: string | null;
  /** What was built; null where the build was not made from a repository. */
  readonly source: BuildSource | null;
  readonly createdBy: string;
  readonly completedAt: Date;
  /** `apps`: by name, `<host>/<factory>/<app>@sha256:<64 hex>`; `images`: every image that was pushed. */
  readonly result: RunResultColumn;
}

const resultFromRow = (row: FinishedRunRow): RunResult => ({
  runId: row.id,
  factory: row.factory,
  buildId: row.build_id,
  runName: row.name,
  tags: row.tags,
  triggerName: row.trigger_name,
  source:
    row.repository === null || row.ref === null || row.new_commit === null
      ? null
      : { repository: row.repository, ref: row.ref, commit: row.new_commit },
  createdBy: row.created_by,
  completedAt: row.completed_at,
  result: row.result,
});

/** Results of runs that have passed and that nobody has marked as published, in the order of the runs; a hundred at most. */
export const listUnpublishedResults = async (db: Db): Promise<readonly RunResult[]> =>
  (await listUnpublishedRuns(db, 100)).map(resultFromRow);

/**
 * Notes, in the transaction that makes targets of it, that a result is published. False where another process was first, or
 * the run has been begun anew: then the caller makes nothing.
 */
export const markPublished = (
  trx: Trx,
  runId: string,
  { clock }: Pick<Context, 'clock'>,
): Promise<boolean> => updateRunAsPublished(trx, runId, clock.now());

/** Has nobody publish a result of which nothing can be made; the console of its run says why. */
export const giveUpResult = (
  ctx: Pick<Context, 'db' | 'clock'>,
  runId: string,
  reason: string,
): Promise<void> =>
  inTransaction(ctx.db, async (trx) => {
    if (await markPublished(trx, runId, ctx))
      await appendLine(trx, runId, `No targets can be made of this: ${reason}`);
  });
