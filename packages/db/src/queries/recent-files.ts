/** SQL on `recent_files`: what each user opened last. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface RecentFileRow {
  readonly file_id: string;
  readonly path: string;
  readonly revision: string;
  readonly opened_at: Date;
}

/** Files that a user opens at once. */
export interface RecentFilesUpsert {
  readonly userId: string;
  readonly openedAt: Date;
  readonly files: readonly {
    readonly id: string;
    readonly path: string;
    readonly revision: string;
    readonly deviceUuid: string | null;
  }[];
}

/** Notes that a user opened files; one that is named twice counts once. In one order, so that two never wait in a circle. */
export const upsertRecentFiles = async (
  trx: Trx,
  { userId, openedAt, files }: RecentFilesUpsert,
): Promise<void> => {
  await sql`
    insert into recent_files as r (user_id, file_id, path, revision, device_uuid, opened_at)
    select distinct on (f.id, f.path) ${userId}::uuid, f.id, f.path, f.revision, f.device_uuid, ${openedAt}
    from unnest(
      ${files.map(({ id }) => id)}::text[], ${files.map(({ path }) => path)}::text[],
      ${files.map(({ revision }) => revision)}::text[],
      ${files.map(({ deviceUuid }) => deviceUuid)}::uuid[]
    ) as f (id, path, revision, device_uuid)
    order by f.id, f.path
    on conflict (user_id, file_id, path) do update
      set revision = excluded.revision, device_uuid = excluded.device_uuid,
        opened_at = greatest(r.opened_at, excluded.opened_at)`.execute(trx);
};

/** Forgets all but the newest files of a user. */
export const deleteRecentFilesBeyond = async (
  trx: Trx,
  userId: string,
  kept: number,
): Promise<void> => {
  await sql`
    delete from recent_files
    where user_id = ${userId} and (file_id, path) in (
      select file_id, path from recent_files where user_id = ${userId}
      order by opened_at desc, file_id, path offset ${kept}
    )`.execute(trx);
};

/** The files that a user opened last, newest first. */
export const listRecentFilesByUser = (
  db: Db,
  userId: string,
  limit: number,
): Promise<RecentFileRow[]> =>
  db
    .selectFrom('recent_files')
    .select(['file_id', 'path', 'revision', 'opened_at'])
    .where('user_id', '=', userId)
    .orderBy('opened_at', 'desc')
    .orderBy('file_id')
    .orderBy('path')
    .limit(limit)
    .execute();
