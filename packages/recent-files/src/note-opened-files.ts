/** Remembering that somebody opened files. */
import type { Context } from '@moorgate/auth';
import { deleteRecentFilesBeyond, inTransaction, upsertRecentFiles } from '@moorgate/db';
import { keptMax } from './recent-file.ts';

/** A file that is being opened. */
export interface OpenedFile {
  /** What it belongs to: names, joined by slashes. */
  readonly id: string;
  readonly path: string;
  readonly revision: string;
  /** The device whose file it is; when that is denied, nobody has opened it. */
  readonly deviceUuid?: string | undefined;
}

/**
 * Notes that whoever asks opened these files now; programs of ours and devices open none. The last hundred of each user are
 * kept. To be called once the right to the files has been judged.
 */
export const noteOpenedFiles = async (
  ctx: Context,
  files: readonly OpenedFile[],
): Promise<void> => {
  const { principal } = ctx;
  const opened = files.slice(0, keptMax);
  if (principal.kind !== 'user' || opened.length === 0) return;
  const { userId } = principal;
  const openedAt = ctx.clock.now();
  await inTransaction(ctx.db, async (trx) => {
    const rows = opened.map(({ id, path, revision, deviceUuid }) => ({
      id,
      path,
      revision,
      deviceUuid: deviceUuid ?? null,
    }));
    await upsertRecentFiles(trx, { userId, openedAt, files: rows });
    await deleteRecentFilesBeyond(trx, userId, keptMax);
  });
};
