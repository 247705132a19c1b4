/** Statements about what runs made. */
import type { Db, RunResultColumn, Trx } from '../database.ts';

/** A run that has passed, with what it made and what that was made from. */
export interface FinishedRunRow {
  readonly id: string;
  readonly factory: string;
  readonly build_id: number;
  readonly name: string;
  readonly tags: string[];
  readonly result: RunResultColumn;
  readonly completed_at: Date;
  readonly trigger_name: string | null;
  readonly repository: string | null;
  readonly ref: string | null;
  readonly new_commit: string | null;
  readonly created_by: string;
}

/** Runs that have passed and whose results nobody has published yet, in their order. */
export const listUnpublishedRuns = async (db: Db, limit: number): Promise<FinishedRunRow[]> => {
  const rows = await db
    .selectFrom('build_runs as r')
    .innerJoin('builds as b', (join) =>
      join.onRef('b.factory', '=', 'r.factory').onRef('b.build_id', '=', 'r.build_id'),
    )
    .select([
      'r.id',
      'r.factory',
      'r.build_id',
      'r.name',
      'r.tags',
      'r.result',
      'r.completed_at',
      'b.trigger_name',
      'b.repository',
      'b.ref',
      'b.new_commit',
      'b.created_by',
    ])
    .where('r.status', '=', 'PASSED')
    .where('r.result', 'is not', null)
    .where('r.published_at', 'is', null)
    .orderBy('r.ordinal')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, result: row.result!, completed_at: row.completed_at! }));
};

/** Notes that a result was published; false where that was noted before, or the run was begun anew. */
export const updateRunAsPublished = async (trx: Trx, id: string, at: Date): Promise<boolean> => {
  const { numUpdatedRows } = await trx
    .updateTable('build_runs')
    .set({ published_at: at })
    .where('id', '=', id)
    .where('status', '=', 'PASSED')
    .where('published_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};
