/** Statements about the files of updates. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A file of an update, as it is served. */
export interface UpdateFileRow {
  readonly blob_id: string;
  readonly bytes: number;
  readonly sha256: Buffer;
}

/** A file of an update that is uploaded. */
export interface NewUpdateFile {
  readonly path: string;
  readonly sha256: Buffer;
}

/** The file at this path of the update, which is compared to the byte and names nothing on a disk. */
export const findUpdateFileByPath = (
  db: Db,
  updateId: string,
  path: string,
): Promise<UpdateFileRow | undefined> =>
  db
    .selectFrom('update_files as f')
    .innerJoin('contents as c', 'c.sha256', 'f.content')
    .select(['c.blob_id', 'c.bytes', 'c.sha256'])
    .where('f.update_id', '=', updateId)
    .where('f.path', '=', path)
    .executeTakeFirst();

/** How many files an update has, and how many bytes they are together. */
export const countUpdateFiles = async (
  db: Db,
  updateId: string,
): Promise<{ readonly files: number; readonly bytes: number }> => {
  const { rows } = await sql<{ files: number; bytes: number }>`
    select count(*)::int as files, coalesce(sum(c.bytes), 0)::float8 as bytes
    from update_files f join contents c on c.sha256 = f.content where f.update_id = ${updateId}`.execute(
    db,
  );
  return rows[0]!;
};

/** More rows than this in one statement save nothing. */
const batchMax = 2_000;

/** Inserts the files of an update; their contents are there. */
export const insertUpdateFiles = async (
  trx: Trx,
  updateId: string,
  files: readonly NewUpdateFile[],
): Promise<void> => {
  for (let start = 0; start < files.length; start += batchMax) {
    const batch = files.slice(start, start + batchMax);
    await sql`
      insert into update_files (update_id, path, content)
      select ${updateId}::uuid, path, content
      from unnest(${batch.map(({ path }) => path)}::text[], ${batch.map(({ sha256 }) => sha256)}::bytea[])
        as file (path, content)`.execute(trx);
  }
};
