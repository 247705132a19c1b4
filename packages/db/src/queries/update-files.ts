/** Statements about the files of updates. */
import { sql } from 'kysely';
import { allowLongStatements } from '../allow-long-statements.ts';
import type { Pool } from '../connect.ts';
import type { Db, Trx } from '../database.ts';

/** A file of an update, as it is served. */
export interface UpdateFileRow {
  readonly blobId: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  /** When its update was uploaded, in milliseconds since the Unix epoch. */
  readonly uploadedAtMs: number;
}

/** A path in an update. */
export interface WantedUpdateFile {
  readonly updateId: string;
  readonly path: string;
}

/** A file of an update that is uploaded. */
export interface NewUpdateFile {
  readonly path: string;
  readonly sha256: Buffer;
}

/** One JSON value for each row: to describe and read as many columns costs the driver more. */
const filesStatement = `
  select case when c.sha256 is not null then json_build_object(
    'blobId', c.blob_id,
    'bytes', c.bytes,
    'sha256', encode(c.sha256, 'hex'),
    'uploadedAtMs', (extract(epoch from u.uploaded_at) * 1000)::float8
  ) end as file
  from unnest($1::uuid[], $2::text[]) with ordinality as w (update_id, path, position)
  left join update_files f on f.update_id = w.update_id and f.path = w.path
  left join contents c on c.sha256 = f.content
  left join updates u on u.id = f.update_id
  order by w.position`;

/**
 * The files at these paths, in the order asked; null where an update has none. Paths are compared to the byte and name
 * nothing on a disk. Prepared once for each connection.
 */
export const listUpdateFilesByPath = async (
  pool: Pool,
  wanted: readonly WantedUpdateFile[],
): Promise<(UpdateFileRow | null)[]> => {
  const { rows } = await pool.query<{ file: UpdateFileRow | null }>({
    name: 'update_files',
    text: filesStatement,
    values: [wanted.map(({ updateId }) => updateId), wanted.map(({ path }) => path)],
  });
  return rows.map(({ file }) => file);
};

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

/** The SHA-256 of the file of an update at this path. */
export const findUpdateFileByPath = async (
  db: Db,
  { updateId, path }: WantedUpdateFile,
): Promise<Buffer | undefined> => {
  const row = await db
    .selectFrom('update_files')
    .select('content')
    .where('update_id', '=', updateId)
    .where('path', '=', path)
    .executeTakeFirst();
  return row?.content;
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

/**
 * Gives an update the files of the repository of another one of its factory that has this commit, the newest; false where
 * there is none. May take minutes.
 */
export const insertRepositoryFiles = async (
  trx: Trx,
  { id, factory, commitPath }: Readonly<Record<'id' | 'factory' | 'commitPath', string>>,
): Promise<boolean> => {
  await allowLongStatements(trx);
  const { rows } = await sql<{ id: string }>`
    select u.id from updates u
    join update_files f on f.update_id = u.id and f.path = ${commitPath}
    where u.factory = ${factory} and u.id <> ${id}::uuid
    order by u.uploaded_at desc limit 1 for key share of u`.execute(trx);
  const [source] = rows;
  if (source === undefined) return false;
  await sql`
    insert into update_files (update_id, path, content)
    select ${id}::uuid, path, content from update_files
    where update_id = ${source.id}::uuid and path >= 'ostree_repo/' and path < 'ostree_repo0'
    on conflict do nothing`.execute(trx);
  return true;
};
