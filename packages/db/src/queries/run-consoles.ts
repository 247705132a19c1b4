/** Statements about what runs wrote: pieces by their offset, appended to and read from any byte on. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Appends a piece at the end of a console, under the lock of its run; `isFull` marks it as full. */
export const insertConsolePiece = async (
  trx: Trx,
  piece: { readonly runId: string; readonly offset: number; readonly content: Buffer },
  { isFull = false } = {},
): Promise<void> => {
  const { runId, offset, content } = piece;
  // Of an empty piece only the mark counts: the next one begins at the same place.
  if (content.length > 0)
    await trx
      .insertInto('run_consoles')
      .values({ run_id: runId, offset_bytes: offset, content })
      .execute();
  await trx
    .updateTable('build_runs')
    .set({
      console_bytes: offset + content.length,
      ...(isFull ? { is_console_full: true } : {}),
    })
    .where('id', '=', runId)
    .execute();
};

/** A piece of a console. */
export interface ConsolePieceRow {
  readonly offset_bytes: number;
  readonly content: Buffer;
}

/** The pieces from the one that has this byte, at most so many. */
export const listConsolePieces = async (
  db: Db,
  runId: string,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<ConsolePieceRow[]> => {
  const { rows } = await sql<ConsolePieceRow>`
    select offset_bytes, content from run_consoles
    where run_id = ${runId}::uuid and offset_bytes >= coalesce((
      select max(offset_bytes) from run_consoles where run_id = ${runId}::uuid and offset_bytes <= ${from}
    ), 0)
    order by offset_bytes limit ${limit}`.execute(db);
  return rows;
};
