/** Statements about the artifacts of runs. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** An artifact. */
export interface RunArtifactRow {
  readonly path: string;
  readonly blob_id: string;
  readonly bytes: number;
}

/** How much a run has beside the artifact of that path. */
export const findRunArtifactRoomByPath = async (
  db: Db,
  runId: string,
  path: string,
): Promise<{ artifacts: number; bytes: number }> => {
  const { rows } = await sql<{ artifacts: number; bytes: number }>`
    select count(*)::int as artifacts, coalesce(sum(bytes), 0)::float8 as bytes
    from run_artifacts where run_id = ${runId}::uuid and path <> ${path}`.execute(db);
  return rows[0]!;
};

/** Adds an artifact, in the place of one of the same path. */
export const insertRunArtifact = async (
  trx: Trx,
  artifact: RunArtifactRow & { readonly run_id: string; readonly created_at: Date },
): Promise<void> => {
  await trx
    .deleteFrom('run_artifacts')
    .where('run_id', '=', artifact.run_id)
    .where('path', '=', artifact.path)
    .execute();
  await trx.insertInto('run_artifacts').values(artifact).execute();
};

/** Whether a path is above or below that of an artifact, as no file and folder can be. */
export const findConflictingArtifactByPath = async (
  db: Db,
  runId: string,
  { path, folders }: { readonly path: string; readonly folders: readonly string[] },
): Promise<string | undefined> => {
  const { rows } = await sql<{ path: string }>`
    select path from run_artifacts
    where run_id = ${runId}::uuid
      and (path = any (${[...folders]}::text[]) or starts_with(path, ${`${path}/`}))
    limit 1`.execute(db);
  return rows[0]?.path;
};

/** The artifacts of a run by path. */
export const listRunArtifacts = (db: Db, runId: string): Promise<RunArtifactRow[]> =>
  db
    .selectFrom('run_artifacts')
    .select(['path', 'blob_id', 'bytes'])
    .where('run_id', '=', runId)
    .orderBy('path')
    .execute();

/** Where the content of an artifact is. */
export const findRunArtifactByPath = (
  db: Db,
  runId: string,
  path: string,
): Promise<RunArtifactRow | undefined> =>
  db
    .selectFrom('run_artifacts')
    .select(['path', 'blob_id', 'bytes'])
    .where('run_id', '=', runId)
    .where('path', '=', path)
    .executeTakeFirst();

/** Deletes the artifacts of a run; their blobs are removed after the commit. */
export const deleteRunArtifacts = async (trx: Trx, runId: string): Promise<void> => {
  await trx.deleteFrom('run_artifacts').where('run_id', '=', runId).execute();
};
