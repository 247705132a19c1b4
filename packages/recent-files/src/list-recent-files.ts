/** What somebody opened last. */
import type { Context } from '@moorgate/auth';
import { listRecentFilesByUser } from '@moorgate/db';
import { keptMax, type RecentFile } from './recent-file.ts';

/** The files that whoever asks opened last, newest first, each once, 100 at most. */
export const listRecentFiles = async ({
  db,
  principal,
}: Pick<Context, 'db' | 'principal'>): Promise<RecentFile[]> => {
  if (principal.kind !== 'user') return [];
  const rows = await listRecentFilesByUser(db, principal.userId, keptMax);
  return rows.map((row) => ({
    id: row.file_id,
    name: row.file_id.split('/').at(-1)!,
    path: row.path,
    revision: row.revision,
    openedAt: row.opened_at,
  }));
};
